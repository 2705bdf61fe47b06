"""Rows that are missing from their block, and rows that no leaf knows: what happened.

A row whose transaction or era was altered is missing in one block and stands as a
stranger in another; one whose number was altered is both in the same block.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from concord.access.audit.findings import MOST_IDS, Finding, Kind, listed
from concord.access.audit.leaves import event_hash

MOST_TRACED = 5_000  # missing rows that are looked for elsewhere
MOST_STRANGERS = 200  # of one block, that are tried as renumbered rows


@dataclass(slots=True)
class Traces:
    """What does not fit, by block: leaves without their row, rows without a leaf."""

    gone: dict[int, dict[int, bytes]] = field(default_factory=dict)
    strange: dict[int, dict[int, Any]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def removed(self, block: int, left: dict[int, bytes]) -> None:
        """Leaves of a block for which no row was found."""
        if left:
            self.gone[block] = left

    def added(self, block: int, number: int, row: tuple[Any, ...]) -> None:
        """A row in the range of a block that has no leaf for it."""
        few = len(self.strange[block]) < MOST_STRANGERS
        self.strange[block][number] = row if few else None

    def findings(self) -> Iterator[Finding]:
        """What happened to each, as far as it can be told. One query."""
        elsewhere = self._elsewhere()
        for block, left in self.gone.items():
            moved = sorted(number for number in left if number in elsewhere)
            renumbered = self._renumbered(block)
            removed = set(left) - set(moved) - set(renumbered)
            if moved:
                yield _found(Kind.ROW_CHANGED, block, moved, "moved to another place")
            for number, now in renumbered.items():
                del self.strange[block][now]
                words = f"renumbered: it is row {now} now"
                yield _found(Kind.ROW_CHANGED, block, [number], words)
            if removed:
                yield _found(Kind.ROW_REMOVED, block, removed, "removed after sealing")
        for block, rows in self.strange.items():
            if added := set(rows) - elsewhere:
                yield _found(Kind.ROW_ADDED, block, added, "added after sealing")

    def _elsewhere(self) -> set[int]:
        """Those of the missing rows that stand somewhere else in the table."""
        ids = [number for left in self.gone.values() for number in left]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM public.access_event WHERE id = ANY(%s::bigint[])",
                [ids[:MOST_TRACED]],
            )
            return {row[0] for row in cursor.fetchall()}

    def _renumbered(self, block: int) -> dict[int, int]:
        """Missing rows of a block that stand in it under another number."""
        by_hash = {code: number for number, code in self.gone[block].items()}
        found = {}
        strangers = self.strange.get(block, {})
        if len(by_hash) > MOST_STRANGERS or len(strangers) > MOST_STRANGERS:
            return {}
        for now, row in strangers.items():
            for code, number in by_hash.items():
                if event_hash((str(number), *row[1:])) == code:
                    found[number] = now
        return found


def _found(kind: Kind, block: int, ids: Iterable[int], what: str) -> Finding:
    ordered = sorted(ids)
    were = "was" if len(ordered) == 1 else "were"
    said = f"Block {block}: {listed(ordered)} {were} {what}."
    return Finding(kind, said, block, tuple(ordered[:MOST_IDS]), len(ordered))
