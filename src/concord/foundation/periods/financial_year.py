from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Self

from concord.foundation.periods.month import Month
from concord.foundation.periods.span import Span, checked_year, plain_date

if TYPE_CHECKING:
    from concord.foundation.periods.quarter import Quarter

# "2022/23", "2022-2023", "2022 to 2023", "22/23", with any dash.
YEARS = r"(?P<start>\d{4}|\d{2})\s*(?:/|-|–|—|\bto\b)\s*(?P<end>\d{4}|\d{2})"
_WHOLE = re.compile(rf"(?:FY\s*)?{YEARS}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class FinancialYear(Span):
    """A year from 1 April to 31 March, named by the year in which it starts.

    `FinancialYear(2022)`: code and short form "2022/23", label "2022 to 2023".
    """

    year: int

    def __post_init__(self) -> None:
        checked_year(self.year)

    @classmethod
    def containing(cls, day: date) -> Self:
        plain_date(day)
        return cls(day.year if day.month >= 4 else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2022/23", "2022-23", "2022/2023", "2022 to 2023" or "22/23".

        Raises ValueError, naming the text and how to write it: a single year could
        be a calendar year, and is refused.
        """
        if found := _WHOLE.fullmatch(text.strip()):
            return cls(starting_year(found["start"], found["end"], text))
        raise ValueError(
            f'"{text}" is not a financial year: write it like 2022/23 or 2022 to 2023.'
        )

    @property
    def code(self) -> str:
        return f"{self.year}/{(self.year + 1) % 100:02}"

    @property
    def short(self) -> str:
        return self.code

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        return f"{self.year} to {self.year + 1}"

    @property
    def first_day(self) -> date:
        return date(self.year, 4, 1)

    @property
    def last_day(self) -> date:
        return date(self.year + 1, 3, 31)

    @property
    def months(self) -> tuple[Month, ...]:
        """Twelve months, April first."""
        april = Month(self.year, 4)
        return april.through(april.plus(11))

    @property
    def quarters(self) -> tuple[Quarter, Quarter, Quarter, Quarter]:
        from concord.foundation.periods.quarter import (
            Quarter,
        )  # a quarter knows its year, and a year its quarters

        return (
            Quarter(self.year, 1),
            Quarter(self.year, 2),
            Quarter(self.year, 3),
            Quarter(self.year, 4),
        )

    @property
    def _position(self) -> int:
        return self.year

    @classmethod
    def _at(cls, position: int) -> Self:
        return cls(position)


def starting_year(start: str, end: str, text: str) -> int:
    """The first of two printed years, which must follow one another.

    Two digits mean a year of this century.
    """
    first = int(start) if len(start) == 4 else 2000 + int(start)
    if int(end) != (first + 1) % 10 ** len(end):
        raise ValueError(
            f'"{text}" does not name one financial year: the second year must follow '
            f"the first, like {first}/{(first + 1) % 100:02}."
        )
    return first
