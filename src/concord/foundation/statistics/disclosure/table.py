"""A table as cells and sums, whatever its dimensions, and how one is made."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import NamedTuple

from concord.foundation.statistics.disclosure.refusals import WrongTable

Key = Hashable
Parents = Mapping[str, str]  # of one dimension: a label to the label above it
Place = tuple[str, ...]  # a label for each dimension
TOTAL = "total"
LARGEST = 10**15  # sums of such figures are still exact in 64 bits


class PlaceSum(NamedTuple):
    """A sum while the table is being made."""

    total: Place
    parts: tuple[Place, ...]


@dataclass(frozen=True)
class Sum:
    """The value of `total` is that of all `parts` together."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True)
class Table:
    """Whole values of 0 or more by key, and the sums that everybody knows to hold.

    `unprinted` cells stand in sums and are never published (the total of a row that has
    none): nobody is told them. `known` cells are not to be hidden: the reader has them
    from elsewhere. Raises WrongTable for values or sums that can't be.
    """

    values: Mapping[Key, int]
    sums: Sequence[Sum] = ()
    unprinted: frozenset[Key] = field(default_factory=frozenset)
    known: frozenset[Key] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        for key, value in self.values.items():
            if isinstance(value, bool) or not isinstance(value, int):
                raise WrongTable(f"{said(key)}: {value!r} is not a whole number.")
            if not 0 <= value <= LARGEST:
                raise WrongTable(f"{said(key)}: {value} is below 0 or too large.")
        for one in self.sums:
            self._check(one)

    def _check(self, one: Sum) -> None:
        for key in (one.total, *one.parts):
            if key not in self.values:
                raise WrongTable(f"{said(key)} stands in a sum and has no value.")
        if len({one.total, *one.parts}) <= len(one.parts):
            raise WrongTable(f"{said(one.total)}: a cell stands twice in its sum.")
        parts = sum(self.values[key] for key in one.parts)
        if parts != self.values[one.total]:
            off = parts - self.values[one.total]
            more = "more" if off > 0 else "fewer"
            raise WrongTable(
                f"{said(one.total)}: the total is {self.values[one.total]}, its parts "
                f"add up to {parts}, {abs(off)} {more}. Correct the total or its parts."
            )

    @property
    def printed(self) -> list[Key]:
        return [key for key in self.values if key not in self.unprinted]


def said(key: Key) -> str:
    """A key in words."""
    if isinstance(key, tuple):
        return ", ".join(str(part) for part in key)
    return str(key)


def is_total(label: str) -> bool:
    return label.strip().casefold() == TOTAL


def crossed(
    values: Mapping[Place, int],
    *,
    parents: Sequence[Parents | None] = (),
    totals_known: bool = False,
) -> Table:
    """A table of one or more dimensions, of what is printed of it.

    `values`: by one label for each dimension; "total" (in any letter case) is the whole
    of a dimension. `parents`: for each dimension, which label lies below which; labels
    that are not named lie right below the total. A combination that is not there is
    taken as a zero that is not printed. `totals_known`: the reader has every total from
    elsewhere, also those that are not printed.
    """
    places = {_plain(place): _int_of(value) for place, value in values.items()}
    if len(places) < len(values):
        raise WrongTable("Two labels for totals mean the same cell. Keep one of them.")
    if not places:
        raise WrongTable("There are no figures in the table.")
    trees = _trees(places, parents)
    cells = _with_all_above(places, trees)
    sums = _sums(cells, trees)
    _refuse_empty(places, trees, sums)
    filled = _filled(places, cells, sums)
    sums, needed = _without_idle(sums, set(places), keep=totals_known)
    absent = frozenset(needed - set(places))
    # What doesn't add up is best told by figures that are printed.
    sums.sort(key=lambda one: not absent.isdisjoint((one.total, *one.parts)))
    names = {_plain(place): place for place in values}
    return Table(
        {names.get(cell, cell): filled[cell] for cell in [*places, *sorted(absent)]},
        [
            Sum(names.get(s.total, s.total), tuple(names.get(p, p) for p in s.parts))
            for s in sums
        ],
        unprinted=absent,
        known=absent if totals_known else frozenset(),
    )


