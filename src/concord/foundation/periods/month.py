from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from concord.foundation.periods.span import Span, checked_year, plain_date

# Not calendar.month_name: that follows the locale of the process.
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})")
_NUMBERS = re.compile(r"(?P<month>\d{1,2})/(?P<year>\d{4})")
_WORDS = re.compile(r"(?P<name>[A-Za-z]{3,9})\.?,?\s+(?P<year>\d{4})")


@dataclass(frozen=True, slots=True, order=True)
class Month(Span):
    """A calendar month: `Month(2022, 10)`, code "2022-10", label "October 2022"."""

    year: int
    number: int

    def __post_init__(self) -> None:
        checked_year(self.year)
        if type(self.number) is not int or not 1 <= self.number <= 12:
            raise ValueError(
                f"The month {self.number!r} is not a whole number from 1 to 12."
            )

    @classmethod
    def containing(cls, day: date) -> Self:
        plain_date(day)
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2022-10", "10/2022", "October 2022" or "Oct 2022".

        Raises ValueError, naming the text and how to write it.
        """
        cleaned = text.strip()
        for pattern in (_ISO, _NUMBERS):
            if found := pattern.fullmatch(cleaned):
                return cls(int(found["year"]), int(found["month"]))
        if (found := _WORDS.fullmatch(cleaned)) and (number := _named(found["name"])):
            return cls(int(found["year"]), number)
        raise ValueError(
            f'"{text}" is not a month: write it like 2022-10 or October 2022.'
        )

    @property
    def code(self) -> str:
        return f"{self.year}-{self.number:02}"

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return MONTH_NAMES[self.number - 1]

    @property
    def label(self) -> str:
        return f"{self.name} {self.year}"

    @property
    def short(self) -> str:
        """As printed in tables: "Sep 2022"."""
        return f"{self.name[:3]} {self.year}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        last = calendar.monthrange(self.year, self.number)[1]
        return date(self.year, self.number, last)

    @property
    def _position(self) -> int:
        return self.year * 12 + self.number - 1

    @classmethod
    def _at(cls, position: int) -> Self:
        return cls(position // 12, position % 12 + 1)


def _named(name: str) -> int | None:
    """The number of a month from its name, or from its first letters as in "Sept"."""
    for number, full in enumerate(MONTH_NAMES, start=1):
        if full.casefold().startswith(name.casefold()):
            return number
    return None
