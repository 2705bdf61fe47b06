"""Group attributes: where all of a line are in one cell, all their secrets are told."""

from __future__ import annotations

from dataclasses import dataclass

from concord.foundation.statistics.disclosure.table import Key, Table


@dataclass(frozen=True)
class GroupAttribute:
    """Everybody counted in `total` is in `cell`, nobody in the `others`."""

    total: Key
    cell: Key
    others: tuple[Key, ...]


def group_attributes(table: Table) -> list[GroupAttribute]:
    """Each sum of printed parts of which one alone is more than zero.

    Combinations that are not in the table are not looked at.
    """
    found = []
    for one in table.sums:
        if not table.unprinted.isdisjoint(one.parts):
            continue
        filled = [part for part in one.parts if table.values[part]]
        if len(filled) == 1 and len(one.parts) > 1:
            others = tuple(part for part in one.parts if part != filled[0])
            found.append(GroupAttribute(one.total, filled[0], others))
    return found
