"""What one piece adds: counts by series, area, month and group, and hidden keys.

A series is what one figure needs: the count itself or what it is of, for everybody or
by one breakdown. Months are the finest period; quarters and years are added up later.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from concord.evidence.extracts.arrows import array_of, numbers_in
from concord.evidence.extracts.days import NotADay, month_number, span_of
from concord.evidence.extracts.keys import hidden, tidied
from concord.evidence.extracts.mapping import (
    Breakdown,
    Count,
    Distinct,
    Mapping,
    Rows,
    Sum,
    tidy,
)
from concord.evidence.extracts.tables import Header, Table

REMEMBERED = 200_000  # values of a column whose meaning is kept in memory
MOST_PLACES = 2_000_000  # areas x months x groups that are counted without sorting
NONE, SKIPPED = -1, -2  # no code: the value has no meaning, or its row is passed over

Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]
Place = tuple[int, int, int, int]  # series, area, month, group (NONE: everybody)


@dataclass(frozen=True, slots=True)
class Series:
    """`part`: "top" or "bottom" of figure number `figure`; `breakdown`: its number."""

    figure: int
    part: str
    count: Count
    where: Rows
    breakdown: Breakdown | None = None


@dataclass(frozen=True, slots=True)
class Covered:
    """The days that the file is said to cover, and the day that it is."""

    today: dt.date
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(slots=True)
class Counted:
    """What a piece adds. `bad`: number of the record -> column ("" the row), problem.

    `keys`: series, area, month, group, and the hidden key, for different values.
    `unknown`: values without a meaning, by column, and how many rows have them.
    """

    counts: Counter[Place] = field(default_factory=Counter)
    keys: pa.Table | None = None
    bad: dict[int, tuple[str, str]] = field(default_factory=dict)
    unknown: dict[str, Counter[str]] = field(default_factory=dict)
    rows: int = 0  # that could be read, and were not passed over
    passed: int = 0
    first: dt.date | None = None
    last: dt.date | None = None


def series_of(mapping: Mapping) -> list[Series]:
    """Every series of a mapping, in an order that never changes."""
    found: list[Series] = []
    for number, figure in enumerate(mapping.figures):
        parts = [("top", figure.count, figure.where)]
        if figure.of is not None and figure.of.where is not None:
            of = figure.of
            parts.append(("bottom", of.count or figure.count, dict(of.where or {})))
        for part, count, where in parts:
            for breakdown in (None, *figure.breakdowns):
                found.append(Series(number, part, count, where, breakdown))
    return found


class Counting:
    """Counts pieces by one mapping. What values mean is worked out once each.

    `areas`, `groups`: codes in the order of their numbers in `Place`.
    """

    def __init__(self, mapping: Mapping, covered: Covered, *, key: bytes) -> None:
        self.mapping, self.covered, self.key = mapping, covered, key
        self.series = series_of(mapping)
        self.areas = areas_of(mapping)
        self.groups = [
            groups_of(one.breakdown) if one.breakdown else [] for one in self.series
        ]
        self._known: dict[str, dict[str, Any]] = {}

    def columns(self, header: Header) -> dict[str, str]:
        """Each column of the mapping -> its name in this file."""
        named = {tidy(name): name for name in reversed(header.names)}
        return {tidy(one): named[tidy(one)] for one in self.mapping.columns}

    def piece(self, table: Table) -> Counted:
        """Count the rows of one piece; `table` has the columns of `columns`."""
        return _Piece(self, table).counted()

    def meanings(
        self, column: str, values: Sequence[str], mean: Callable[[str], Any]
    ) -> list[Any]:
        """What each value means, remembered from piece to piece."""
        known = self._known.setdefault(column, {})
        if len(known) > REMEMBERED:
            known.clear()
        found = []
        for value in values:
            if value not in known:
                known[value] = mean(value)
            found.append(known[value])
        return found


def areas_of(mapping: Mapping) -> list[str]:
    """The codes of the areas that rows can be of."""
    if mapping.area.fixed:
        return [mapping.area.fixed]
    return sorted(set(mapping.area.values.values()))


def groups_of(breakdown: Breakdown) -> list[str]:
    """The codes of the groups of a breakdown."""
    return sorted(set(breakdown.values.values()))


class _Piece:
    """One piece while it is counted."""

    def __init__(self, counting: Counting, table: Table) -> None:
        self.by, self.table = counting, table
        self.size = table.rows.size
        self.found = Counted(bad={at: ("", why) for at, why in table.bad.items()})
        self.is_good: Mask = np.ones(self.size, np.bool_)
        self._encoded: dict[str, tuple[Codes, list[str]]] = {}
        self._masks: dict[str, Mask] = {}
        self._unknown: dict[str, Mask] = {}
        self._tidied: dict[str, pa.StringArray] = {}
        self._hidden_keys: dict[str, Keys] = {}

    def counted(self) -> Counted:
        months, first, last = self._months()
        areas = self._areas()
        # Rows of places that are passed over are neither bad nor counted.
        self._spoilt(areas == NONE, self._area_problem)
        is_in = self.is_good & (areas >= 0)
        measured = [self._measure(one.count, self._where(one.where), is_in)
                    for one in self.by.series]  # fmt: skip
        is_in &= self.is_good
        for number, series in enumerate(self.by.series):
            mask = self._where(series.where) & is_in
            groups = self._groups(number, series.breakdown, mask)
            self._add(number, series, mask, (areas, months, groups), measured[number])
        self._say_unknown()
        self.found.rows = int(is_in.sum())
        self.found.passed = int((self.is_good & (areas == SKIPPED)).sum())
        if self.found.rows:
            self.found.first = dt.date.fromordinal(int(first[is_in].min()))
            self.found.last = dt.date.fromordinal(int(last[is_in].max()))
        return self.found

    # -- columns -------------------------------------------------------------------

    def _values(self, column: str) -> tuple[Codes, list[str]]:
        """The number of each row's value, and the values."""
        name = tidy(column)
        if name not in self._encoded:
            encoded = pc.dictionary_encode(self.table.cells[name])
            codes = numbers_in(encoded.indices).astype(np.int64)
            self._encoded[name] = codes, encoded.dictionary.to_pylist()
        return self._encoded[name]

    def _looked_up(
        self, column: str, purpose: str, mean: Callable[[str], Any]
    ) -> tuple[Codes, list[Any]]:
        codes, values = self._values(column)
        return codes, self.by.meanings(f"{purpose} {tidy(column)}", values, mean)

    def _spoilt(self, mask: Mask, why: Callable[[int], tuple[str, str]]) -> None:
        """Rows that are bad from here on; the first thing that is wrong is said."""
        for at in np.flatnonzero(mask & self.is_good).tolist():
            self.found.bad[int(self.table.rows[at])] = why(at)
        self.is_good &= ~mask

    def _months(self) -> tuple[Codes, Codes, Codes]:
        day = self.by.mapping.day
        codes, meanings = self._looked_up(day.column, "day", self._day)
        first, last, month = (
            np.array([one[at] if isinstance(one, tuple) else 0 for one in meanings],
                     np.int64)
            for at in range(3)
        )  # fmt: skip
        is_wrong = np.array([isinstance(one, str) for one in meanings], np.bool_)
        self._spoilt(is_wrong[codes], lambda at: (day.column, str(meanings[codes[at]])))
        return month[codes], first[codes], last[codes]

    def _day(self, text: str) -> tuple[int, int, int] | str:
        """First day, last day and month as numbers, or what is wrong."""
        if not text.strip():
            return "no_day"
        try:
            first, last = span_of(text, self.by.mapping.day.format)
        except NotADay:
            return "not_a_day"
        covered = self.by.covered
        if first > covered.today:
            return "later_than_today"
        if (covered.first and first < covered.first) or (
            covered.last and last > covered.last
        ):
            return "not_covered"
        return first.toordinal(), last.toordinal(), month_number(first)

    def _areas(self) -> Codes:
        area = self.by.mapping.area
        if area.column is None:
            return np.zeros(self.size, np.int64)
        places = {code: number for number, code in enumerate(self.by.areas)}
        numbers = {value: places[code] for value, code in area.values.items()}
        numbers |= dict.fromkeys(map(tidy, area.leave_out), SKIPPED)
        codes, meanings = self._looked_up(
            area.column, "area", lambda value: numbers.get(tidy(value), NONE)
        )
        found = np.array(meanings, np.int64)[codes]
        self._meaningless(area.column, (found == NONE) & self.is_good)
        return found

    def _area_problem(self, at: int) -> tuple[str, str]:
        column = self.by.mapping.area.column or ""
        codes, values = self._values(column)
        is_blank = not values[codes[at]].strip()
        return column, "no_area" if is_blank else "unknown_area"

    def _meaningless(self, column: str, mask: Mask) -> None:
        """Rows whose value has no meaning; a row that counts in two series is one."""
        if mask.any():
            before = self._unknown.get(column)
            self._unknown[column] = mask if before is None else before | mask

    def _say_unknown(self) -> None:
        for column, mask in self._unknown.items():
            codes, values = self._values(column)
            kept = self.found.unknown.setdefault(column, Counter())
            found = np.unique(codes[mask], return_counts=True)
            for code, rows in zip(*found, strict=True):
                kept[" ".join(values[code].split())] += int(rows)

    def _where(self, where: Rows) -> Mask:
        found: Mask = np.ones(self.size, np.bool_)
        for column, wanted in where.items():
            name = f"{tidy(column)} {sorted(map(tidy, wanted))}"
            if name not in self._masks:
                tidied = frozenset(map(tidy, wanted))
                codes, values = self._values(column)
                is_one = np.array([tidy(one) in tidied for one in values], np.bool_)
                self._masks[name] = is_one[codes] if values else found
            found = found & self._masks[name]
        return found

    # -- counting ------------------------------------------------------------------

    def _measure(self, count: Count, where: Mask, is_in: Mask) -> Codes | None:
        """The number that each row adds, or the number of its key; None: one."""
        if isinstance(count, Sum):
            codes, numbers = self._looked_up(count.sum, "sum", _whole)
            is_wrong = np.array([one < 0 for one in numbers], np.bool_)
            self._spoilt(
                is_wrong[codes] & where & is_in,
                lambda at: (count.sum, "not_a_number"),
            )
            return np.array(numbers, np.int64)[codes]
        if isinstance(count, Distinct):
            keys = self._keys(count.distinct)
            is_blank = numbers_in(pc.binary_length(keys)) == 0
            self._spoilt(
                is_blank & where & is_in, lambda at: (count.distinct, "no_key")
            )
            return None
        return None

    def _groups(self, number: int, breakdown: Breakdown | None, mask: Mask) -> Codes:
        if breakdown is None:
            return np.full(self.size, NONE, np.int64)
        places = {code: at for at, code in enumerate(self.by.groups[number])}
        codes, meanings = self._looked_up(
            breakdown.column,
            f"group {number}",
            lambda value: places.get(breakdown.values.get(tidy(value), ""), SKIPPED),
        )
        found = np.array(meanings, np.int64)[codes]
        if self.by.series[number].part == "top":
            self._meaningless(breakdown.column, (found == SKIPPED) & mask)
        return found

    def _add(
        self,
        number: int,
        series: Series,
        mask: Mask,
        by: tuple[Codes, Codes, Codes],
        measured: Codes | None,
    ) -> None:
        mask = mask & (by[2] != SKIPPED)
        if not mask.any():
            return
        rows = np.stack([column[mask] for column in by])
        if isinstance(series.count, Distinct):
            keys = self._hidden(series.count.distinct)[mask]
            self._add_keys(number, rows, keys)
            return
        weights = None if measured is None else measured[mask]
        places, sums = _summed(rows, weights)
        for (area, month, group), total in zip(
            places.tolist(), sums.tolist(), strict=True
        ):
            self.found.counts[number, area, month, group] += total

    def _add_keys(self, number: int, rows: Codes, keys: Keys) -> None:
        made = pa.table(
            {
                "series": array_of(np.full(rows.shape[1], number), pa.int32()),
                "area": array_of(rows[0], pa.int32()),
                "month": array_of(rows[1], pa.int32()),
                "grp": array_of(rows[2], pa.int32()),
                "key_a": array_of(keys[:, 0], pa.uint64()),
                "key_b": array_of(keys[:, 1], pa.uint64()),
            }
        )
        before = self.found.keys
        self.found.keys = made if before is None else pa.concat_tables([before, made])

    def _keys(self, column: str) -> pa.StringArray:
        name = tidy(column)
        if name not in self._tidied:
            self._tidied[name] = tidied(self.table.cells[name])
        return self._tidied[name]

    def _hidden(self, column: str) -> Keys:
        name = tidy(column)
        if name not in self._hidden_keys:
            self._hidden_keys[name] = hidden(self._keys(column), self.by.key)
        return self._hidden_keys[name]


