"""The dictionary as its pages show it: every indicator, and all of one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, OuterRef, Q

from concord.access.actor import Actor
from concord.access.measures import MEASURES, Measure
from concord.access.permit import Verb, permit
from concord.evidence.models import (
    OF_KIND,
    Area,
    Benchmark,
    Frequency,
    Indicator,
    IndicatorPhase,
    IndicatorVersion,
    Observation,
    Period,
    SeriesBreak,
    Unit,
)
from concord.evidence.queries.readers import Readers, readers

PERIODS = 12  # the newest that the page of an indicator shows
# What two versions can differ in, in the order and with the words of the page.
FACTS = (
    ("title", "Title"),
    ("why_it_matters", "Why it matters"),
    ("numerator", "What is counted"),
    ("denominator", "Of what"),
    ("unit", "Unit of count"),
    ("multiplier", "Shown as"),
    ("population_words", "Population"),
    ("age_band", "Ages"),
    ("source", "Source"),
    ("frequency", "Period"),
    ("is_rolling", "Periods overlap"),
    ("caveats", "Caveats"),
    ("owner", "Owner"),
    ("measure", "Counted by Concord"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator with the version that is in force, or else the newest."""

    indicator: Indicator
    version: IndicatorVersion
    directions: str  # "Years 1 to 3: up; Years 4 to 5: no direction"

    @property
    def priority(self) -> str:
        return self.indicator.priority or "No priority"

    @property
    def frequency(self) -> str:
        return str(Frequency(self.version.frequency).label)


