from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from concord.foundation.periods.financial_year import FinancialYear
from concord.foundation.periods.month import Month
from concord.foundation.periods.span import Span, checked_year, plain_date

_CALENDAR = re.compile(r"\d{4}")
_FROM_TO = re.compile(r"(?P<first>\d{4}-\d{2})/(?P<last>\d{4}-\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class TwelveMonths(Span):
    """Twelve whole months from any month on; its neighbours begin a year away.

    `TwelveMonths(2018, 1)` is the calendar year 2018; `TwelveMonths(2019, 6)` has the
    code "2019-06/2020-05" and the label "June 2019 to May 2020".
    """

    year: int
    month: int = 1

    def __post_init__(self) -> None:
        checked_year(self.year)
        Month(self.year, self.month)

    @classmethod
    def containing(cls, day: date) -> Self:
        """The calendar year of a day."""
        return cls(plain_date(day).year)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2018", "2019-06/2020-05" or a financial year like "2019/20".

        Raises ValueError, naming the text and how to write it.
        """
        cleaned = text.strip()
        if _CALENDAR.fullmatch(cleaned):
            return cls(int(cleaned))
        if found := _FROM_TO.fullmatch(cleaned):
            first, last = Month.parse(found["first"]), Month.parse(found["last"])
            if first.places_to(last) != 11:
                raise ValueError(
                    f'"{text}" is not twelve months: write the first and the last, '
                    "like 2019-06/2020-05."
                )
            return cls(first.year, first.number)
        try:
            return cls(FinancialYear.parse(cleaned).year, 4)
        except ValueError as error:
            raise ValueError(
                f'"{text}" is not a year: write it like 2018, 2019/20 or '
                "2019-06/2020-05."
            ) from error

    @property
    def _first(self) -> Month:
        return Month(self.year, self.month)

    @property
    def code(self) -> str:
        if self.month == 1:
            return str(self.year)
        if self.month == 4:
            return FinancialYear(self.year).code
        return f"{self._first.code}/{self._first.plus(11).code}"

    def __str__(self) -> str:
        return self.code

    @property
    def short(self) -> str:
        return self.label if self.month not in (1, 4) else self.code

    @property
    def label(self) -> str:
        """2018; 2019/20; June 2019 to May 2020."""
        if self.month in (1, 4):
            return self.code
        return f"{self._first.label} to {self._first.plus(11).label}"

    @property
    def first_day(self) -> date:
        return self._first.first_day

    @property
    def last_day(self) -> date:
        return self._first.plus(11).last_day

    @property
    def months(self) -> tuple[Month, ...]:
        return self._first.through(self._first.plus(11))

    @property
    def _position(self) -> int:
        return self.year

    @classmethod
    def _at(cls, position: int) -> Self:
        return cls(position)

    def plus(self, count: int) -> Self:
        """The same months, `count` years later."""
        return type(self)(self.year + count, self.month)