def _summed(rows: Codes, weights: Codes | None) -> tuple[Codes, Codes]:
    """The different columns of a table of numbers, one in a line, and what each adds.

    Without `weights` each column adds one. The places of a piece are few, so they are
    numbered through and counted in one go; sorting them would take ten times as long.
    """
    lowest = rows.min(axis=1)
    spans = rows.max(axis=1) - lowest + 1
    packed = np.zeros(rows.shape[1], np.int64)
    for row, low, span in zip(rows, lowest, spans, strict=True):
        packed = packed * span + (row - low)
    room = int(np.prod(spans))
    if room > MOST_PLACES:
        numbers, packed = np.unique(packed, return_inverse=True)
        room = numbers.size
    else:
        numbers = np.arange(room)
    often = np.bincount(packed, minlength=room)
    sums = often
    if weights is not None:
        # Not by weights of bincount: those are floating, and lose large numbers.
        sums = np.zeros(room, np.int64)
        np.add.at(sums, packed, weights)
    there = np.flatnonzero(often)
    places = np.stack(np.unravel_index(numbers[there], spans), axis=1) + lowest
    return places, sums[there]


def _whole(text: str) -> int:
    """A whole number of 0 or more; -1 for anything else."""
    said = text.strip().replace(",", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 13 else -1
