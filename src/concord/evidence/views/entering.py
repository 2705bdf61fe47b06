"""Typing figures of one indicator, a line for each period; and counting it now."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from concord.access.permit import Verb
from concord.evidence.actions import observing
from concord.evidence.forms.entering import FiguresForm
from concord.evidence.jobs.measures import count_indicator
from concord.evidence.models import Area, Batch, Indicator, Observation, Period
from concord.evidence.queries.dictionary import periods_to_enter
from concord.evidence.views.defining import page, version_of
from concord.evidence.views.dictionary import areas_of, shown
from concord.evidence.views.entry import area_chosen, entry_of
from concord.evidence.views.finding import place_of
from concord.foundation.ui.forms.trying import tried

AT_ONCE = 8  # periods of the grid; `?more=1` for three times as many


def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """A grid of periods: what stands there, and a box for what is new."""
    actor, indicator = entry_of(request, pk, Verb.RECORD_FIGURES)
    areas = areas_of(actor)
    area = area_chosen(request, areas)
    if area is None:
        messages.info(request, "A figure is for an area. Add your own area first.")
        return redirect("evidence:areas")
    version = version_of(request, indicator)
    number = AT_ONCE * 3 if request.GET.get("more") == "1" else AT_ONCE
    periods = periods_to_enter(version, today=place_of(request).today(), number=number)
    before = latest(indicator, area, periods)
    form = FiguresForm(
        request.POST or None, version=version, periods=periods, before=before
    )
    if tried(
        request,
        form,
        lambda: observing.record(
            form.figures(area),
            kind=Batch.Kind.ENTERED,
            origin=form.cleaned_data["origin"],
            by=actor,
        ),
    ):
        messages.success(request, "The figures are kept.")
        return redirect(
            f"{reverse('evidence:entry', args=[pk])}?area={area.pk}#figures"
        )
    return page(
        request, "Enter figures", form, "Keep the figures", template="figures",
        version=version, area=area, areas=areas,
        lines=[(line, shown(line.before) if line.before else None)
               for line in form.lines],
        is_longer=number > AT_ONCE,
    )  # fmt: skip


def latest(
    indicator: Indicator, area: Area, periods: list[Period]
) -> Mapping[Period, Observation]:
    """The vintage that counts, of each period that has a figure for everybody."""
    rows = (
        Observation.objects.filter(
            indicator=indicator,
            area=area,
            category=None,
            period_start__in=[one.first_day for one in periods],
        )
        .select_related("version")
        .order_by("vintage")
    )
    wanted = set(periods)
    return {row.period: row for row in rows if row.period in wanted}


@require_POST
def count_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Have Concord count this indicator now, and not only tonight."""
    actor, indicator = entry_of(request, pk, Verb.RECORD_FIGURES)
    if not version_of(request, indicator).measure:
        raise Http404
    count_indicator.configure(lock=f"evidence.count_partnership:{actor.here}").defer(
        partnership_id=actor.here, indicator_id=pk
    )
    messages.success(request, "Concord counts now. Look again in a minute.")
    return redirect(f"{reverse('evidence:entry', args=[pk])}#figures")
