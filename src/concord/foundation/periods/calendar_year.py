from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from concord.foundation.periods.month import Month
from concord.foundation.periods.span import Span, checked_year, plain_date

_YEAR = re.compile(r"(?:CY\s*)?(?P<year>\d{4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class CalendarYear(Span):
    """A year from 1 January to 31 December: code "CY2019", label "2019".

    For published figures only: a partnership's own year is the financial one.
    """

    year: int

    def __post_init__(self) -> None:
        checked_year(self.year)

    @classmethod
    def containing(cls, day: date) -> Self:
        return cls(plain_date(day).year)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2019" or "CY2019". Raises ValueError, naming the text."""
        if found := _YEAR.fullmatch(text.strip()):
            return cls(int(found["year"]))
        raise ValueError(f'"{text}" is not a calendar year: write it like 2019.')

    @property
    def code(self) -> str:
        return f"CY{self.year}"

    @property
    def short(self) -> str:
        return str(self.year)

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        return str(self.year)

    @property
    def first_day(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, 12, 31)

    @property
    def months(self) -> tuple[Month, ...]:
        """Twelve months, January first."""
        return Month(self.year, 1).through(Month(self.year, 12))

    @property
    def _position(self) -> int:
        return self.year

    @classmethod
    def _at(cls, position: int) -> Self:
        return cls(position)
