"""Protecting a wish jointly with everything that was released before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from concord.access.actor import Actor
from concord.evidence.models import Area, Category, Release, ReleaseCell
from concord.evidence.releasing.tables import (
    Cell,
    Found,
    Wish,
    figures,
    figures_of_release,
    tables,
)
from concord.foundation.statistics import disclosure
from concord.foundation.statistics.disclosure import (
    CannotProtect,
    Key,
    Status,
    protect,
)

METHOD = (
    "Counts from 1 to {most} are hidden, and as few others as make three whole values "
    "possible for each hidden figure, also together with earlier releases"
)


class NothingToRelease(Exception):
    """There is no figure that may be published."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a release would show and hide. `least`: nothing less would be safe."""

    wish: Wish
    threshold: int
    statuses: Mapping[Cell, Status]
    values: Mapping[Cell, int]
    withheld: Mapping[Cell, str]
    least: bool

    def status(self, cell: Cell) -> Status | None:
        """Shown, or hidden and why; None where there is no such figure."""
        return self.statuses.get(cell)

    def count(self, status: Status) -> int:
        """How many figures are in this state."""
        return sum(1 for one in self.statuses.values() if one is status)

    @property
    def shown(self) -> int:
        return self.count(Status.SHOWN)

    @property
    def small(self) -> int:
        return self.count(Status.PRIMARY)

    @property
    def beside(self) -> int:
        """Hidden because another could be worked out from them."""
        return self.count(Status.SECONDARY)


def preview(wish: Wish, threshold: int, actor: Actor) -> Preview:
    """What would be hidden if this were released now.

    Raises NothingToRelease, CannotProtect where earlier releases tell too much, and
    WrongTable for a threshold under 4.
    """
    found = figures(wish, actor)
    areas = list(Area.objects.visible_to(actor))
    categories = list(Category.objects.visible_to(actor))
    table = tables(found, areas, categories)
    if not table.printed:
        raise NothingToRelease(
            "There is no figure for this choice that may be published. Agencies say "
            "in their return whether a figure may be."
        )
    known = _earlier(wish, actor, areas, categories)
    protected = protect(table, threshold=threshold, known=known)
    return Preview(
        wish=wish,
        threshold=threshold,
        statuses={
            cell: status
            for cell, status in protected.statuses.items()
            if isinstance(cell, Cell)
        },
        values=found.cells,
        withheld=found.withheld,
        least=protected.least,
    )


def _earlier(
    wish: Wish, actor: Actor, areas: Sequence[Area], categories: Sequence[Category]
) -> list[disclosure.Release]:
    """Earlier releases that share an indicator with the wish, with what they hid."""
    ids = [one.pk for one in wish.indicators]
    releases = (
        Release.objects.visible_to(actor)
        .filter(cells__indicator_id__in=ids)
        .distinct()
        .order_by("issued_at")
    )
    return [_as_known(one, actor, areas, categories) for one in releases]


def _as_known(
    release: Release,
    actor: Actor,
    areas: Sequence[Area],
    categories: Sequence[Category],
) -> disclosure.Release:
    found = figures_of_release(release.pk, actor)
    table = tables(Found(found.cells, {}), areas, categories)
    said: dict[Key, Status] = {}
    for cell in ReleaseCell.objects.filter(release=release):
        place = Cell(
            cell.indicator_id,
            cell.version_id,
            cell.area_id,
            cell.period_start,
            cell.category_id,
            cell.vintage,
            "n",
        )
        said[place] = Status(cell.status)
        of_shown = cell.denominator is not None
        said[place._replace(part="of")] = _shown(of_shown)
        both = of_shown and said[place] is Status.SHOWN
        said[place._replace(part="not")] = _shown(both)
    for one in table.sums:
        printed = [key for key in (one.total, *one.parts) if isinstance(key, Cell)]
        told = all(said.get(key) is Status.SHOWN for key in printed)
        said |= {key: _shown(told) for key in one.parts if not isinstance(key, Cell)}
    return disclosure.Release(
        table,
        {key: said.get(key, Status.SECONDARY) for key in table.printed},
        release.threshold,
    )


def _shown(is_shown: bool) -> Status:
    return Status.SHOWN if is_shown else Status.SECONDARY


__all__ = [
    "METHOD",
    "CannotProtect",
    "NothingToRelease",
    "Preview",
    "preview",
]
