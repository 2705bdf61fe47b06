"""The picture as data: what page, Word file, PDF and CSV are all drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from concord.foundation.documents.tables import Table

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """`label` is the period; a missing value is a gap."""

    label: str
    value: float | None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    name: str
    points: tuple[Point, ...]
    is_home: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    lines: tuple[Line, ...]
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """`mark` is the value of the larger area. No value and `hidden`: a small count."""

    label: str
    value: float | None
    words: str
    lower: float | None = None
    upper: float | None = None
    mark: float | None = None
    hidden: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """`tiles`: also drawn as a grid of tiles; `shapes`: as a map, by label of row."""

    rows: tuple[BarRow, ...]
    unit: str
    mark_name: str = ""
    tiles: bool = False
    shapes: tuple[tuple[str, tuple[Ring, ...]], ...] = ()


Chart = LineChart | BarChart


@dataclass(frozen=True, slots=True, kw_only=True)
class TidyRow:
    """One figure, as the CSV has it. Empty where there is none."""

    section: str
    item: str
    indicator: str
    unit: str
    area: str
    period: str
    category: str = ""
    value: str = ""
    lower: str = ""
    upper: str = ""
    count: str = ""
    of: str = ""
    status: str = ""
    vintage: str = ""
    source: str = ""
    caveat: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a reader has to know of how figures fit: a word, and a sentence."""

    word: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`verdict` is the news in words; `warnings` is what does not fit."""

    anchor: str
    title: str
    form: str
    verdict: str
    table: Table
    chart: Chart | None = None
    alternative: str = ""
    note: str = ""
    warnings: tuple[Doubt, ...] = ()
    caveats: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    rows: tuple[TidyRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    anchor: str
    title: str
    lead: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The whole. `audience` is who may have it: management sees small counts."""

    title: str
    partnership: str
    place: str
    head: tuple[str, ...]
    sections: tuple[Section, ...]
    audience: Literal["management", "public"]
    marking: str
    dated: date
    doubts: int
    example_note: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(section.items for section in self.sections)
