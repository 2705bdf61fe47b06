"""Protecting a wish jointly with everything that was released before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from concord.access.actor import Actor
from concord.evidence.models import Area, Category
from concord.evidence.releasing.earlier import earlier_releases
from concord.evidence.releasing.held_together import held_together
from concord.evidence.releasing.tables import Cell, Wish, figures, tables
from concord.foundation.statistics.disclosure import CannotProtect, Status, protect

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
    earlier = earlier_releases(actor, areas, categories)
    table, known = held_together(table, earlier)
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


__all__ = [
    "METHOD",
    "CannotProtect",
    "NothingToRelease",
    "Preview",
    "preview",
]