@dataclass(frozen=True, slots=True)
class Change:
    """What one version says differently from the one before, in words."""

    label: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A version and what it changed."""

    version: IndicatorVersion
    changes: Sequence[Change]

    @property
    def days(self) -> tuple[dt.date | None, dt.date | None]:
        """Its first and last day; None where it has no such end."""
        upper = self.version.valid.upper
        return (
            self.version.valid.lower,
            upper - dt.timedelta(days=1) if upper else None,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """All vintages of the figure of one period, the one that counts first."""

    period: Period
    vintages: Sequence[Observation]

    @property
    def counts(self) -> Observation:
        """The vintage that counts."""
        return self.vintages[0]

    @property
    def earlier(self) -> Sequence[Observation]:
        return self.vintages[1:]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which way is wanted in a phase, and the title of what it leads to or from."""

    phase: IndicatorPhase
    title: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of one indicator."""

    entry: Entry
    editions: Sequence[Edition]  # the newest first
    phases: Sequence[Wanted]
    follows: Sequence[Wanted]  # of which this one is the successor
    benchmarks: Sequence[Benchmark]
    breaks: Sequence[SeriesBreak]  # also those that were taken back
    area: Area | None
    figures: Sequence[Figures]  # the newest first
    measure: Measure | None

    @property
    def indicator(self) -> Indicator:
        return self.entry.indicator

    @property
    def version(self) -> IndicatorVersion:
        return self.entry.version

    @property
    def has_taken_back(self) -> bool:
        """Whether a break among `breaks` parts nothing any more."""
        return any(getattr(one, "taken_back", None) for one in self.breaks)


def entries(actor: Actor, *, today: dt.date) -> list[Entry]:
    """Every indicator in the order of the dictionary. Three queries."""
    permit(actor, Verb.READ_EVIDENCE)
    indicators = list(Indicator.objects.visible_to(actor))
    versions = in_force(IndicatorVersion.objects.visible_to(actor), today)
    wanted = IndicatorPhase.objects.visible_to(actor).select_related("phase")
    phases: dict[int, list[IndicatorPhase]] = defaultdict(list)
    for one in wanted.order_by("phase__first_day"):
        phases[one.indicator_id].append(one)
    return [
        Entry(one, versions[one.pk], _directions(phases[one.pk]))
        for one in indicators
        if one.pk in versions
    ]


def in_force(
    versions: Iterable[IndicatorVersion], day: dt.date
) -> Mapping[int, IndicatorVersion]:
    """By indicator: the version in force on a day, or else the newest."""
    found: dict[int, IndicatorVersion] = {}
    for version in sorted(versions, key=lambda one: one.version):
        before = found.get(version.indicator_id)
        if before is None or version.is_valid_on(day) or not before.is_valid_on(day):
            found[version.indicator_id] = version
    return found


def _directions(phases: Sequence[IndicatorPhase]) -> str:
    said = (
        f"{one.phase.label}: {IndicatorPhase.Direction(one.direction).label.lower()}"
        for one in phases
    )
    return "; ".join(said)


def sheet(
    indicator: Indicator, actor: Actor, *, today: dt.date, area: Area | None
) -> Sheet:
    """All of one indicator, with the figures of an area. Eight queries."""
    permit(actor, Verb.READ_EVIDENCE, indicator)
    versions = list(
        IndicatorVersion.objects.filter(indicator=indicator).order_by("version")
    )
    version = in_force(versions, today)[indicator.pk]
    phases = list(indicator.phases.select_related("phase").order_by("phase__first_day"))
    before = list(indicator.predecessors.select_related("phase"))
    others = {one.successor_id for one in phases} | {o.indicator_id for o in before}
    titles = _titles(others, today)
    return Sheet(
        entry=Entry(indicator, version, _directions(phases)),
        editions=_editions(versions),
        phases=[Wanted(one, titles.get(one.successor_id, "")) for one in phases],
        follows=[Wanted(one, titles.get(one.indicator_id, "")) for one in before],
        benchmarks=[
            one for one in indicator.benchmarks.all() if one.is_valid_on(today)
        ],
        breaks=list(
            indicator.breaks.select_related(
                "area", "agency", "by__account", "taken_back__by__account"
            ).order_by("-at", "-mark")
        ),
        area=area,
        figures=_figures(indicator, area) if area else [],
        measure=MEASURES.get(version.measure),
    )


def _titles(ids: Iterable[int | None], today: dt.date) -> Mapping[int | None, str]:
    versions = IndicatorVersion.objects.filter(
        indicator_id__in=[pk for pk in ids if pk is not None]
    )
    titled = in_force(versions, today)
    return {pk: one.title for pk, one in titled.items()}


def _editions(versions: Sequence[IndicatorVersion]) -> list[Edition]:
    found = []
    for at, version in enumerate(versions):
        before = versions[at - 1] if at else None
        changes = changes_between(before, version) if before else []
        found.append(Edition(version, changes))
    return found[::-1]


def changes_between(before: IndicatorVersion, after: IndicatorVersion) -> list[Change]:
    """What differs between two versions, in the words of the page."""
    return [
        Change(label, in_words(before, name), in_words(after, name))
        for name, label in FACTS
        if getattr(before, name) != getattr(after, name)
    ]


def in_words(version: IndicatorVersion, name: str) -> str:
    """What a version says in one of its fields, as a page says it."""
    value = getattr(version, name)
    if name == "is_rolling":
        return "Yes, twelve months each" if value else "No"
    if name == "measure":
        found = MEASURES.get(value)
        return f"{found.label}, from {found.room}" if found else value
    field = version._meta.get_field(name)
    if name == "unit":
        return str(Unit(value).label)
    choices = dict(field.flatchoices) if field.choices else {}  # type: ignore[union-attr]
    return str(choices.get(value, value))


def _figures(indicator: Indicator, area: Area) -> list[Figures]:
    rows = (
        Observation.objects.filter(indicator=indicator, area=area, category=None)
        .select_related("batch__by__team", "version")
        .order_by("-period_start", "period_kind", "-vintage")
    )
    found: list[Figures] = []
    for (kind, start), vintages in groupby(
        rows.iterator(chunk_size=200),
        key=lambda row: (row.period_kind, row.period_start),
    ):
        if len(found) == PERIODS:
            break
        found.append(Figures(OF_KIND[kind].containing(start), list(vintages)))
    return found


def periods_to_enter(
    version: IndicatorVersion, *, today: dt.date, number: int
) -> list[Period]:
    """The newest periods of the version's own length that have begun, newest first."""
    kind = OF_KIND[version.frequency]
    last = kind.containing(today)
    return [last.plus(-n) for n in range(number)]


def areas_with_figures(indicator: Indicator, actor: Actor) -> list[Area]:
    """Where this indicator has figures; the own area always, first. One query.

    Wards only for those who prepare, as on the dashboard: their numbers are small.
    """
    there = Observation.objects.filter(
        partnership_id=actor.here,
        area=OuterRef("pk"),
        category=None,
        indicator=indicator,
    )
    areas = Area.objects.visible_to(actor).filter(Q(is_home=True) | Exists(there))
    if readers(actor) is not Readers.MANAGEMENT:
        areas = areas.exclude(kind=Area.Kind.WARD)
    return list(areas.order_by("-is_home", "position", "name"))
