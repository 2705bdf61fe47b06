"""Days as they are typed into spreadsheets: the day first, years of two figures."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
          "dec")  # fmt: skip
DAY_ZERO = dt.date(1899, 12, 30)  # of the numbers by which Excel counts days
SERIALS = range(7_000, 60_000)  # 1919 to 2064
YOUNGEST = 13  # years: a birth year of two figures is not read as later than this
MONTH = r"(?P<month>[a-z]{3,9})\.?"
YEAR = r"'?(?P<year>\d{4}|\d{2})"
SHAPES = tuple(
    re.compile(shape)
    for shape in (
        r"(?P<year>\d{4})-(?P<m>\d{1,2})-(?P<day>\d{1,2})(?:[ t].*)?",
        rf"(?P<day>\d{{1,2}})\s*[/.\- ]\s*(?P<m>\d{{1,2}})\s*[/.\- ]\s*{YEAR}",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s\-/.]*(?:of )?{MONTH}[\s\-/.,]*{YEAR}",
        rf"{MONTH}[\s\-/.,]*{YEAR}",
        r"(?P<m>\d{1,2})/(?P<year>\d{4})",
        r"c?\.?\s*(?P<year>(?:19|20)\d{2})",
    )
)
NAMED = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
IN_WORDS = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?(?:\d{4}|\d{2})"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[\s\-]?(?:of )?{NAMED}[\s\-,]*(?:\d{{4}}|\d{{2}})\b"
    rf"|\b{NAMED}[\s\-]+'?(?:\d{{4}}|\d{{2}})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day, and how exact it is: day, month (its first day), or year."""

    on: dt.date
    precision: str = "day"


def day_of(said: str, *, is_birth: bool = False, today: dt.date) -> Day | None:
    """The day that a cell says, or None for what is no day (UK: day before month)."""
    text = " ".join(said.lower().split()).strip(" .,;()")
    text = re.sub(r"^(?:dob|d\.o\.b\.?|born|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri)"
                  r"(?:day)?[\s:.,]+", "", text)  # fmt: skip
    if text.isdigit() and int(text) in SERIALS:
        return Day(DAY_ZERO + dt.timedelta(days=int(text)))
    for shape in SHAPES:
        if found := shape.fullmatch(text):
            return _day(found.groupdict(), is_birth, today)
    return None


def days_in(said: str) -> list[str]:
    """The pieces of a text that look like days."""
    return IN_WORDS.findall(said)


def day_within(said: str, *, today: dt.date) -> Day | None:
    """The first day in a title or the name of a sheet: "MARAC 12th March 2024"."""
    for piece in (said, *days_in(said.replace("_", " "))):
        if (day := day_of(piece, today=today)) and day.precision != "year":
            return day
    return None


def _day(parts: dict[str, str | None], is_birth: bool, today: dt.date) -> Day | None:
    year = _year(str(parts["year"]), is_birth, today)
    month = _month(parts)
    if month is None and (parts.get("month") or parts.get("m")):
        return None
    day = int(parts.get("day") or 1)
    try:
        on = dt.date(year, month or 1, day)
    except ValueError:
        return None
    precision = "day" if parts.get("day") else "month" if month else "year"
    return Day(on, precision)


def _month(parts: dict[str, str | None]) -> int | None:
    if named := parts.get("month"):
        short = named[:3]
        whole = dt.date(2000, MONTHS.index(short) + 1, 1) if short in MONTHS else None
        if whole is None or not whole.strftime("%B").lower().startswith(named[:9]):
            return 9 if named == "sept" else None
        return whole.month
    return int(parts["m"] or 0) if parts.get("m") else None


def _year(said: str, is_birth: bool, today: dt.date) -> int:
    if len(said) == 4:
        return int(said)
    year = 2000 + int(said)
    latest = today.year - YOUNGEST if is_birth else today.year + 5
    return year if year <= latest else year - 100
