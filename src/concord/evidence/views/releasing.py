"""Publishing figures: choose, look at what would be hidden, release."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concord.access.permit import Verb, may
from concord.evidence.actions import releasing
from concord.evidence.forms.releasing import ReleaseForm
from concord.evidence.models import Area, Category, IndicatorVersion
from concord.evidence.queries.published import (
    figures_of,
    release_of,
    releases_of,
    sheets_of,
)
from concord.evidence.releasing.protecting import Preview
from concord.evidence.releasing.tables import Cell
from concord.evidence.views.finding import actor_of, place_of
from concord.foundation.statistics.disclosure import Status
from concord.foundation.ui.forms.trying import KEPT, tried

WORDS = {
    Status.PRIMARY: "a small number",
    Status.SECONDARY: "another could be worked out from it",
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What was published, and the public address."""
    actor = actor_of(request)
    place = place_of(request)
    return render(
        request,
        "evidence/releases/index.html",
        {
            "heading": "Figures that were published",
            "releases": releases_of(place.code),
            "public_url": reverse("public_figures", args=[place.code]),
            "may_publish": may(actor, Verb.RECORD_FIGURES),
        },
    )


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One release as the public sees it."""
    actor_of(request)
    place = place_of(request)
    release = release_of(place.code, pk)
    if release is None:
        raise Http404
    return render(
        request,
        "evidence/releases/one.html",
        {
            "heading": release.title,
            "release": release,
            "sheets": list(sheets_of(figures_of(place.code, pk))),
            "public_url": reverse("public_release", args=[place.code, pk]),
        },
    )


def new(request: HttpRequest) -> HttpResponse:
    """Choose; look; publish. Nothing leaves before it was looked at."""
    actor = actor_of(request, Verb.RECORD_FIGURES)
    form = ReleaseForm(request.POST or None, actor=actor)
    if request.POST.get("step") == "publish":
        made = tried(
            request,
            form,
            lambda: releasing.publish(
                wish=form.wish,
                title=form.cleaned_data["title"],
                threshold=form.cleaned_data["threshold"],
                note=form.cleaned_data["note"],
                by=actor,
            ),
        )
        if made:
            messages.success(request, "Published: anybody can read it now.")
            return redirect("evidence:release", made.pk)
    found = tried(
        request,
        form,
        lambda: releasing.look(
            wish=form.wish, threshold=form.cleaned_data["threshold"], by=actor
        ),
    )
    if isinstance(found, Preview):
        return _preview(request, form, found)
    return render(
        request,
        "evidence/releases/new.html",
        {"heading": "Publish figures", "form": form, "errors_kept": KEPT},
        status=422 if form.errors else 200,
    )


def _preview(request: HttpRequest, form: ReleaseForm, found: Preview) -> HttpResponse:
    return render(
        request,
        "evidence/releases/preview.html",
        {
            "heading": "Look before it leaves",
            "title": form.cleaned_data["title"],
            "found": found,
            "hidden": _hidden(found),
            "withheld": len(found.withheld),
            "sent": [
                (name, value)
                for name in form.fields
                for value in request.POST.getlist(name)
            ],
        },
    )


def _hidden(found: Preview) -> list[dict[str, Any]]:
    """Each figure that would be hidden, with its number, for whoever publishes."""
    versions = IndicatorVersion.objects.in_bulk({one.version for one in found.statuses})
    areas = Area.objects.in_bulk({one.area for one in found.statuses})
    groups = Category.objects.in_bulk(
        {one.category for one in found.statuses if one.category is not None}
    )

    def row(cell: Cell, status: Status) -> dict[str, Any]:
        return {
            "indicator": versions[cell.version].title,
            "area": areas[cell.area].name,
            "group": groups[cell.category].label if cell.category else "everybody",
            "period": cell.period,
            "number": found.values[cell],
            "part": "" if cell.part == "n" else "what it is a share of",
            "why": WORDS[status],
        }

    return [
        row(cell, status)
        for cell, status in found.statuses.items()
        if status is not Status.SHOWN and cell.part in ("n", "of")
    ]
