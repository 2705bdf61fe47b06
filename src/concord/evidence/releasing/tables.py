"""What a release is of: figures of counts as tables with their sums.

A release has one table for each indicator and period: areas by groups. A key is the
place of a figure with its vintage, so the same figure in two releases is one cell, and
a republished one another.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db import connection

from concord.access.actor import Actor
from concord.evidence.models import Area, Category, Indicator
from concord.evidence.queries.series import BEGIN, END
from concord.foundation.statistics.disclosure import Key, Sum, Table


class Cell(NamedTuple):
    """The place of a figure: everybody has no `category`. `kind`: of its period.

    `part`: "n" for the count, "of" for what it is a share of, "not" for those of whom
    it isn't true, which is printed nowhere but can be worked out from the two.
    """

    indicator: int
    version: int
    area: int
    kind: str
    period: dt.date
    category: int | None
    vintage: int
    part: str


BY_AREA, CROSSED = "areas", "crossed"
REST = "rest"  # what groups or areas leave of their total: it can be worked out
Rest = tuple[str, Cell, frozenset[Cell]]
# Indicator, area, first day and category: of a release one figure stands there.
Place = tuple[int, int, dt.date, int | None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to publish. `dimension` empty: everybody only."""

    indicators: Sequence[Indicator]
    areas: Sequence[Area]
    categories: Sequence[Category]
    period_kind: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of a wish, and what may not leave: its place and why.

    `withheld_besides`: places of figures that the wish does not ask for, and that may
    not leave. `told`: places of which an earlier release has told the figure.
    """

    cells: Mapping[Cell, int]
    withheld: Mapping[Cell, str]
    withheld_besides: frozenset[Place] = frozenset()
    told: frozenset[Place] = frozenset()


FIGURES = """
    SELECT DISTINCT ON (o.indicator_id, o.area_id, o.period_start, o.category_id)
           o.indicator_id, o.version_id, o.area_id, o.period_kind, o.period_start,
           o.category_id, o.vintage, o.numerator, o.denominator, o.may_publish
    FROM evidence_observation o
    WHERE o.partnership_id = %(here)s AND o.indicator_id = ANY(%(indicators)s)
      AND o.area_id = ANY(%(areas)s)
      AND (o.category_id IS NULL OR o.category_id = ANY(%(categories)s))
      AND o.period_kind = %(kind)s AND o.period_start BETWEEN %(first)s AND %(last)s
    ORDER BY o.indicator_id, o.area_id, o.period_start, o.category_id, o.vintage DESC
"""
WITHHELD = """
    SELECT indicator_id, area_id, period_start, category_id
    FROM (
        SELECT DISTINCT ON (o.indicator_id, o.area_id, o.period_start, o.category_id)
               o.indicator_id, o.area_id, o.period_start, o.category_id, o.may_publish
        FROM evidence_observation o
        WHERE o.partnership_id = %(here)s AND o.indicator_id = ANY(%(indicators)s)
          AND o.period_kind = %(kind)s
          AND o.period_start BETWEEN %(first)s AND %(last)s
        ORDER BY o.indicator_id, o.area_id, o.period_start, o.category_id,
                 o.vintage DESC
    ) AS newest
    WHERE NOT may_publish
"""
TOLD = """
    SELECT DISTINCT c.indicator_id, c.area_id, c.period_start, c.category_id
    FROM evidence_releasecell c
    JOIN evidence_release r ON r.id = c.release_id AND r.period_kind = %(kind)s
    WHERE c.partnership_id = %(here)s AND c.indicator_id = ANY(%(indicators)s)
      AND c.status = 'shown' AND c.period_start BETWEEN %(first)s AND %(last)s
