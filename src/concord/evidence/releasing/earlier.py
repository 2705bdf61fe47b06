"""What was released before, with the true figures behind it, shown or hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db import connection

from concord.access.actor import Actor
from concord.evidence.models import Area, Category
from concord.evidence.releasing.tables import Cell, Found, tables
from concord.foundation.statistics.disclosure import Key, Release, Status

EARLIER = """
    SELECT r.id, r.threshold, c.status, c.denominator IS NOT NULL,
           o.numerator, o.denominator,
           o.indicator_id, o.version_id, o.area_id, o.period_kind, o.period_start,
           o.category_id, o.vintage
    FROM evidence_release r
    JOIN evidence_releasecell c ON c.release_id = r.id
    JOIN evidence_observation o ON o.partnership_id = c.partnership_id
      AND o.indicator_id = c.indicator_id AND o.area_id = c.area_id
      AND o.period_kind = r.period_kind AND o.period_start = c.period_start
      AND o.category_id IS NOT DISTINCT FROM c.category_id
      AND o.vintage = c.vintage AND o.version_id = c.version_id
    WHERE r.partnership_id = %(here)s
    ORDER BY r.issued_at, r.id
"""


@dataclass(frozen=True, slots=True)
class _Told:
    """One release: its figures, and what it said of each."""

    threshold: int
    cells: dict[Cell, int] = field(default_factory=dict)
    said: dict[Key, Status] = field(default_factory=dict)


def earlier_releases(
    actor: Actor, areas: Sequence[Area], categories: Sequence[Category]
) -> list[Release]:
    """All releases of the actor's partnership, the earliest first. One query."""
    return [_as_known(one, areas, categories) for one in _told(actor)]


def _told(actor: Actor) -> Iterator[_Told]:
    with connection.cursor() as cursor:
        cursor.execute(EARLIER, {"here": actor.here})
        rows = cursor.fetchall()
    for (_, threshold), mine in groupby(rows, key=lambda row: row[:2]):
        told = _Told(threshold)
        for _, _, status, of_shown, numerator, denominator, *place in mine:
            cell = Cell._make((*place, "n"))
            of = cell._replace(part="of")
            told.cells[cell] = numerator
            told.said[cell] = Status(status)
            if denominator is not None:
                told.cells[of] = denominator
            both = of_shown and told.said[cell] is Status.SHOWN
            told.said[of] = _shown(of_shown)
            told.said[cell._replace(part="not")] = _shown(both)
        yield told


def _as_known(
    told: _Told, areas: Sequence[Area], categories: Sequence[Category]
) -> Release:
    table = tables(Found(told.cells, {}), areas, categories)
    said: Mapping[Key, Status] = told.said | {
        key: _shown(all(told.said.get(one) is Status.SHOWN for one in printed))
        for each in table.sums
        if (printed := [k for k in (each.total, *each.parts) if isinstance(k, Cell)])
        for key in each.parts
        if not isinstance(key, Cell)
    }
    statuses = {key: said.get(key, Status.SECONDARY) for key in table.printed}
    return Release(table, statuses, told.threshold)


def _shown(is_shown: bool) -> Status:
    return Status.SHOWN if is_shown else Status.SECONDARY
