"""Counts of months, areas and groups become figures of whole periods, with zeros."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from concord.evidence.actions.observing import Figure, Quality
from concord.evidence.extracts.counting import (
    NONE,
    Place,
    Series,
    areas_of,
    groups_of,
    series_of,
)
from concord.evidence.extracts.days import month_number
from concord.evidence.extracts.distinct import count_distinct
from concord.evidence.extracts.mapping import Distinct
from concord.evidence.extracts.meaning import Meaning
from concord.evidence.models import Area, Category, Period

MUCH = 0.01  # share of bad rows above which figures are only partly complete


@dataclass(frozen=True, slots=True)
class Whole:
    """What all pieces together have. `first`, `last`: the days that are covered."""

    counts: Counter[Place]
    first: dt.date
    last: dt.date
    today: dt.date
    rows: int
    bad: int
    unknown_columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gathered:
    """Figures to record, and periods that the file covers only in part."""

    figures: list[Figure]
    left_out: list[str]


def gather(meaning: Meaning, whole: Whole, keys: Path) -> Gathered:
    """Every figure of the mapping. `keys`: the folder with hidden keys."""
    mapping = meaning.mapping
    series = series_of(mapping)
    periods = {kind: _whole_periods(kind, whole) for kind in set(meaning.kinds)}
    areas = _numbers(meaning)
    months = [
        (number, month, at)
        for number, one in enumerate(series)
        for at, period in enumerate(periods[meaning.kinds[one.figure]][0])
        for month in _months(period)
    ]
    found = _added_up(whole.counts, areas, months)
    found |= count_distinct(
        keys,
        areas=areas,
        periods=[row for row in months if isinstance(series[row[0]].count, Distinct)],
    )
    return Gathered(
        list(_figures(meaning, series, periods, whole, found)),
        sorted({one.label for _, partial in periods.values() for one in partial}),
    )


def _whole_periods(
    kind: type[Period], whole: Whole
) -> tuple[list[Period], list[Period]]:
    """Periods that are covered from their first to their last day and over; others."""
    inside: list[Period] = []
    partial: list[Period] = []
    period = kind.containing(whole.first)
    while period.first_day <= whole.last:
        is_whole = (
            whole.first <= period.first_day
            and period.last_day <= whole.last
            and period.last_day < whole.today
        )
        (inside if is_whole else partial).append(period)
        period = period.next
    return inside, partial


def _months(period: Period) -> range:
    return range(month_number(period.first_day), month_number(period.last_day) + 1)


def target_areas(meaning: Meaning) -> list[Area]:
    """Every area that gets a figure, in a fixed order."""
    codes = sorted({code for codes in meaning.into.values() for code in codes})
    return [meaning.areas[code] for code in codes]


def _numbers(meaning: Meaning) -> list[tuple[int, int]]:
    """Number of an area of the mapping, number of a target that its rows count for."""
    targets = {area.code: at for at, area in enumerate(target_areas(meaning))}
    return [
        (number, targets[into])
        for number, code in enumerate(areas_of(meaning.mapping))
        for into in meaning.into[code]
    ]


def _added_up(
    counts: Counter[Place],
    areas: Iterable[tuple[int, int]],
    months: Iterable[tuple[int, int, int]],
) -> dict[Place, int]:
    into: dict[int, list[int]] = {}
    for area, target in areas:
        into.setdefault(area, []).append(target)
    period_of = {(series, month): at for series, month, at in months}
    found: Counter[Place] = Counter()
    for (series, area, month, group), number in counts.items():
        period = period_of.get((series, month))
        if period is not None:
            for target in into[area]:
                found[series, target, period, group] += number
    return dict(found)


def _figures(
    meaning: Meaning,
    series: list[Series],
    periods: dict[type[Period], tuple[list[Period], list[Period]]],
    whole: Whole,
    found: dict[Place, int],
) -> Iterator[Figure]:
    targets = target_areas(meaning)
    bottoms = {
        (one.figure, _dimension(one)): number
        for number, one in enumerate(series)
        if one.part == "bottom"
    }
    is_much = whole.bad > MUCH * (whole.rows + whole.bad)
    for number, one in enumerate(series):
        if one.part == "bottom":
            continue
        figure = meaning.mapping.figures[one.figure]
        bottom = bottoms.get((one.figure, _dimension(one)))
        is_partial = is_much or (
            one.breakdown is not None and one.breakdown.column in whole.unknown_columns
        )
        for group, category in _groups(meaning, one):
            for at, period in enumerate(periods[meaning.kinds[one.figure]][0]):
                for target, area in enumerate(targets):
                    place = (target, at, group)
                    of = figure.of.population if figure.of else None
                    yield Figure(
                        indicator=meaning.indicators[one.figure],
                        area=area,
                        period=period,
                        category=category,
                        numerator=found.get((number, *place), 0),
                        denominator=(
                            of[area.code]
                            if of
                            else found.get((bottom, *place), 0)
                            if bottom is not None
                            else None
                        ),
                        status=meaning.mapping.status,
                        may_publish=meaning.mapping.may_publish,
                        quality=Quality.PARTIAL if is_partial else Quality.COMPLETE,
                    )


def _dimension(series: Series) -> str:
    return series.breakdown.dimension if series.breakdown else ""


def _groups(meaning: Meaning, series: Series) -> list[tuple[int, Category | None]]:
    if series.breakdown is None:
        return [(NONE, None)]
    return [
        (number, meaning.categories[series.breakdown.dimension, code])
        for number, code in enumerate(groups_of(series.breakdown))
    ]