def _int_of(value: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongTable(f"{value!r} is not a whole number.")
    return value


def _plain(place: Place) -> Place:
    return tuple(TOTAL if is_total(label) else label for label in place)


class _Tree:
    """What lies below what in one dimension, of the labels that occur."""

    def __init__(self, labels: Iterable[str], parents: Parents | None) -> None:
        above = parents or {}
        self.above: dict[str, str] = {}
        for label in labels:
            self._climb(label, above)

    def _climb(self, label: str, above: Parents) -> None:
        seen = [label]
        while not is_total(label):
            up = above.get(label, TOTAL)
            up = TOTAL if is_total(up) else up
            if up in seen:
                raise WrongTable(f"{label}: it lies below itself. Correct the levels.")
            self.above[label] = up
            label = up
            seen.append(label)

    def line(self, label: str) -> list[str]:
        """A label and all above it."""
        found = [label]
        while found[-1] in self.above:
            found.append(self.above[found[-1]])
        return found

    @cached_property
    def totals(self) -> set[str]:
        """The labels with something below them."""
        return set(self.above.values())


def _trees(
    places: Mapping[Place, int], parents: Sequence[Parents | None]
) -> list[_Tree]:
    width = len(next(iter(places)))
    if any(len(place) != width for place in places):
        raise WrongTable("Each cell needs one label for each dimension.")
    given = [*parents, *[None] * (width - len(parents))]
    columns = zip(*places, strict=True)
    return [_Tree(labels, given[at]) for at, labels in enumerate(columns)]


def _with_all_above(places: Mapping[Place, int], trees: list[_Tree]) -> set[Place]:
    """What is printed, and each total above it, printed or not."""
    found: set[Place] = set()
    for place in places:
        lines = [tree.line(label) for tree, label in zip(trees, place, strict=True)]
        found.update(product(*lines))
    return found


def _sums(cells: set[Place], trees: list[_Tree]) -> list[PlaceSum]:
    """For each dimension, each cell with those right below it."""
    found = []
    for at, tree in enumerate(trees):
        below: dict[Place, list[Place]] = {}
        for cell in sorted(cells):
            if cell[at] in tree.above:
                up = (*cell[:at], tree.above[cell[at]], *cell[at + 1 :])
                below.setdefault(up, []).append(cell)
        found += [PlaceSum(total, tuple(parts)) for total, parts in below.items()]
    return found


def _refuse_empty(
    places: Mapping[Place, int], trees: list[_Tree], sums: list[PlaceSum]
) -> None:
    """A total with nothing below it is right only where nothing is broken down."""
    broken_down = any(
        all(label not in tree.totals for label, tree in zip(place, trees, strict=True))
        for place in places
    )
    if not broken_down:
        return
    ways: dict[Place, int] = {}
    for one in sums:
        ways[one.total] = ways.get(one.total, 0) + 1
    for place, value in places.items():
        wanted = sum(label in t.totals for label, t in zip(place, trees, strict=True))
        if value and ways.get(place, 0) < wanted:
            raise WrongTable(
                f"{said(place)}: the total is {value}, and there are no figures below "
                f"it in one direction, which makes 0. Add them, or leave the total out."
            )


def _filled(
    places: Mapping[Place, int], cells: set[Place], sums: list[PlaceSum]
) -> dict[Place, int]:
    """The value of each cell: as printed, else that of its parts together."""
    values: dict[Place, int] = dict(places)
    for _ in range(len(next(iter(cells))) * 60):
        waiting = [s for s in sums if s.total not in values]
        if not waiting:
            break
        for one in waiting:
            if all(part in values for part in one.parts):
                values[one.total] = sum(values[part] for part in one.parts)
    return values


def _without_idle(
    sums: list[PlaceSum], printed: set[Place], *, keep: bool
) -> tuple[list[PlaceSum], set[Place]]:
    """Leaves out sums whose total is printed nowhere and stands in no other sum."""
    while not keep:
        uses: dict[Place, int] = {}
        for one in sums:
            for key in (one.total, *one.parts):
                uses[key] = uses.get(key, 0) + 1
        kept = [s for s in sums if s.total in printed or uses[s.total] > 1]
        if len(kept) == len(sums):
            break
        sums = kept
    needed = {key for one in sums for key in (one.total, *one.parts)} | printed
    return sums, needed
