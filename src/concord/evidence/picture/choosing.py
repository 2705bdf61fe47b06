"""Which figures an item shows: the newest of each, of one kind of period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concord.evidence.picture.figures import (
    Figure,
    Measure,
    Period,
    Place,
    Stated,
    latest,
)
from concord.evidence.picture.source import PlannedItem, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An item with the figures that it may use: latest vintages only."""

    item: PlannedItem
    source: Source
    section: str
    figures: tuple[Figure, ...]
    home: Place
    parent: Place | None

    @property
    def places(self) -> tuple[Place, ...]:
        return self.source.places

    def of(self, measure: Measure, place: Place | None) -> tuple[Figure, ...]:
        """Everybody's figures of a measure in a place, in the order of time."""
        if place is None:
            return ()
        found = (
            each
            for each in self.figures
            if each.measure.code == measure.code
            and each.place.code == place.code
            and each.group is None
        )
        return longest_periods(found)

    def last(self, measure: Measure, place: Place | None) -> Figure | None:
        found = self.of(measure, place)
        return found[-1] if found else None

    def at(self, measure: Measure, place: Place, period: Period) -> Figure | None:
        found = self.of(measure, place)
        return next((each for each in found if each.period == period), None)

    def groups(self, measure: Measure, place: Place | None) -> tuple[Figure, ...]:
        """The breakdown of the newest period that has one, in the groups' order."""
        if place is None:
            return ()
        found = longest_periods(
            each
            for each in self.figures
            if each.measure.code == measure.code
            and each.place.code == place.code
            and each.group is not None
            and each.group.dimension == self.item.dimension
        )
        if not found:
            return ()
        newest = found[-1].period
        return tuple(
            sorted(
                (each for each in found if each.period == newest),
                key=lambda each: each.group.position if each.group else 0,
            )
        )

    def wards(self, measure: Measure) -> tuple[Figure, ...]:
        """The newest period's figures of the wards of the place."""
        inside = {
            each.code
            for each in self.places
            if each.kind == "ward" and each.parent == self.home.code
        }
        found = longest_periods(
            each
            for each in self.figures
            if each.measure.code == measure.code
            and each.place.code in inside
            and each.group is None
        )
        return tuple(each for each in found if each.period == found[-1].period)


def scene(source: Source, item: PlannedItem, section: str) -> Scene | None:
    """None where the partnership has not said which area is its own."""
    home = source.place(item.place) if item.place else source.home
    if home is None:
        return None
    return Scene(
        item=item,
        source=source,
        section=section,
        figures=latest(source.figures),
        home=home,
        parent=source.place(home.parent) if home.parent else None,
    )


def longest_periods(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Those of the longest kind of period, by time: years rather than months.

    Months and years of one measure overlap, and can't stand in one line.
    """
    found = list(figures)
    if not found:
        return ()
    longest = max(round(each.period.days / 30) for each in found)
    kept = (each for each in found if round(each.period.days / 30) == longest)
    return tuple(sorted(kept, key=lambda each: each.period.first_day))


def sources_of(figures: Sequence[Figure], item: PlannedItem) -> tuple[str, ...]:
    """Where the figures are printed or came from, each once."""
    named = [each.where for each in figures if each.where]
    named += [each.where for each in item.stated if each.where]
    if item.source:
        named.append(item.source)
    return tuple(dict.fromkeys(named))


def caveats_of(
    measures: Iterable[Measure], stated: Iterable[Stated]
) -> tuple[str, ...]:
    """What a reader has to know, each once."""
    named = [each.caveats for each in measures if each.caveats]
    said: dict[str, list[str]] = {}
    for each in stated:
        if each.caveat:
            said.setdefault(each.caveat, []).append(each.label)
    named += [
        f"{labels[0]}: {caveat}" if len(labels) == 1 else caveat
        for caveat, labels in said.items()
    ]
    return tuple(dict.fromkeys(named))
