"""The local picture of an example, as `data/<code>-picture.toml` tells it.

Values only: nothing here knows the database. Numbers are those that the strategy
prints, in the order in which it prints them, also where two of them disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, PlainValidator

from concord.examples.shapes import Words
from concord.foundation.periods import (
    CalendarYear,
    FinancialYear,
    Month,
    Quarter,
    TwelveMonths,
)

Period = Month | Quarter | FinancialYear | CalendarYear | TwelveMonths
Number = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")]


def read_period(text: str) -> Period:
    """ "2018", "2019/20", "2019-06/2020-05", "2020-08" or "2020Q1"."""
    for kind in (CalendarYear, Quarter, TwelveMonths, FinancialYear, Month):
        try:
            return kind.parse(text)
        except ValueError:
            continue
    raise ValueError(
        f'"{text}" is not a period: write it like 2018, 2019/20, 2019-06/2020-05 or '
        "2020-08."
    )


InPeriod = Annotated[Period, PlainValidator(read_period)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureArea:
    """`parent` is the key of the next larger area; wards follow as they are printed."""

    key: Words
    code: Words
    name: Words
    kind: Literal["ward", "borough", "region", "nation", "other"]
    parent: str = ""
    home: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureCategories:
    """The groups of a breakdown in their order, by code."""

    dimension: Words
    names: dict[str, str]
    no_answer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureIndicator:
    """`per`: 1 for a count, 100 for a share, 1000 for a rate of `population`."""

    key: Words
    code: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    title: Words
    unit: Words
    numerator: Words
    owner: Words
    per: Literal[1, 100, 1000] = 1
    denominator: str = ""
    population: str = ""
    caveats: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureBreak:
    indicator: Words
    at: date
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRow:
    """A figure: count `n`, `of` how many, or a `value` without them, or `hidden`.

    `printed` is the rate or share that stands beside the count; `category` is
    "dimension:code".
    """

    area: Words
    period: InPeriod
    category: str = ""
    n: Annotated[int | None, Field(ge=0)] = None
    of: Annotated[int | None, Field(gt=0)] = None
    value: Number | None = None
    printed: Number | None = None
    hidden: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureTable:
    """What a table or sentence of the strategy gives of one indicator.

    A later table that says otherwise of the same figure is its next vintage.
    """

    indicator: Words
    where: Words
    rows: tuple[PictureRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturePrint:
    """A change (from `before`), or a total, that the strategy prints."""

    kind: Literal["change", "areas_added", "counts_added"]
    indicator: Words
    period: InPeriod
    printed: Number
    where: Words
    area: str = ""
    before: InPeriod | None = None
    areas: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    op: Literal["sum", "difference", "product", "quotient"]
    of: Annotated[tuple[str, ...], Field(min_length=1)]
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    value: Number
    where: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureStated:
    """A figure that is no count of a period. `at_least`: printed as "over"."""

    key: Annotated[str, Field(pattern=r"^[a-z-]+$")]
    label: Words
    value: Number
    unit: Words
    where: Words
    area: Words
    period: Words
    role: Literal["", "part", "total", "divisor", "result"] = ""
    caveat: str = ""
    working: Working | None = None
    places: int | None = None
    at_least: bool = False
    again: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureShown:
    """An item of the page."""

    title: Words
    form: Literal[
        "line", "bars", "wards", "funnel", "table", "cost", "modelled", "stated"
    ]
    indicators: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    dimension: str = ""
    area: str = ""
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturePart:
    title: Words
    lead: Words
    items: tuple[PictureShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPicture:
    """One file."""

    format: int
    document: Words
    areas: tuple[PictureArea, ...]
    indicators: tuple[PictureIndicator, ...]
    tables: tuple[PictureTable, ...]
    sections: tuple[PicturePart, ...]
    categories: tuple[PictureCategories, ...] = ()
    breaks: tuple[PictureBreak, ...] = ()
    printed: tuple[PicturePrint, ...] = ()
    stated: tuple[PictureStated, ...] = ()


def complaints(picture: PublishedPicture) -> Iterator[str]:
    """Everything that points nowhere, or is said twice."""
    areas = {area.key for area in picture.areas}
    indicators = {each.key: each for each in picture.indicators}
    groups = {
        f"{each.dimension}:{code}" for each in picture.categories for code in each.names
    }
    stated = {each.key: each for each in picture.stated}
    if sum(area.home for area in picture.areas) != 1:
        yield "areas: one of them is home"
    for area in picture.areas:
        if area.parent and area.parent not in areas:
            yield f'areas.{area.key}.parent: there is no "{area.parent}"'
    for table in picture.tables:
        where = f"tables.{table.indicator}"
        if table.indicator not in indicators:
            yield f'{where}: there is no such indicator "{table.indicator}"'
            continue
        for row in table.rows:
            yield from _of_row(where, row, indicators[table.indicator], areas, groups)
    for printed in picture.printed:
        named = (*printed.others, printed.indicator)
        places = printed.areas or (printed.area,)
        yield from _unknown("printed.indicator", named, indicators)
        yield from _unknown("printed.area", places, areas)
    for each in picture.breaks:
        yield from _unknown("breaks.indicator", (each.indicator,), indicators)
    for part in picture.sections:
        for item in part.items:
            yield from _of_item(item, indicators, stated, areas)
    shown = [
        key for part in picture.sections for item in part.items for key in item.stated
    ]
    for key in stated:
        if shown.count(key) != 1:
            yield f"stated.{key}: shown {shown.count(key)} times, and should be once"
    for key in indicators:
        if not any(table.indicator == key for table in picture.tables):
            yield f"indicators.{key}: has no figures"


def _of_row(
    where: str,
    row: PictureRow,
    indicator: PictureIndicator,
    areas: set[str],
    groups: set[str],
) -> Iterator[str]:
    yield from _unknown(f"{where}.area", (row.area,), areas)
    if row.category:
        yield from _unknown(f"{where}.category", (row.category,), groups)
    given = [row.n is not None, row.value is not None, bool(row.hidden)]
    if sum(given) != 1:
        yield f"{where}.{row.area}: give one of n, value and hidden"
    if row.n is not None and indicator.per != 1 and row.of is None:
        yield f"{where}.{row.area}: of how many is missing"


def _of_item(
    item: PictureShown,
    indicators: dict[str, PictureIndicator],
    stated: dict[str, PictureStated],
    areas: set[str],
) -> Iterator[str]:
    where = f"sections.{item.title}"
    yield from _unknown(where, item.indicators, indicators)
    yield from _unknown(where, item.stated, stated)
    if item.area:
        yield from _unknown(where, (item.area,), areas)
    if not item.indicators and not item.stated:
        yield f"{where}: shows nothing"
    if item.form == "bars" and not item.dimension:
        yield f"{where}: bars need a dimension"
    for key in item.stated:
        working = stated[key].working if key in stated else None
        if working is not None:
            yield from _unknown(f"{where}.{key}", working.of, item.stated)


def _unknown(where: str, keys: tuple[str, ...], known: object) -> Iterator[str]:
    for key in keys:
        if key not in known:  # type: ignore[operator]
            yield f'{where}: there is no "{key}"'
