"""What ties figures of different indicators, periods and releases to each other.

A reader has all releases. Two indicators can tell one count: referrals, and what
repeat referrals are a share of. A year is the sum of its quarters. So a release is
protected in one system of sums with all earlier ones that tell something of it, of
whichever indicator. A tie too many only hides more: it makes the reader know more.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from concord.evidence.models import OF_KIND
from concord.evidence.releasing.tables import REST, Cell
from concord.foundation.statistics.disclosure import Key, Release, Sum, Table

Series = tuple[int, int, str]  # indicator, version, and the part of its figures
Spot = tuple[dt.date, int, int | None]  # first day, area, and group or everybody
Span = tuple[str, dt.date]  # a kind of period, and its first day
Alike = dict[Spot, dict[int, list[Cell]]]  # by spot and number


def held_together(
    table: Table, earlier: Sequence[Release]
) -> tuple[Table, list[Release]]:
    """The table with its ties to `earlier`, and what of these it can be tied to.

    Figures that no chain of sums leads to tell nothing of it, and are left out.
    """
    values: dict[Key, int] = dict(table.values)
    for release in earlier:
        values |= release.table.values
    cells = {key: number for key, number in values.items() if isinstance(key, Cell)}
    ties = list(_one_count(cells))
    rests: dict[Key, int] = {}
    for whole, parts in _over_time(cells):
        left = cells[whole] - sum(cells[part] for part in parts)
        rest: Key = (REST, whole, frozenset(parts))
        rests |= {rest: left} if left else {}
        ties.append(Sum(whole, (*parts, rest) if left else parts))
    sums = [*table.sums, *ties, *(one for each in earlier for one in each.table.sums)]
    near = _linked(sums, table.values)
    known = [_part_of(release, near) for release in earlier]
    return (
        _with_ties(table, [one for one in ties if one.total in near], values | rests),
        [release for release in known if release.table.values],
    )


def _with_ties(table: Table, ties: Sequence[Sum], values: Mapping[Key, int]) -> Table:
    """What is left of a whole that is told here can be worked out, as if printed."""
    besides = {
        key: values[key]
        for one in ties
        for key in (one.total, *one.parts)
        if key not in table.values
    }
    told = {
        key
        for one in ties
        for key in one.parts
        if key in besides
        and not isinstance(key, Cell)
        and not table.values.keys().isdisjoint((one.total, *one.parts))
    }
    return Table(
        {**table.values, **besides},
        [*table.sums, *ties],
        unprinted=table.unprinted | (besides.keys() - told),
        known=table.known,
    )


def _part_of(release: Release, near: set[Key]) -> Release:
    table = release.table
    return replace(
        release,
        table=Table(
            {key: number for key, number in table.values.items() if key in near},
            [one for one in table.sums if one.total in near],
            unprinted=table.unprinted & near,
            known=table.known & near,
        ),
        statuses={key: one for key, one in release.statuses.items() if key in near},
    )


def _one_count(cells: Mapping[Cell, int]) -> Iterator[Sum]:
    """Figures that are one count, told by two indicators or twice.

    Seen by the numbers: of the places where both stand and one isn't 0, they are the
    same at more than half. Not at all, since one may be corrected before the other.
    """
    by_kind: dict[str, dict[Series, Alike]] = defaultdict(dict)
    for cell, number in cells.items():
        one = (cell.indicator, cell.version, cell.part)
        spots = by_kind[cell.kind].setdefault(one, {})
        same = spots.setdefault((cell.period, cell.area, cell.category), {})
        same.setdefault(number, []).append(cell)
    for series in by_kind.values():
        for together in _tied(series):
            yield from _same(series[one] for one in together)


def _tied(series: Mapping[Series, Alike]) -> Iterable[list[Series]]:
    """Series that tell one count, directly or by way of another."""
    groups = _Groups()
    ids: dict[Hashable, int] = {}
    numbers = {one: _Numbers(spots, ids) for one, spots in series.items()}
    for one, other in combinations(series, 2):
        if numbers[one].mostly_those_of(numbers[other]):
            groups.join(one, other)
    found: dict[Hashable, list[Series]] = defaultdict(list)
    for one in series:
        found[groups.find(one)].append(one)
    return found.values()


class _Numbers:
    """The numbers of one series, to be held against those of many others.

    `ids`: a whole number for whatever is compared, since sets of these are quick.
    """

    def __init__(self, spots: Alike, ids: dict[Hashable, int]) -> None:
        def known(one: Hashable) -> int:
            return ids.setdefault(one, len(ids))

        self._spots = {known(spot) for spot in spots}
        self._filled = {known(spot) for spot, there in spots.items() if any(there)}
        self._told = {
            known((spot, number))
            for spot, there in spots.items()
            for number in filter(None, there)
        }

    def mostly_those_of(self, other: _Numbers) -> bool:
        """Whether they are the same at more than half of the places of both."""
        either = self._filled & other._spots | other._filled & self._spots
        return 2 * len(self._told & other._told) > len(either)


def _same(series: Iterable[Alike]) -> Iterator[Sum]:
    """At each place, all with one number are the same figure."""
    at: dict[tuple[Spot, int], list[Cell]] = defaultdict(list)
    for spots in series:
        for spot, numbers in spots.items():
            for number, cells in numbers.items():
                at[(spot, number)] += cells
    for first, *others in at.values():
        yield from (Sum(first, (other,)) for other in others)


def _over_time(cells: Mapping[Cell, int]) -> Iterator[tuple[Cell, tuple[Cell, ...]]]:
    """Each figure with those of shorter periods in it, of one kind, the newest.

    Not where they are more than the whole: cases counted once in the year, and in
    each of two quarters.
    """
    newest: dict[Hashable, dict[Span, Cell]] = defaultdict(dict)
    for cell in sorted(cells, key=lambda one: (one.version, one.vintage)):
        place = (cell.indicator, cell.part, cell.area, cell.category)
        newest[place][(cell.kind, cell.period)] = cell
    for spans in newest.values():
        if len({kind for kind, _ in spans}) == 1:
            continue
        for (kind, start), whole in spans.items():
            last = OF_KIND[kind].containing(start).last_day
            within: dict[str, list[Cell]] = defaultdict(list)
            for (other, first), cell in spans.items():
                end = OF_KIND[other].containing(first).last_day
                if other != kind and start <= first and end <= last:
                    within[other].append(cell)
            for parts in within.values():
                if sum(cells[part] for part in parts) <= cells[whole]:
                    yield whole, tuple(parts)


class _Groups:
    """What belongs together, by one member that stands for all."""

    def __init__(self) -> None:
        self._above: dict[Hashable, Hashable] = {}

    def find(self, one: Hashable) -> Hashable:
        above = self._above.setdefault(one, one)
        while above != one:
            self._above[one] = self._above[above]
            one, above = above, self._above[above]
        return one

    def join(self, one: Hashable, other: Hashable) -> None:
        self._above[self.find(one)] = self.find(other)


def _linked(sums: Iterable[Sum], start: Iterable[Key]) -> set[Key]:
    """All keys to which a chain of sums leads from `start`, and these."""
    groups = _Groups()
    keys = set(start)
    for one in sums:
        for part in one.parts:
            groups.join(one.total, part)
        keys |= {one.total, *one.parts}
    reached = {groups.find(key) for key in start}
    return {key for key in keys if groups.find(key) in reached}
