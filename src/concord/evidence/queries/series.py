"""Series: what an indicator was, period by period, in its last vintages.

A series belongs to one indicator, area and group. It is cut where the way of recording
changed and where the indicator's version changed; nothing is compared across a cut.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import connection

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.evidence.models import (
    OF_KIND,
    Area,
    Category,
    Indicator,
    IndicatorVersion,
    Multiplier,
    Period,
    SeriesBreak,
)


class AcrossABreak(Exception):
    """Two figures were to be compared that were recorded in different ways."""


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a series: counts in the indicator's unit, or a printed value."""

    period: Period
    numerator: int | None
    denominator: int | None
    printed: float | None
    status: str
    vintage: int
    version: int
    quality: str
    note: str
    may_publish: bool
    batch: int

    def value(self, per: int) -> float | None:
        """The count; or per 100, 1,000 or 10,000 of its denominator."""
        if self.printed is not None:
            return self.printed
        if self.numerator is None or per == 1:
            return self.numerator
        return self.numerator * per / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Cut:
    """From this day on the figures are another series, and why."""

    at: dt.date
    why: str


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one indicator, area and group in the order of time.

    `points` has one for each period that was reported, so gaps are gaps. `version`
    is the one that says how its newest figure was counted.
    """

    version: IndicatorVersion
    area: Area
    category: Category | None
    points: tuple[Point, ...]
    cuts: tuple[Cut, ...]

    @property
    def last(self) -> Point | None:
        return self.points[-1] if self.points else None

    @property
    def values(self) -> list[float | None]:
        """The values of its points, in the multiplier of its version."""
        return [point.value(self.version.per) for point in self.points]

    def at(self, period: Period) -> Point | None:
        """The figure of a period, or None where none was reported."""
        return next((one for one in self.points if one.period == period), None)

    def cut_between(self, earlier: Period, later: Period) -> Cut | None:
        """The first change of recording between two periods."""
        return next(
            (cut for cut in self.cuts if earlier.first_day < cut.at <= later.last_day),
            None,
        )

    def change(self, earlier: Period, later: Period) -> float:
        """The later value less the earlier one.

        Raises AcrossABreak where recording or definition changed between them, and
        LookupError where one of them has no figure.
        """
        if (cut := self.cut_between(earlier, later)) is not None:
            raise AcrossABreak(
                f"{self.version.title}: {earlier.label} and {later.label} are not "
                f"compared, because recording changed on {cut.at}: {cut.why}"
            )
        before, after = self._value_at(earlier), self._value_at(later)
        return after - before

    def _value_at(self, period: Period) -> float:
        point = self.at(period)
        value = point.value(self.version.per) if point is not None else None
        if value is None:
            raise LookupError(f"{self.version.title}: no figure for {period.label}.")
        return value


LATEST = """
    SELECT DISTINCT ON (o.area_id, o.category_id, o.indicator_id, o.period_kind,
                        o.period_start)
           o.indicator_id, o.area_id, o.category_id, o.period_kind, o.period_start,
           o.numerator, o.denominator, o.value, o.status, o.vintage, o.version_id,
           o.quality, o.note, o.may_publish, o.batch_id
    FROM evidence_observation o
    WHERE o.partnership_id = %(here)s AND o.area_id = ANY(%(areas)s)
      AND {group} AND o.indicator_id = ANY(%(indicators)s)
      AND o.period_start BETWEEN %(first)s AND %(last)s
    ORDER BY o.area_id, o.category_id, o.indicator_id, o.period_kind, o.period_start,
             o.vintage DESC
