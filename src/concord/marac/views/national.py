"""The national return, and which cases are behind its cells."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from concord.access import reading
from concord.access.actor import Actor
from concord.access.permit import NotPermitted
from concord.foundation.periods import Quarter
from concord.foundation.ui.tables import Column, Table
from concord.frontdoor.public import latest_quarters
from concord.marac.queries.national import Return, behind, national_return
from concord.marac.views.finding import coordinator_of


class Lines(Table):
    """The return as rows, in the order of the recipient's list."""

    name, noun = "marac-national-return", "field"
    label = Column("Field", "label", row_header=True)
    number = Column("Number", "number")
    share = Column("Per cent of cases", "share")
    benchmark = Column("Nationally", "benchmark")
    before = Column("Twelve months before", "before")
    not_recorded = Column("Not recorded", "not_recorded")


@require_safe
def national(request: HttpRequest) -> HttpResponse:
    """For those who see no people: every field, with what is known nationally."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    quarters = _quarters()
    try:
        found = national_return(_chosen(request, quarters), actor)
    except NotPermitted as error:
        raise Http404 from error
    table = Lines(_rows(found), request)
    if table.export:
        return table.response()
    return render(
        request,
        "marac/national.html",
        {
            "heading": "National return of the MARAC",
            "found": found,
            "rows": _rows(found),
            "quarters": quarters,
            "is_running": found.quarter.last_day >= timezone.localdate(),
        },
    )


@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """For the team that coordinates: the codes behind each cell, as far as it sees."""
    actor = coordinator_of(request)
    quarters = _quarters()
    quarter = _chosen(request, quarters)
    reading.as_verb("list")
    return render(
        request,
        "marac/behind.html",
        {
            "heading": "Cases behind the national return",
            "quarter": quarter,
            "quarters": quarters,
            "cells": [one for one in behind(quarter, actor) if one.items or one.past],
        },
    )


def _rows(found: Return) -> list[dict[str, object]]:
    """The fields in the recipient's order: cases, change, children, rate, the rest."""
    if found.is_dropped:
        return []
    rows: list[dict[str, object]] = [
        {
            "label": cell.label,
            "number": cell.n,
            "share": cell.share,
            "benchmark": cell.benchmark,
            "before": "not known" if cell.before is None else cell.before,
            "not_recorded": cell.not_recorded or "",
        }
        for cell in found.cells
    ]
    blank: dict[str, object] = dict.fromkeys(rows[0], "")
    change = blank | {"label": "Change in cases", "number": found.change}
    rate = blank | {
        "label": "Cases per 10,000 women aged 16 and over",
        "number": found.rate,
        "benchmark": found.benchmark_rate,
    }
    return [rows[0], change, rows[1], rate, *rows[2:]]


def _quarters() -> list[Quarter]:
    return latest_quarters(timezone.localdate())


def _chosen(request: HttpRequest, quarters: list[Quarter]) -> Quarter:
    """The quarter that was asked for; else the last one that is over."""
    asked = request.GET.get("quarter", "")
    return next((one for one in quarters if one.code == asked), quarters[1])
