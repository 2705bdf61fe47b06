"""Releases: what was published when, and what a reader has who keeps them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from concord.foundation.statistics.disclosure.proof import Seen
from concord.foundation.statistics.disclosure.refusals import WrongTable
from concord.foundation.statistics.disclosure.table import Key, Sum, Table, said


class Status(StrEnum):
    SHOWN = "shown"
    PRIMARY = "primary"  # its value is 1 to threshold - 1, and readers are told so
    SECONDARY = "secondary"  # hidden to protect others; it can have any value


@dataclass(frozen=True)
class Release:
    """What was released: a table with the status of each cell that was printed.

    The true values of hidden cells are in it: keep it as you keep the figures.
    """

    table: Table
    statuses: Mapping[Key, Status]
    threshold: int = 5

    @property
    def shown(self) -> set[Key]:
        printed = {k for k, status in self.statuses.items() if status is Status.SHOWN}
        return printed | self.table.known

    @property
    def hidden(self) -> set[Key]:
        return {k for k, s in self.statuses.items() if s is not Status.SHOWN}

    @property
    def told_small(self) -> set[Key]:
        return {k for k, status in self.statuses.items() if status is Status.PRIMARY}


def joined(table: Table, known: Sequence[Release]) -> Table:
    """One table of all, in which `known` is what any of the releases shows.

    Raises WrongTable where one key has two values, or sums don't agree.
    """
    values = dict(table.values)
    for release in known:
        for key, value in release.table.values.items():
            if values.setdefault(key, value) != value:
                raise WrongTable(
                    f"{said(key)}: an earlier release has another value for it. Give "
                    "figures that were revised a key of their own, such as the date of "
                    "the release."
                )
    tables = [table, *(release.table for release in known)]
    sums = {(s.total, frozenset(s.parts)): s for one in tables for s in one.sums}
    printed = {key for one in tables for key in one.printed}
    fixed = set(table.known).union(*(release.shown for release in known))
    return Table(
        values,
        list(sums.values()),
        unprinted=frozenset(set(values) - printed),
        known=frozenset(fixed),
    )


def as_seen(releases: Sequence[Release]) -> Seen:
    """What a reader has who knows all of these releases and their rule."""
    values: dict[Key, int] = {}
    sums: dict[tuple[Key, frozenset[Key]], Sum] = {}
    between: dict[Key, tuple[int, int]] = {}
    shown: set[Key] = set()
    hidden: set[Key] = set()
    for one in releases:
        values |= one.table.values
        sums |= {(s.total, frozenset(s.parts)): s for s in one.table.sums}
        shown |= one.shown
        hidden |= one.hidden
        for key in one.told_small:
            most = min(one.threshold - 1, between.get(key, (1, one.threshold))[1])
            between[key] = (1, most)
    return Seen(
        shown={key: values[key] for key in shown},
        hidden=frozenset(hidden),
        sums=list(sums.values()),
        between=between,
        unprinted=frozenset(set(values) - shown - hidden),
    )