"""
EVERYBODY = "o.category_id IS NULL"
GROUPS = "o.category_id = ANY(%(categories)s)"
BEGIN, END = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
Place = tuple[int, int, int | None]  # indicator, area, category


def series_of(
    indicators: Sequence[Indicator],
    actor: Actor,
    *,
    areas: Sequence[Area],
    categories: Sequence[Category] = (),
    first: dt.date = BEGIN,
    last: dt.date = END,
) -> dict[Place, Series]:
    """The series of indicators in areas, for everybody or for groups. Three queries.

    Keys are (indicator, area, category or None). A place without a figure is not in
    it. Only figures of the frequency that the version asks for are in a series.
    """
    permit(actor, Verb.READ_EVIDENCE)
    if not indicators or not areas:
        return {}
    versions = _versions(indicators)
    rows = _rows(indicators, actor, areas, categories, first, last)
    cuts = _cuts(indicators)
    area_of = {area.pk: area for area in areas}
    category_of: dict[int | None, Category | None] = {one.pk: one for one in categories}
    found: dict[Place, Series] = {}
    for place, points in rows.items():
        indicator, area, category = place
        mine = versions[indicator]
        version = mine[points[-1].version]
        kept = tuple(
            point
            for point in points
            if type(point.period) is OF_KIND[version.frequency]
        )
        if kept:
            found[place] = Series(
                version=version,
                area=area_of[area],
                category=category_of.get(category),
                points=kept,
                cuts=_cuts_of(cuts[indicator], area, kept, mine),
            )
    return found


def _versions(
    indicators: Iterable[Indicator],
) -> dict[int, dict[int, IndicatorVersion]]:
    found: dict[int, dict[int, IndicatorVersion]] = defaultdict(dict)
    ids = [indicator.pk for indicator in indicators]
    for version in IndicatorVersion.objects.filter(indicator_id__in=ids):
        found[version.indicator_id][version.pk] = version
    return found


def _rows(
    indicators: Iterable[Indicator],
    actor: Actor,
    areas: Iterable[Area],
    categories: Sequence[Category],
    first: dt.date,
    last: dt.date,
) -> Mapping[Place, list[Point]]:
    found: dict[Place, list[Point]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            LATEST.format(group=GROUPS if categories else EVERYBODY),
            {
                "here": actor.here,
                "areas": [area.pk for area in areas],
                "categories": [category.pk for category in categories],
                "indicators": [indicator.pk for indicator in indicators],
                "first": first,
                "last": last,
            },
        )
        for row in cursor.fetchall():
            found[(row[0], row[1], row[2])].append(_point(row))
    return found


def _point(row: tuple) -> Point:
    kind, start, numerator, denominator, value, *rest = row[3:]
    status, vintage, version, quality, note, may_publish, batch = rest
    return Point(
        period=OF_KIND[kind].containing(start),
        numerator=numerator,
        denominator=denominator,
        printed=None if value is None else float(value),
        status=status,
        vintage=vintage,
        version=version,
        quality=quality,
        note=note,
        may_publish=may_publish,
        batch=batch,
    )


def _cuts(indicators: Iterable[Indicator]) -> Mapping[int, list[SeriesBreak]]:
    found: dict[int, list[SeriesBreak]] = defaultdict(list)
    ids = [indicator.pk for indicator in indicators]
    breaks = SeriesBreak.objects.in_force().filter(indicator_id__in=ids)
    for one in breaks.order_by("at"):
        found[one.indicator_id].append(one)
    return found


def _cuts_of(
    breaks: Iterable[SeriesBreak],
    area: int,
    points: Sequence[Point],
    versions: Mapping[int, IndicatorVersion],
) -> tuple[Cut, ...]:
    found = {one.at: one.why for one in breaks if one.area_id in (None, area)}
    for before, after in pairwise(points):
        if before.version != after.version:
            began = versions[after.version].valid.lower or after.period.first_day
            found.setdefault(began, "It is counted by another definition.")
    return tuple(Cut(at, why) for at, why in sorted(found.items()))


def is_rate(version: IndicatorVersion) -> bool:
    """Whether its value is a rate of a population, and not a share or a count."""
    return version.multiplier in (Multiplier.PER_1000, Multiplier.PER_10000)
