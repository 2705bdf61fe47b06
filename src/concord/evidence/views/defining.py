"""Keeping an indicator: its words, versions, breaks, phases and benchmarks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from concord.access.permit import Verb
from concord.evidence.actions import dictionary, keeping
from concord.evidence.forms.defining import (
    BenchmarkForm,
    BreakForm,
    CorrectForm,
    DefineForm,
    PhaseForm,
    ReviseForm,
    TakeBackForm,
    WantForm,
)
from concord.evidence.models import (
    Area,
    Benchmark,
    Indicator,
    IndicatorPhase,
    IndicatorVersion,
    Phase,
    SeriesBreak,
)
from concord.evidence.queries.dictionary import in_force
from concord.evidence.views.dictionary import titles
from concord.evidence.views.entry import entry_of, row_of
from concord.evidence.views.finding import actor_of, place_of
from concord.foundation.ui.forms.trying import KEPT, tried

KEEP = Verb.KEEP_EVIDENCE


def define(request: HttpRequest) -> HttpResponse:
    """One more indicator."""
    actor = actor_of(request, KEEP)
    form = DefineForm(request.POST or None)
    made = tried(request, form, lambda: keeping.define(**form.asked(), by=actor))
    if made:
        messages.success(request, "The indicator is in the dictionary.")
        return redirect("evidence:entry", made.pk)
    return page(request, "Add an indicator", form, "Add the indicator")


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for the same: the series goes on."""
    actor, indicator = entry_of(request, pk, KEEP)
    version = version_of(request, indicator)
    form = CorrectForm(request.POST or None, initial=CorrectForm.of(version))
    if tried(
        request,
        form,
        lambda: keeping.correct(version=version, **form.cleaned_data, by=actor),
    ):
        messages.success(request, "The words are changed. The series goes on.")
        return redirect("evidence:entry", pk)
    return page(
        request, "Correct the words", form, "Keep the words", version=version,
        template="correct",
    )  # fmt: skip


def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """From a day on it is counted otherwise: another series begins."""
    actor, indicator = entry_of(request, pk, KEEP)
    version = version_of(request, indicator)
    form = ReviseForm(request.POST or None, initial=ReviseForm.of(version))
    if tried(
        request,
        form,
        lambda: keeping.revise(indicator=indicator, **form.cleaned_data, by=actor),
    ):
        messages.success(request, "The next version is kept: another series begins.")
        return redirect("evidence:entry", pk)
    return page(
        request, "Count it in another way", form, "Begin another series",
        version=version, template="revise",
    )  # fmt: skip


def mark_break(request: HttpRequest, pk: int) -> HttpResponse:
    """From a day on it was recorded in another way."""
    actor, indicator = entry_of(request, pk, KEEP)
    areas = Area.objects.visible_to(actor).order_by("-is_home", "position", "name")
    form = BreakForm(request.POST or None, areas=areas)
    if tried(
        request,
        form,
        lambda: dictionary.mark_break(
            indicator=indicator, **form.cleaned_data, by=actor
        ),
    ):
        messages.success(request, "The break is marked.")
        return redirect("evidence:entry", pk)
    return page(
        request, "Recording changed", form, "Mark the break",
        version=version_of(request, indicator), template="break",
    )  # fmt: skip


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A break was marked wrongly: what stood on both sides can be compared again."""
    actor = actor_of(request, KEEP)
    found = row_of(SeriesBreak, pk, actor)
    if not dictionary.is_in_force(found):
        messages.info(request, "This break was taken back before.")
        return redirect("evidence:entry", found.indicator_id)
    form = TakeBackForm(request.POST or None)
    if tried(
        request,
        form,
        lambda: dictionary.take_back_break(found=found, **form.cleaned_data, by=actor),
    ):
        messages.success(request, "The break is taken back.")
        return redirect("evidence:entry", found.indicator_id)
    return page(
        request, "Take a break back", form, "Take it back",
        version=version_of(request, found.indicator), template="take_back", found=found,
    )  # fmt: skip


def want(request: HttpRequest, pk: int) -> HttpResponse:
    """Which way is wanted in a phase of the strategy, and what follows."""
    actor, indicator = entry_of(request, pk, KEEP)
    phases = Phase.objects.visible_to(actor)
    if not phases.exists():
        messages.info(request, "A direction belongs to a phase. Add that first.")
        return redirect("evidence:phases")
    form = WantForm(
        request.POST or None, phases=phases, successors=titles(request, but=pk)
    )
    if tried(
        request,
        form,
        lambda: dictionary.want(indicator=indicator, **form.cleaned_data, by=actor),
    ):
        messages.success(request, "The direction is kept.")
        return redirect("evidence:entry", pk)
    return page(
        request, "Direction in a phase", form, "Keep the direction",
        version=version_of(request, indicator), template="want",
        said=IndicatorPhase.objects.filter(indicator=indicator).select_related("phase"),
    )  # fmt: skip


def phases(request: HttpRequest) -> HttpResponse:
    """The phases of the strategy, and one more."""
    actor = actor_of(request, KEEP)
    form = PhaseForm(request.POST or None)
    if tried(
        request, form, lambda: dictionary.add_phase(**form.cleaned_data, by=actor)
    ):
        messages.success(request, "The phase is kept.")
        return redirect("evidence:phases")
    return page(
        request, "Phases of the strategy", form, "Add the phase",
        template="phases", phases=Phase.objects.visible_to(actor),
    )  # fmt: skip


def add_benchmark(request: HttpRequest, pk: int) -> HttpResponse:
    """What others reach."""
    actor, indicator = entry_of(request, pk, KEEP)
    form = BenchmarkForm(request.POST or None)
    if tried(
        request,
        form,
        lambda: dictionary.add_benchmark(
            indicator=indicator, **form.cleaned_data, by=actor
        ),
    ):
        messages.success(request, "The benchmark is kept.")
        return redirect("evidence:entry", pk)
    return page(
        request, "Add a benchmark", form, "Add the benchmark",
        version=version_of(request, indicator),
    )  # fmt: skip


@require_POST
def end_benchmark(request: HttpRequest, pk: int) -> HttpResponse:
    """It is held against the indicator no longer."""
    actor = actor_of(request, KEEP)
    benchmark = row_of(Benchmark, pk, actor)
    keeping.end_benchmark(
        benchmark=benchmark, today=place_of(request).today(), by=actor
    )
    messages.success(request, "The benchmark is taken off.")
    return redirect("evidence:entry", benchmark.indicator_id)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down in its priority."""
    actor, indicator = entry_of(request, pk, KEEP)
    if not {"up", "down"} & set(request.POST):
        raise Http404
    keeping.move(indicator=indicator, up="up" in request.POST, by=actor)
    return redirect("evidence:dictionary")


def version_of(request: HttpRequest, indicator: Indicator) -> IndicatorVersion:
    """The version that is in force today, or else the newest."""
    versions = IndicatorVersion.objects.filter(indicator=indicator).select_related(
        "indicator"
    )
    return in_force(versions, place_of(request).today())[indicator.pk]


def page(
    request: HttpRequest,
    heading: str,
    form: Form,
    button: str,
    *,
    template: str = "form",
    **more: Any,
) -> HttpResponse:
    """A page with one form: what it says on the button is what happens."""
    return render(
        request,
        f"evidence/dictionary/{template}.html",
        {
            "heading": heading,
            "form": form,
            "button": button,
            "errors_kept": KEPT,
            **more,
        },
        status=422 if form.errors else 200,
    )