"""
NOT_PERMITTED = "The agency has not allowed this figure to be published"
NOT_A_COUNT = "Printed elsewhere without the counts that made it"


def figures(wish: Wish, actor: Actor) -> Found:
    """The newest figures of a wish: those that may leave, and those that may not."""
    asked: dict[str, Any] = {
        "here": actor.here,
        "indicators": [one.pk for one in wish.indicators],
        "areas": [one.pk for one in wish.areas],
        "categories": [one.pk for one in wish.categories],
        "kind": wish.period_kind,
        "first": wish.first or BEGIN,
        "last": wish.last or END,
    }
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, asked)
        found = _found(cursor.fetchall())
        cursor.execute(WITHHELD, asked)
        withheld = frozenset(cursor.fetchall())
        cursor.execute(TOLD, asked)
        told = frozenset(cursor.fetchall())
    return replace(found, withheld_besides=withheld, told=told)


def _found(rows: Iterable[tuple[Any, ...]]) -> Found:
    cells: dict[Cell, int] = {}
    withheld: dict[Cell, str] = {}
    for row in rows:
        *place, numerator, denominator, may_publish = row
        cell = Cell._make((*place, "n"))
        if not may_publish:
            withheld[cell] = NOT_PERMITTED
        elif numerator is None:
            withheld[cell] = NOT_A_COUNT
        else:
            cells[cell] = numerator
            if denominator is not None:
                cells[cell._replace(part="of")] = denominator
    return Found(cells, withheld)


def tables(
    found: Found, areas: Sequence[Area], categories: Sequence[Category]
) -> Table:
    """One system of all cells with every sum within an indicator and a period.

    Groups of one dimension make their total, and areas that area above them, with
    whatever is left over as a cell that is printed nowhere. Where the parts are more
    than the whole (one case in two groups) they overlap, and there is no sum.

    A total of which a part may not leave would tell it: it stays out too.
    """
    kept = _without_telling_totals(found, areas, categories)
    values: dict[Key, int] = dict(kept.items())
    sums: list[Sum] = []
    for total, parts in _families(kept, areas, categories):
        left = kept[total] - sum(kept[part] for part in parts)
        if left < 0:
            continue
        # Of these parts: with one that came later or was corrected, less is left.
        rest: list[Rest] = [(REST, total, frozenset(parts))] if left else []
        values |= dict.fromkeys(rest, left)
        sums.append(Sum(total, (*parts, *rest)))
    for cell, of in _shares(kept):
        values[cell._replace(part="not")] = kept[of] - kept[cell]
        sums.append(Sum(of, (cell, cell._replace(part="not"))))
    return Table(values, sums)


def _shares(cells: Mapping[Cell, int]) -> Iterable[tuple[Cell, Cell]]:
    """Counts with what they are a share of; not those of events among residents."""
    for cell, value in cells.items():
        of = cell._replace(part="of")
        if cell.part == "n" and of in cells and cells[of] >= value:
            yield cell, of


def _families(
    cells: Mapping[Cell, int], areas: Sequence[Area], categories: Sequence[Category]
) -> Iterable[tuple[Cell, list[Cell]]]:
    """Each total with its parts: groups by dimension, areas by the area above."""
    above = {area.pk: area.parent_id for area in areas}
    dimension = {one.pk: one.dimension for one in categories}
    # By place: of one figure there may have been more vintages than of its total.
    at: dict[tuple[object, ...], Cell] = {
        (*_place(cell), cell.part): cell for cell in cells
    }
    families: dict[tuple[Cell, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        indicator, area, period, category = _place(cell)
        if category is not None:
            total = at.get((indicator, area, period, None, cell.part))
            if total is not None:
                families[(total, dimension.get(category, ""))].append(cell)
        total = at.get((indicator, above.get(area), period, category, cell.part))
        if total is not None:
            families[(total, "areas")].append(cell)
    for (total, _), parts in families.items():
        yield total, parts


def _without_telling_totals(
    found: Found, areas: Sequence[Area], categories: Sequence[Category]
) -> dict[Cell, int]:
    """Without what would tell a withheld figure, here or with what was told before."""
    above = {area.pk: area.parent_id for area in areas}
    dimension = {one.pk: one.dimension for one in categories}
    told_below = {
        total for place in found.told for total, _ in _wholes(place, above, dimension)
    }
    totals: set[Place] = set()
    told_of: dict[Place, set[str]] = defaultdict(set)
    withheld = {_place(cell) for cell in found.withheld}
    for place in withheld | found.withheld_besides:
        for total, way in _wholes(place, above, dimension):
            if place in withheld or total in told_below:
                totals.add(total)
            if total in found.told:
                told_of[total].add(way)
    return {
        cell: value
        for cell, value in found.cells.items()
        if _place(cell) not in totals
        and not any(
            way in told_of[total] or CROSSED in (way, *told_of[total])
            for total, way in _wholes(_place(cell), above, dimension)
            if total in told_of
        )
    }


def _wholes(
    place: Place, above: Mapping[int, int | None], dimension: Mapping[int, str]
) -> Iterable[tuple[Place, str]]:
    """What a figure is part of, and by which way: a dimension, its area, or both."""
    indicator, area, period, category = place
    parent = above.get(area)
    if category is not None:
        yield (indicator, area, period, None), dimension.get(category, "")
    if parent is not None:
        yield (indicator, parent, period, category), BY_AREA
    if category is not None and parent is not None:
        yield (indicator, parent, period, None), CROSSED


def _place(cell: Cell) -> Place:
    """A cell without its vintage, version and part."""
    return (cell.indicator, cell.area, cell.period, cell.category)
