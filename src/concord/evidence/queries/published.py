"""Releases as anybody may read them: no actor, and nothing that was hidden."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from concord.evidence.models import (
    OF_KIND,
    Category,
    Multiplier,
    Period,
    Unit,
)

NAMES = (
    "code",
    "version",
    "indicator",
    "counted",
    "of_what",
    "unit",
    "multiplier",
    "area_code",
    "area",
    "area_kind",
    "dimension",
    "group_code",
    "group",
)
WORDS = {
    "shown": "",
    "primary": "hidden: a small number",
    "secondary": "hidden: another could be worked out from it",
}


@dataclass(frozen=True, slots=True)
class Published:
    """One release. `first` and `last`: days of its periods."""

    id: int
    title: str
    area: str
    period_kind: str
    first: dt.date
    last: dt.date
    threshold: int
    method: str
    note: str
    issued_at: dt.datetime

    @property
    def span(self) -> str:
        """The periods in words."""
        first, last = (
            OF_KIND[self.period_kind].containing(day) for day in (self.first, self.last)
        )
        return first.label if first == last else f"{first.label} to {last.label}"


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One figure of a release. Hidden ones have neither number nor value.

    `code`, `version`, `area_code` and `group_code` are what is never shared: two
    definitions or areas can have one name.
    """

    code: str
    version: int
    indicator: str
    counted: str
    of_what: str
    unit: str
    multiplier: str
    area_code: str
    area: str
    area_kind: str
    dimension: str
    group_code: str
    group: str
    period: Period
    numerator: int | None
    denominator: int | None
    status: str

    @property
    def is_shown(self) -> bool:
        return self.status == "shown"

    @property
    def value(self) -> float | None:
        """The count; a share or rate only where both of its counts are shown."""
        if self.multiplier == Multiplier.COUNT:
            return self.numerator
        per = {"percent": 100, "per_1000": 1_000, "per_10000": 10_000}[self.multiplier]
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator * per / self.denominator

    @property
    def value_words(self) -> str:
        """ "1,234", "9.6%", "12.4"; "hidden"."""
        value = self.value
        if value is None:
            return "hidden"
        if self.multiplier == Multiplier.COUNT:
            return f"{value:,.0f}"
        return f"{value:,.1f}%" if self.multiplier == "percent" else f"{value:,.1f}"

    @property
    def why(self) -> str:
        return WORDS[self.status]

    @property
    def unit_words(self) -> str:
        unit = str(Unit(self.unit).label)
        if self.multiplier == Multiplier.COUNT:
            return unit
        if self.multiplier == Multiplier.PERCENT:
            return f"% of {self.of_what}"
        return f"{unit} {Multiplier(self.multiplier).label}"

    @property
    def sheet(self) -> tuple[str, int]:
        """Which table it stands in: of an indicator, as defined at the time."""
        return (self.code, self.version)

    @property
    def row(self) -> tuple[str, str, str]:
        """Which row it stands in."""
        return (self.area_code, self.dimension, self.group_code)

    @property
    def row_name(self) -> str:
        """What its row is called: the area, and the group if it is of one."""
        return f"{self.area}, {self.group}" if self.group else self.area

    def as_data(self) -> dict[str, object]:
        """For files and the API; keys as in the CSV."""
        dimension = ""
        if self.dimension:
            dimension = str(Category.Dimension(self.dimension).label)
        return {
            "indicator": self.indicator,
            "indicator_code": self.code,
            "definition": self.version,
            "counted": self.counted,
            "unit": self.unit_words,
            "area": self.area,
            "area_code": self.area_code,
            "breakdown": dimension,
            "group": self.group,
            "period": self.period.code,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": None if self.value is None else round(self.value, 1),
            "status": "shown" if self.is_shown else "hidden",
        }


@dataclass(frozen=True, slots=True)
class Sheet:
    """One definition of an indicator: a row for each area and group, a column a period.

    `title`: with its code and version where another sheet has the same.
    """

    title: str
    first: PublishedFigure
    periods: Sequence[Period]
    rows: Sequence[tuple[str, Sequence[PublishedFigure | None]]]


def releases_of(code: str) -> list[Published]:
    """The releases of the partnership with this code, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.published_releases(%s)", [code])
        return [Published(*row) for row in cursor.fetchall()]


def release_of(code: str, number: int) -> Published | None:
    """One release, or None."""
    return next((one for one in releases_of(code) if one.id == number), None)


def figures_of(code: str, number: int) -> list[PublishedFigure]:
    """The figures of a release in the order of the dictionary. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.published_cells(%s, %s)", [code, number])
        return [_figure(row) for row in cursor.fetchall()]


def _figure(row: tuple[Any, ...]) -> PublishedFigure:
    *words, kind, start, numerator, denominator, status = row
    return PublishedFigure(
        **dict(zip(NAMES, words, strict=True)),
        period=OF_KIND[kind].containing(start),
        numerator=numerator,
        denominator=denominator,
        status=status,
    )


def sheets_of(figures: Sequence[PublishedFigure]) -> Iterator[Sheet]:
    """The figures as tables, one for each indicator and definition of it."""
    sheets: dict[tuple[str, int], list[PublishedFigure]] = {}
    for one in figures:
        sheets.setdefault(one.sheet, []).append(one)
    titles = Counter(mine[0].indicator for mine in sheets.values())
    for (code, version), mine in sheets.items():
        title = mine[0].indicator
        if titles[title] > 1:
            title = f"{title} ({code}, definition {version})"
        periods = sorted({one.period for one in mine}, key=lambda p: p.first_day)
        yield Sheet(title, mine[0], periods, list(_rows(mine, periods)))


def _rows(
    figures: Sequence[PublishedFigure], periods: Sequence[Period]
) -> Iterator[tuple[str, Sequence[PublishedFigure | None]]]:
    """Each row with its name: with the area's code where another has the same."""
    rows: dict[tuple[str, str, str], dict[Period, PublishedFigure]] = {}
    names: dict[tuple[str, str, str], str] = {}
    for one in figures:
        rows.setdefault(one.row, {})[one.period] = one
        names[one.row] = one.row_name
    shared = Counter(names.values())
    for key, there in rows.items():
        name = names[key]
        if shared[name] > 1:
            name = f"{name} ({', '.join(filter(None, key))})"
        yield name, [there.get(period) for period in periods]
