"""Everything that a picture is made from, as values read from the database at once."""

from __future__ import annotations

from dataclasses import dataclass

from concord.evidence.picture.figures import (
    Break,
    Figure,
    Measure,
    Place,
    Printed,
    Stated,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedItem:
    """An item as a partnership arranged it; `place` is a code, empty for its own."""

    pk: int
    title: str
    form: str
    measures: tuple[Measure, ...] = ()
    dimension: str = ""
    place: str = ""
    note: str = ""
    source: str = ""
    stated: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSection:
    pk: int
    title: str
    lead: str
    items: tuple[PlannedItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """`figures` holds every vintage. `shapes` are boundaries by code of place."""

    partnership: str
    places: tuple[Place, ...] = ()
    figures: tuple[Figure, ...] = ()
    printed: tuple[Printed, ...] = ()
    breaks: tuple[Break, ...] = ()
    sections: tuple[PlannedSection, ...] = ()
    shapes: tuple[tuple[str, tuple[tuple[tuple[float, float], ...], ...]], ...] = ()
    example_note: str = ""

    @property
    def home(self) -> Place | None:
        return next((each for each in self.places if each.is_home), None)

    def place(self, code: str) -> Place | None:
        return next((each for each in self.places if each.code == code), None)
