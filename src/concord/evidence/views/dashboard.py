"""The board's home: every indicator, its verdict, and who is reached."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concord.access.permit import Verb, may
from concord.evidence.pictures import reach_bars
from concord.evidence.queries.dashboard import (
    COMPARE_PARENT,
    Asked,
    Card,
    Dashboard,
    dashboard,
)
from concord.evidence.queries.judged import period_kind_words
from concord.evidence.views.finding import actor_of, place_of
from concord.foundation.statistics.control import Verdict
from concord.foundation.ui.tables import Column, Table

TALLY = (
    (Verdict.IMPROVING, "better than usual variation"),
    (Verdict.WORSENING, "worse than usual variation"),
    (Verdict.CHANGED, "changed, no direction set"),
    (Verdict.NO_CHANGE, "no change beyond usual variation"),
    (Verdict.TOO_FEW, "not enough data to judge"),
    (Verdict.BROKEN, "recording changed, not compared"),
)


class Figures(Table):
    """Every indicator as a row."""

    name, noun = "dashboard", "indicator"
    priority = Column("Priority", "indicator.priority", filter=True)
    ref = Column("Printed as", "indicator.printed_ref")
    title = Column("Indicator", "title", row_header=True, search=["title"])
    unit = Column("Unit", "judged.version.unit_words")
    period = Column("Latest period", lambda card: _period(card))
    value = Column("Value", "judged.now")
    interval = Column("95 % interval", "judged.interval")
    numerator = Column("Numerator", lambda card: _last(card, "numerator"))
    denominator = Column("Denominator", lambda card: _last(card, "denominator"))
    verdict = Column("Verdict", "judged.headline")
    wanted = Column("Wanted", "judged.direction_words")
    benchmark = Column("Benchmark", lambda card: _benchmarks(card))
    quality = Column("Data quality", "judged.quality.words")
    caveats = Column("Caveats", "judged.version.caveats")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The dashboard as it was asked for by the filters in the address."""
    actor = actor_of(request)
    place = place_of(request)
    found = dashboard(_asked(request), place, actor)
    table = Figures(found.cards, request)
    if table.export:
        return table.response()
    chosen = request.GET.get("priority", "")
    wall = request.GET.get("show") == "wall"
    after = _next_on_the_wall(found, chosen)
    sections = [
        {
            "priority": priority,
            "cards": priority.cards
            if chosen == priority.title or "print" in request.GET
            else priority.first,
        }
        for priority in found.priorities
        if not chosen or chosen == priority.title
    ]
    return render(
        request,
        "evidence/wall.html" if wall else "evidence/dashboard.html",
        {
            "heading": "How the partnership is doing",
            "found": found,
            "sections": sections,
            "chosen": chosen,
            "tally": [
                (verdict, found.tally[verdict], words)
                for verdict, words in TALLY
                if found.tally.get(verdict)
            ],
            "compare_parent": COMPARE_PARENT,
            "bars": reach_bars(found.reach) if found.reach else [],
            "per": period_kind_words,
            "tally_title": _tally_title(len(found.cards)),
            "table_url": f"?{_with(request, export='xlsx')}",
            "wall_url": f"?{_with(request, show='wall')}",
            "may_keep": may(actor, Verb.KEEP_EVIDENCE),
            "next_wall": after,
            "next_words": f"Next: {after}",
            "next_url": f"?{_with(request, show='wall', priority=after)}",
        },
    )


def _tally_title(number: int) -> str:
    return "1 indicator" if number == 1 else f"All {number} indicators"


def _asked(request: HttpRequest) -> Asked:
    names = ("quarter", "area", "group", "phase", "compare", "dimension")
    return Asked(**{name: request.GET.get(name, "") for name in names})


def _next_on_the_wall(found: Dashboard, chosen: str) -> str:
    """The priority that a screen on a wall shows next."""
    titles = [priority.title for priority in found.priorities]
    if not titles:
        return ""
    after = titles.index(chosen) + 1 if chosen in titles else 0
    return titles[after % len(titles)]


def _with(request: HttpRequest, **more: str) -> str:
    parameters = request.GET.copy()
    for name, value in more.items():
        parameters[name] = value
    return parameters.urlencode()


def _period(card: Card) -> str:
    return card.judged.last.period.label if card.judged.last else ""


def _last(card: Card, name: str) -> object:
    return getattr(card.judged.last, name) if card.judged.last else None


def _benchmarks(card: Card) -> str:
    return "; ".join(f"{one.label} {one.value:f}" for one in card.judged.benchmarks)
