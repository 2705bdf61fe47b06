"""When an action is due, as printed: a date, a month, a quarter, ongoing or none."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class DueKind(StrEnum):
    DATE = "date"
    MONTH = "month"
    QUARTER = "quarter"
    ONGOING = "ongoing"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Due:
    """``on`` is the last day on which it may be done; None for ongoing and none.

    A year, a half-year or a season has kind DATE and its last day, because there is no
    shorter period that the words promise.
    """

    kind: DueKind
    on: date | None
    printed: str


_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
# Meteorological seasons; winter 2022 ends in February 2023.
_SEASONS = {"spring": (5, 0), "summer": (8, 0), "autumn": (11, 0), "winter": (2, 1)}

_FINANCIAL = r"(20\d\d)\s*[/\-–]\s*(?:20)?(\d\d)"
_NUMERIC = re.compile(r"\b(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(20\d\d|\d\d)\b")
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\.?,?\s+(20\d\d|'?\d\d)\b",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(
    rf"\b({_MONTH})\.?,?\s*(?:of\s+)?[ '’/\-–]?\s*(20\d\d|\d\d)\b", re.IGNORECASE
)
_QUARTER_FINANCIAL = re.compile(
    rf"\b(?:Q|quarter\s*)([1-4])\b[\s,:(of]*(?:FY\s*)?{_FINANCIAL}", re.IGNORECASE
)
_FINANCIAL_QUARTER = re.compile(
    rf"\b{_FINANCIAL}[\s,:(]*(?:Q|quarter\s*)([1-4])\b", re.IGNORECASE
)
_QUARTER_YEAR = re.compile(
    r"\b(?:Q|quarter\s*)([1-4])\b[\s,:(of]*(20\d\d)\b", re.IGNORECASE
)
_FINANCIAL_YEAR = re.compile(rf"(?<![\d/]){_FINANCIAL}(?![\d/])")
_HALF = re.compile(
    r"\b(early|mid|late|end|beginning|start)?[\s-]*(?:of\s+)?(?<![/\d])(20\d\d)\b",
    re.IGNORECASE,
)
_SEASON = re.compile(
    r"\b(spring|summer|autumn|winter)\b[\s,]*(?:term\s+)?(20\d\d)", re.IGNORECASE
)
_ONGOING = re.compile(
    r"\bon[ -]?going\b|\bcontinu(?:ous|al|ing|ed)\b|\bthroughout\b|\bannual(?:ly)?\b"
    r"|\bquarterly\b|\bmonthly\b|\bevery (?:year|quarter|month)\b|\brolling\b"
    r"|\bregular(?:ly)?\b|\bbusiness as usual\b|\bBAU\b|\blife of (?:the )?(?:strategy"
    r"|plan)\b|\bduration of\b|\beach year\b|\byear[ -]on[ -]year\b"
    r"|\bevery \w+ months\b"
    r"|\bcurrent(?: and ongoing)?\b",
    re.IGNORECASE,
)


def parse_due(text: str) -> Due:
    """What a printed key date means. Financial years run from 1 April to 31 March.

    Of several dates the last counts. Dates win over "ongoing", except where the words
    put ongoing after them ("February 2021 and ongoing"). Never raises.
    """
    printed = " ".join(text.split())
    kind, on = _latest(printed)
    if on is not None and not re.search(
        r"(?:and|&|then|/|,|-|–|;)\s*on[ -]?going|\bon[ -]?going (?:from|since)"
        r"|\bon ?going\b(?!\s*(?:until|to|by|till))\W*(?:programme)?\W*$",
        printed,
        re.IGNORECASE,
    ):
        return Due(kind, on, printed)
    if _ONGOING.search(printed):
        return Due(DueKind.ONGOING, None, printed)
    if on is not None:
        return Due(kind, on, printed)
    return Due(DueKind.NONE, None, printed)


def _latest(text: str) -> tuple[DueKind, date | None]:
    """The last of the most exact dates; a looser one only where no exact one is."""
    for find in (_dates, _quarters, _months, _periods):
        found = [(on, kind) for kind, on in find(text) if on is not None]
        if found:
            on, kind = max(found)
            return kind, on
    return DueKind.NONE, None


def _dates(text: str) -> list[tuple[DueKind, date | None]]:
    found = [_day(int(m[1]), int(m[2]), int(m[3])) for m in _ISO.finditer(text)]
    found += [_day(_year(m[3]), int(m[2]), int(m[1])) for m in _NUMERIC.finditer(text)]
    found += [
        _day(_year(m[3]), _MONTHS[m[2].lower()], int(m[1]))
        for m in _DAY_MONTH.finditer(text)
    ]
    return [(DueKind.DATE, on) for on in found]


def _quarters(text: str) -> list[tuple[DueKind, date | None]]:
    found = [_quarter(int(m[2]), int(m[1])) for m in _QUARTER_FINANCIAL.finditer(text)]
    found += [_quarter(int(m[1]), int(m[3])) for m in _FINANCIAL_QUARTER.finditer(text)]
    if not found:
        # "Q3 2022" is written by councils for the financial year 2022/23.
        found = [_quarter(int(m[2]), int(m[1])) for m in _QUARTER_YEAR.finditer(text)]
    return [(DueKind.QUARTER, on) for on in found]


def _months(text: str) -> list[tuple[DueKind, date | None]]:
    found = [
        _month_end(_year(m[2]), _MONTHS[m[1].lower()])
        for m in _MONTH_YEAR.finditer(text)
    ]
    return [(DueKind.MONTH, on) for on in found]


def _periods(text: str) -> list[tuple[DueKind, date | None]]:
    found: list[date | None] = []
    for m in _SEASON.finditer(text):
        month, later = _SEASONS[m[1].lower()]
        found.append(_month_end(int(m[2]) + later, month))
    if found:
        return [(DueKind.DATE, on) for on in found]
    for m in _FINANCIAL_YEAR.finditer(text):
        if (int(m[1]) + 1) % 100 == int(m[2]):
            found.append(_month_end(int(m[1]) + 1, 3))
        elif int(m[2]) > int(m[1]) % 100:
            found.append(date(2000 + int(m[2]), 12, 31))
    if not found:
        found = [_in_year(m[1] or "", int(m[2])) for m in _HALF.finditer(text)]
    return [(DueKind.DATE, on) for on in found]


def _in_year(part: str, year: int) -> date:
    months = {"early": 4, "beginning": 4, "start": 4, "mid": 8}
    return _month_end(year, months.get(part.lower(), 12))


def _year(text: str) -> int:
    year = int(text.strip("'’"))
    return year + 2000 if year < 100 else year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _quarter(financial_year: int, quarter: int) -> date:
    month = 3 * quarter + 4
    year = financial_year + (month > 12)
    return date(year, month - 12 if month > 12 else month, 1) - timedelta(days=1)
