from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from concord.foundation.periods.financial_year import (
    YEARS,
    FinancialYear,
    starting_year,
)
from concord.foundation.periods.month import Month
from concord.foundation.periods.span import Span, checked_year, plain_date

_CODE = re.compile(r"(?P<start>\d{4})-?Q(?P<number>\d)", re.IGNORECASE)
# The bracket is the one that `long_label` adds; it must agree with the rest.
_LABEL = re.compile(
    rf"Q(?:uarter|tr)?\s*(?P<number>\d),?\s+(?:of\s+)?{YEARS}(?P<months>\s*\([^)]*\))?",
    re.IGNORECASE,
)
_CALENDAR = re.compile(r"Q\s*\d,?\s*\d{4}|\d{4}\s+Q\s*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Quarter(Span):
    """A quarter of a financial year; the first begins on 1 April.

    `Quarter(2022, 3)` is October to December 2022: code "2022Q3", always six
    characters, which sort in time; label "Quarter 3, 2022 to 2023".
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        checked_year(self.year)
        if type(self.number) is not int or not 1 <= self.number <= 4:
            raise ValueError(
                f"The quarter {self.number!r} is not a whole number from 1 to 4."
            )

    @classmethod
    def containing(cls, day: date) -> Self:
        plain_date(day)
        year = FinancialYear.containing(day).year
        return cls(year, (day.month - 4) % 12 // 3 + 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2022Q3", "Q3 2022/23", "Quarter 3, 2022 to 2023" and their like.

        Raises ValueError, naming the text and how to write it: "Q3 2022" could be a
        quarter of the calendar year, and is refused.
        """
        cleaned = text.strip()
        if found := _CODE.fullmatch(cleaned):
            return cls(int(found["start"]), int(found["number"]))
        if found := _LABEL.fullmatch(cleaned):
            start = starting_year(found["start"], found["end"], text)
            quarter = cls(start, int(found["number"]))
            if found["months"] is None or cleaned.endswith(f"({quarter.months_label})"):
                return quarter
        raise ValueError(_way_out(text))

    @property
    def code(self) -> str:
        return f"{self.year}Q{self.number}"

    def __str__(self) -> str:
        return self.code

    @property
    def short(self) -> str:
        """As printed in tables: "Q3 2022/23"."""
        return f"Q{self.number} {self.financial_year.short}"

    @property
    def label(self) -> str:
        return f"Quarter {self.number}, {self.financial_year.label}"

    @property
    def months_label(self) -> str:
        """The months in words: "October to December 2022"."""
        first, _, last = self.months
        return f"{first.name} to {last.label}"

    @property
    def long_label(self) -> str:
        return f"{self.label} ({self.months_label})"

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.year)

    @property
    def months(self) -> tuple[Month, Month, Month]:
        first = Month(self.year, 4).plus((self.number - 1) * 3)
        return first, first.next, first.next.next

    @property
    def first_day(self) -> date:
        # Months are not made for it: figures ask for it by the thousand.
        return date(self.year + (self.number == 4), self.number * 3 % 12 + 1, 1)

    @property
    def last_day(self) -> date:
        return self.months[2].last_day

    @property
    def _position(self) -> int:
        return self.year * 4 + self.number - 1

    @classmethod
    def _at(cls, position: int) -> Self:
        return cls(position // 4, position % 4 + 1)


def _way_out(text: str) -> str:
    if _CALENDAR.fullmatch(text.strip()):
        return (
            f'"{text}" could be a quarter of the calendar year: write the financial '
            "year, like Q3 2022/23 (October to December 2022), or the code 2022Q3."
        )
    return (
        f'"{text}" is not a quarter: write it like 2022Q3 or Q3 2022/23 '
        "(quarter 1 begins on 1 April)."
    )
