"""Dates of birth as people write them, as eight digits YYYYMMDD.

A date that the calendar does not have is kept as it was typed: “19421332” may still be
one slip from the right one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

Order = Literal["day first", "month first"]

NUMBERS = re.compile(r"^(\d{1,4})\D+(\d{1,2})\D+(\d{1,4})(?:[T\s].*)?$")
EIGHT = re.compile(r"^\d{8}$")
YEAR = re.compile(r"^(?:c\.?|circa|about|abt)?\s*(\d{4})(?:\.0)?$")
MONTH_AND_YEAR = re.compile(r"^(\d{4})[-/.](\d{1,2})$|^(\d{1,2})[-/.](\d{4})$")
MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {
    name: number
    for number, name in enumerate(
        [
            "jan",
            "feb",
            "mar",
            "apr",
            "may",
            "jun",
            "jul",
            "aug",
            "sep",
            "oct",
            "nov",
            "dec",
        ],
        start=1,
    )
}
CUT = 30  # two-digit years up to this are of this century
EXCEL = 25569  # days from Excel's day 0 to 1 January 1970


class Birth(NamedTuple):
    """`day` is YYYYMMDD or empty; `year` is YYYY or empty; `swapped` is YYYYDDMM."""

    day: str
    year: str
    swapped: str


NOTHING = Birth("", "", "")


def order_of(values: Iterable[str]) -> tuple[Order, bool]:
    """Whether day or month comes first in a column, and whether it could be told."""
    day_first = month_first = 0
    for value in values:
        if found := NUMBERS.match(value.strip()):
            one, two, three = found.groups()
            if len(one) > 2 or len(three) == 1:
                continue
            day_first += int(one) > 12 >= int(two)
            month_first += int(two) > 12 >= int(one)
    if month_first > day_first:
        return "month first", True
    return "day first", day_first > 0


def eight_digits_end_in_year(values: Iterable[str]) -> bool:
    """Whether eight digits without marks are DDMMYYYY rather than YYYYMMDD."""
    begins = ends = 0
    for value in values:
        digits = value.strip()
        if EIGHT.match(digits):
            begins += 1500 <= int(digits[:4]) <= 2100
            ends += 1500 <= int(digits[4:]) <= 2100
    return ends > begins


def birth(value: str, order: Order, year_last: bool = False) -> Birth:
    """What a cell says. `order` and `year_last` hold for the whole column."""
    text = value.strip()
    if not text:
        return NOTHING
    if EIGHT.match(text):
        if year_last:
            first, second, year = text[:2], text[2:4], text[4:]
            return _parts(year, first, second, order)
        return _made(text[:4], text[4:6], text[6:])
    if found := NUMBERS.match(text):
        one, two, three = found.groups()
        if len(one) > 2:
            return _parts_year_first(one, two, three)
        return _parts(three, one, two, order)
    if found := YEAR.match(text):
        return Birth("", found[1], "")
    if found := MONTH_AND_YEAR.match(text):
        return Birth("", found[1] or found[4], "")
    return _in_words(text) or _serial(text)


def _parts_year_first(year: str, month: str, day: str) -> Birth:
    if len(day) > 2 or len(year) != 4:
        return NOTHING
    return _made(year, month, day)


def _parts(year: str, one: str, two: str, order: Order) -> Birth:
    day, month = (one, two) if order == "day first" else (two, one)
    # The one cell of a column that is written the other way round.
    if int(month) > 12 >= int(day):
        day, month = month, day
    return _made(_whole_year(year), month, day)


def _whole_year(year: str) -> str:
    if len(year) > 2:
        return year
    return str((2000 if int(year) <= CUT else 1900) + int(year))


def _made(year: str, month: str, day: str) -> Birth:
    if len(year) != 4:
        return NOTHING
    month, day = month.zfill(2), day.zfill(2)
    if month == "00" or day == "00":
        return Birth("", year, "")
    return Birth(year + month + day, year, year + day + month)


def _in_words(text: str) -> Birth | None:
    """“3 March 1980”, “Mar 3, 1980”, “03-MAR-80”."""
    words = re.findall(r"[a-z]+|\d+", text.lower())
    month = next((MONTHS[w[:3]] for w in words if w[:3] in MONTHS), None)
    numbers = [word for word in words if word.isdigit()]
    if month is None or len(numbers) < 2:
        return None
    day, year = numbers[:2]
    if len(day) == 4:
        day, year = year, day
    return _made(_whole_year(year), str(month), day)


def _serial(text: str) -> Birth:
    """A spreadsheet's number of days."""
    from datetime import date, timedelta

    if not re.fullmatch(r"\d{4,5}(?:\.0+)?", text):
        return NOTHING
    days = int(float(text))
    if not 2100 < days < 60000:
        return NOTHING
    found = date(1970, 1, 1) + timedelta(days=days - EXCEL)
    return _made(f"{found.year:04}", str(found.month), str(found.day))
