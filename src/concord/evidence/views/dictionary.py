"""The dictionary: all indicators as a list, and all of one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.evidence.actions.counting import rules_of
from concord.evidence.models import Area, Benchmark, IndicatorVersion, Observation
from concord.evidence.queries.dictionary import (
    FACTS,
    Entry,
    Sheet,
    areas_with_figures,
    entries,
    in_words,
    sheet,
)
from concord.evidence.views.entry import area_chosen, entry_of
from concord.evidence.views.finding import actor_of, place_of
from concord.foundation.ui.tables import Column, Table

ON_THE_PAGE = (
    "ref", "title", "shown", "frequency", "owner", "priority", "directions",
)  # fmt: skip
NOT_BESIDE = {"title", "why_it_matters"}  # said above the table of facts


class Entries(Table):
    """Every indicator, under its priority."""

    name, noun = "indicators", "indicator"
    empty = "No indicators yet. Add the first one that your strategy names."
    empty_action = "Add an indicator"
    ref = Column("Number", "indicator.printed_ref", width="s")
    title = Column(
        "Indicator",
        "version.title",
        row_header=True,
        sort=True,
        search=True,
        link=lambda one: reverse("evidence:entry", args=[one.indicator.pk]),
    )
    counted = Column("What is counted", "version.numerator", search=True, width="l")
    of = Column("Of what", "version.denominator")
    shown = Column("Shown as", "version.unit_words")
    frequency = Column("Period", "frequency", sort=True, filter=True)
    owner = Column("Owner", "version.owner", sort=True, filter=True, search=True)
    priority = Column("Priority", "priority", filter=True, search=True)
    directions = Column("Wanted", "directions")
    from_where = Column("Source", "version.source", search=True)
    version = Column("Version", "version.version", align="num")

    @staticmethod
    def group(entry: Entry) -> tuple[str, str, str]:
        """Under the priority that it belongs to."""
        return entry.priority, entry.priority, ""


class Shown(Entries):
    """What of it stands on the page; the rest is in the file."""

    columns = [
        one
        for one in Entries.columns
        if one.key
        in {"ref", "title", "shown", "frequency", "owner", "priority", "directions"}
    ]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every indicator: searched, filtered, sorted, as a file, printed."""
    actor = actor_of(request)
    rows = entries(actor, today=place_of(request).today())
    if (file := Entries(rows, request)).export:
        return file.response()
    may_keep = may(actor, Verb.KEEP_EVIDENCE)
    table = Shown(rows, request)
    table.empty_url = reverse("evidence:define") if may_keep else ""
    return render(
        request,
        "evidence/dictionary/index.html",
        {
            "heading": "Dictionary of indicators",
            "table": table,
            "number": len(rows),
            "may_keep": may_keep,
        },
    )


@require_safe
def indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """All of one indicator, with the figures of one area."""
    actor, found = entry_of(request, pk)
    areas = areas_with_figures(found, actor)
    today = place_of(request).today()
    page = sheet(found, actor, today=today, area=area_chosen(request, areas))
    return render(
        request,
        "evidence/dictionary/indicator.html",
        {
            "heading": page.version.title,
            "sheet": page,
            "facts": facts(page.version),
            "areas": areas,
            "figures": [
                (one, [shown(row) for row in one.vintages]) for one in page.figures
            ],
            "readings": readings(page),
            "made_of": made_of(page, actor),
            "definition": rules_of(page.measure, today) if page.measure else None,
            **rights(actor, page),
        },
    )


def rights(actor: Actor, page: Sheet) -> dict[str, bool]:
    """What whoever looks may do to an indicator."""
    records = may(actor, Verb.RECORD_FIGURES)
    return {
        "may_keep": may(actor, Verb.KEEP_EVIDENCE),
        "may_record": records,
        "may_count": records and page.measure is not None,
    }


def facts(version: IndicatorVersion) -> list[tuple[str, str]]:
    """What a version says, as labels and words; what it leaves out is left out."""
    said = (
        (label, in_words(version, name))
        for name, label in FACTS
        if name not in NOT_BESIDE
    )
    return [(label, words) for label, words in said if words]


def made_of(page: Sheet, actor: Actor) -> str:
    """Where what Concord counted is shown as what it is made of, to whoever may."""
    found = page.measure
    if found is None or not found.is_shown_to(actor):
        return ""
    return reverse(found.made_of)


@dataclass(frozen=True, slots=True)
class Shows:
    """One vintage as the page shows it."""

    row: Observation
    value: str
    counts: str  # "7 of 20"; empty where the value is the count


def shown(row: Observation) -> Shows:
    """A figure in words: "1,234", "35.0 %", "3.0"; what it was made of beside it."""
    version = row.version
    if row.value is not None:
        return Shows(row, number(float(row.value), version), "as printed")
    if row.numerator is None:
        return Shows(row, "not known", "")
    if version.per == 1:
        return Shows(row, f"{row.numerator:,}", "")
    counts = f"{row.numerator:,} of {row.denominator or 0:,}"
    if not row.denominator:
        return Shows(row, "no figure", counts)
    return Shows(
        row, number(row.numerator * version.per / row.denominator, version), counts
    )


def number(value: float, version: IndicatorVersion) -> str:
    """ "35.0 %" for a share; a rate with one place, a count with those it has."""
    if version.is_share:
        return f"{value:,.1f} %"
    return (
        f"{value:,.1f}" if version.per > 1 else f"{value:,.4f}".rstrip("0").rstrip(".")
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """A benchmark as it is read."""

    benchmark: Benchmark
    value: str


def readings(page: Sheet) -> list[Reading]:
    """The benchmarks, with their values as the indicator shows values."""
    found = []
    for one in page.benchmarks:
        value = number(float(one.value), page.version)
        if one.upper is not None:
            value = f"{value} to {number(float(one.upper), page.version)}"
        found.append(Reading(one, value))
    return found


def titles(request: HttpRequest, *, but: int) -> list[tuple[int, str]]:
    """Every other indicator by its title, for a list to choose from."""
    return [
        (one.indicator.pk, f"{one.indicator.printed_ref} {one.version.title}".strip())
        for one in entries(actor_of(request), today=place_of(request).today())
        if one.indicator.pk != but
    ]


def areas_of(actor: Actor) -> list[Area]:
    """Every area of the partnership, the own first."""
    return list(Area.objects.visible_to(actor).order_by("-is_home", "position", "name"))
