"""The board's home: every indicator by priority, with its verdict in words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from concord.access.actor import Actor
from concord.evidence.models import (
    PERSONAL,
    Area,
    Benchmark,
    Category,
    Frequency,
    Indicator,
    IndicatorPhase,
    IndicatorVersion,
    Period,
    Phase,
    SeriesBreak,
)
from concord.evidence.queries.equality import Reach, reach
from concord.evidence.queries.judged import Judged, judged
from concord.evidence.queries.readers import Readers, permit_reading, readers
from concord.evidence.queries.series import Place, Series, series_of
from concord.foundation.periods import Quarter
from concord.foundation.statistics.control import Verdict
from concord.partnership.models import Partnership

AT_A_GLANCE = 3  # indicators of a priority that are shown before "show all"
TALK = 3  # subjects at the top
# In the order in which a board should hear of them.
URGENCY = (
    Verdict.WORSENING,
    Verdict.CHANGED,
    Verdict.IMPROVING,
    Verdict.BROKEN,
    Verdict.NO_CHANGE,
    Verdict.TOO_FEW,
)
OFTEN = frozenset({Frequency.MONTH, Frequency.QUARTER})
COMPARE_PARENT = "parent"
OTHER = "Other indicators"  # those without a priority


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page was asked for; whatever is not given is chosen sensibly."""

    quarter: str = ""
    area: str = ""
    group: str = ""
    phase: str = ""
    compare: str = ""
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator on the dashboard."""

    indicator: Indicator
    judged: Judged

    @property
    def title(self) -> str:
        return self.judged.version.title

    @property
    def verdict(self) -> Verdict:
        return self.judged.verdict


@dataclass(frozen=True, slots=True)
class Priority:
    """A priority with its indicators: those that changed first."""

    title: str
    cards: Sequence[Card]

    @property
    def first(self) -> Sequence[Card]:
        """Those that are shown at a glance, in the order of the strategy."""
        chosen = sorted(self.cards, key=lambda card: URGENCY.index(card.verdict))
        return [one for one in self.cards if one in chosen[:AT_A_GLANCE]]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer, and what is chosen."""

    quarters: Sequence[Quarter]
    areas: Sequence[Area]
    groups: Sequence[Category]
    phases: Sequence[Phase]
    dimensions: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything on the page."""

    quarter: Quarter
    area: Area | None
    group: Category | None
    phase: Phase | None
    compare: str
    choices: Choices
    priorities: Sequence[Priority]
    reach: Reach | None
    reached_by: Card | None
    readers: Readers
    tally: Mapping[Verdict, int] = field(default_factory=dict)

    @property
    def cards(self) -> list[Card]:
        return [card for priority in self.priorities for card in priority.cards]

    @property
    def talk(self) -> list[Card]:
        """What the board should talk about: what got worse, then what got better."""
        signals = (Verdict.WORSENING, Verdict.CHANGED, Verdict.IMPROVING)
        found = [card for card in self.cards if card.verdict in signals]
        return sorted(found, key=lambda card: URGENCY.index(card.verdict))[:TALK]

    @property
    def is_empty(self) -> bool:
        """Whether there is no indicator at all."""
        return not self.priorities


def dashboard(
    asked: Asked, place: Partnership, actor: Actor, *, only: Indicator | None = None
) -> Dashboard:
    """The dashboard as asked. The number of queries is the same for any volume.

    `only`: for one indicator alone, whatever the phase. Raises NotPermitted for hats
    that see people.
    """
    permit_reading(actor)
    known = _Known.load(actor)
    last = Quarter.containing(place.today()).previous
    quarter = _quarter(asked.quarter, last)
    area = _area(asked.area, known, actor)
    group = _group(asked.group, known, actor)
    phase = _phase(asked.phase, known, quarter)
    watched = (
        [only]
        if only is not None
        else [one for one in known.indicators if known.is_watched(one)]
    )
    cards = []
    if area is not None:
        parent = known.parent_of(area) if asked.compare == COMPARE_PARENT else None
        chosen = _Chosen(area, parent, group, phase, quarter)
        cards = _cards(known, watched, chosen, actor)
    if only is None:
        cards = [card for card in cards if _belongs(card, phase)]
    by_priority: dict[str, list[Card]] = {}
    for card in cards:
        by_priority.setdefault(card.indicator.priority or OTHER, []).append(card)
    reached_by, found = (
        (None, None)
        if only is not None
        else _reach(known, asked, area, quarter, cards, actor)
    )
    return Dashboard(
        quarter=quarter,
        area=area,
        group=group,
        phase=phase,
        compare=asked.compare,
        choices=Choices(
            quarters=tuple(last.plus(-n) for n in range(12)),
            areas=_areas_for(known, actor),
            groups=_groups_for(known, actor),
            phases=known.phases,
            dimensions=_dimensions(known),
        ),
        priorities=[Priority(title, mine) for title, mine in by_priority.items()],
        reach=found,
        reached_by=reached_by,
        readers=readers(actor),
        tally=Counter(card.verdict for card in cards),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """The dictionary of the partnership. Six queries."""

    indicators: Sequence[Indicator]
    versions: Mapping[int, Sequence[IndicatorVersion]]
    areas: Sequence[Area]
    categories: Sequence[Category]
    phases: Sequence[Phase]
    wanted: Mapping[tuple[int, int], IndicatorPhase]
    benchmarks: Mapping[int, Sequence[Benchmark]]

    @classmethod
    def load(cls, actor: Actor) -> _Known:
        versions: dict[int, list[IndicatorVersion]] = {}
        for version in IndicatorVersion.objects.visible_to(actor):
            versions.setdefault(version.indicator_id, []).append(version)
        benchmarks: dict[int, list[Benchmark]] = {}
        for mark in Benchmark.objects.visible_to(actor):
            benchmarks.setdefault(mark.indicator_id, []).append(mark)
        phases = list(Phase.objects.visible_to(actor))
        by_id = {phase.pk: phase for phase in phases}
        wanted = {}
        for one in IndicatorPhase.objects.visible_to(actor):
            one.phase = by_id[one.phase_id]
            wanted[(one.indicator_id, one.phase_id)] = one
        return cls(
            indicators=list(Indicator.objects.visible_to(actor)),
            versions=versions,
            areas=list(Area.objects.visible_to(actor)),
            categories=list(Category.objects.visible_to(actor)),
            phases=phases,
            wanted=wanted,
            benchmarks=benchmarks,
        )

    def is_watched(self, indicator: Indicator) -> bool:
        """Whether it is for the dashboard.

        A yearly figure of which no phase wants anything is one of the local picture.
        """
        if indicator.is_population:
            return False
        versions = self.versions.get(indicator.pk, ())
        often = any(one.frequency in OFTEN for one in versions)
        return often or any(key[0] == indicator.pk for key in self.wanted)

    def version_on(self, indicator: Indicator, day: dt.date) -> IndicatorVersion | None:
        """The version in force on a day, or else the newest."""
        mine = self.versions.get(indicator.pk, ())
        return next(
            (one for one in mine if one.is_valid_on(day)), mine[0] if mine else None
        )

    def parent_of(self, area: Area) -> Area | None:
        """The larger area that it lies in, if that is known."""
        return next((one for one in self.areas if one.pk == area.parent_id), None)

    def benchmarks_on(self, indicator: Indicator, day: dt.date) -> list[Benchmark]:
        """Those that hold on a day."""
        mine = self.benchmarks.get(indicator.pk, ())
        return [mark for mark in mine if mark.is_valid_on(day)]


def _quarter(asked: str, last: Quarter) -> Quarter:
    try:
        found = Quarter.parse(asked)
    except ValueError:
        return last
    return min(found, last)


def _area(asked: str, known: _Known, actor: Actor) -> Area | None:
    offered = _areas_for(known, actor)
    home = next((one for one in offered if one.is_home), None)
    return next((one for one in offered if one.code == asked), home)


def _areas_for(known: _Known, actor: Actor) -> Sequence[Area]:
    """Wards only for those who prepare: their numbers are small."""
    if readers(actor) is Readers.MANAGEMENT:
        return known.areas
    return [one for one in known.areas if one.kind != Area.Kind.WARD]


def _groups_for(known: _Known, actor: Actor) -> Sequence[Category]:
    if readers(actor) is Readers.MANAGEMENT:
        return known.categories
    return [one for one in known.categories if one.dimension not in PERSONAL]


def _group(asked: str, known: _Known, actor: Actor) -> Category | None:
    return next(
        (one for one in _groups_for(known, actor) if str(one.pk) == asked), None
    )


def _phase(asked: str, known: _Known, quarter: Quarter) -> Phase | None:
    chosen = next((one for one in known.phases if str(one.pk) == asked), None)
    if chosen is not None:
        return chosen
    return next(
        (
            one
            for one in known.phases
            if one.first_day <= quarter.last_day <= one.last_day
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class _Chosen:
    """For whom, where and until when the cards are."""

    area: Area
    parent: Area | None  # the larger area, where it was asked for
    group: Category | None
    phase: Phase | None
    quarter: Quarter

    @property
    def crosses(self) -> bool:
        """Two characteristics are never crossed, nor one with a ward."""
        return self.group is not None and self.area.kind == Area.Kind.WARD

    def key(self, indicator: Indicator, area: Area) -> Place:
        return indicator.pk, area.pk, None if self.group is None else self.group.pk


def _cards(
    known: _Known, watched: Sequence[Indicator], chosen: _Chosen, actor: Actor
) -> list[Card]:
    """A card for each indicator that has a definition. Three queries."""
    found: Mapping[Place, Series] = {}
    if not chosen.crosses:
        found = series_of(
            watched,
            actor,
            areas=[one for one in (chosen.area, chosen.parent) if one is not None],
            categories=[chosen.group] if chosen.group is not None else (),
            last=chosen.quarter.last_day,
        )
    cards = (_card(known, one, found, chosen) for one in watched)
    return [card for card in cards if card is not None]


def _card(
    known: _Known,
    indicator: Indicator,
    found: Mapping[Place, Series],
    chosen: _Chosen,
) -> Card | None:
    day, phase, parent = chosen.quarter.last_day, chosen.phase, chosen.parent
    mine = found.get(chosen.key(indicator, chosen.area))
    version = mine.version if mine else known.version_on(indicator, day)
    if version is None:
        return None
    shown = judged(
        version,
        mine,
        wanted=known.wanted.get((indicator.pk, phase.pk)) if phase else None,
        benchmarks=known.benchmarks_on(indicator, day),
        parent=found.get(chosen.key(indicator, parent)) if parent else None,
        until=_expected(version, chosen.quarter),
    )
    return Card(indicator, shown)


def _belongs(card: Card, phase: Phase | None) -> bool:
    """A long-term indicator is shown in the phase that wants something of it."""
    if not card.indicator.is_long_term or phase is None:
        return True
    wanted = card.judged.wanted
    return wanted is not None and wanted.direction != IndicatorPhase.Direction.NONE


def _expected(version: IndicatorVersion, quarter: Quarter) -> Period | None:
    if version.frequency == Frequency.QUARTER:
        return quarter
    if version.frequency == Frequency.MONTH:
        return quarter.months[-1]
    return None


def _dimensions(known: _Known) -> list[tuple[str, str]]:
    have = {one.dimension for one in known.categories}
    return [
        (value, label)
        for value, label in Category.Dimension.choices
        if value in have and Category.Dimension(value) in PERSONAL
    ]


def _reach(
    known: _Known,
    asked: Asked,
    area: Area | None,
    quarter: Quarter,
    cards: Sequence[Card],
    actor: Actor,
) -> tuple[Card | None, Reach | None]:
    """The first indicator of people that has groups, against the residents."""
    dimensions = [value for value, _ in _dimensions(known)]
    if area is None or not dimensions:
        return None, None
    dimension = asked.dimension if asked.dimension in dimensions else "ethnicity"
    if dimension not in dimensions:
        dimension = dimensions[0]
    population = next((one for one in known.indicators if one.is_population), None)
    of_people = {
        card.indicator.pk: card
        for card in cards
        if card.judged.version.unit == "person"
        and card.judged.version.frequency == Frequency.QUARTER
    }
    found = reach(
        [card.indicator for card in of_people.values()],
        population,
        [one for one in known.categories if one.dimension == dimension],
        quarter,
        actor,
        area=area,
    )
    return (of_people[found.indicator.pk], found) if found is not None else (None, None)


def breaks_of(indicator: Indicator) -> Sequence[SeriesBreak]:
    """The breaks of an indicator that part its figures, oldest first."""
    breaks = SeriesBreak.objects.in_force().filter(indicator=indicator)
    return list(breaks.order_by("at"))
