from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from concord.foundation.periods.month import Month
from concord.foundation.periods.span import Span, checked_year, plain_date

_FROM_TO = re.compile(r"(?P<first>\d{4}-\d{2})\s*(?:/|to)\s*(?P<last>\d{4}-\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class TwelveMonths(Span):
    """Twelve whole months from any month on, as publications count them.

    `TwelveMonths(2019, 6)`: code "2019-06/2020-05", label "June 2019 to May 2020". Its
    neighbours begin a year away, so that they don't overlap.
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        checked_year(self.year)
        Month(self.year, self.month)

    @classmethod
    def containing(cls, day: date) -> Self:
        """The twelve months that begin with the month of a day."""
        first = Month.containing(plain_date(day))
        return cls(first.year, first.number)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2019-06/2020-05". Raises ValueError, naming the text."""
        if found := _FROM_TO.fullmatch(text.strip()):
            first, last = Month.parse(found["first"]), Month.parse(found["last"])
            if first.places_to(last) == 11:
                return cls(first.year, first.number)
        raise ValueError(
            f'"{text}" is not twelve months: write the first and the last of them, '
            "like 2019-06/2020-05."
        )

    @property
    def _first(self) -> Month:
        return Month(self.year, self.month)

    @property
    def code(self) -> str:
        return f"{self._first.code}/{self._first.plus(11).code}"

    def __str__(self) -> str:
        return self.code

    @property
    def short(self) -> str:
        """As printed in tables: "Jun 2019 to May 2020"."""
        return f"{self._first.short} to {self._first.plus(11).short}"

    @property
    def label(self) -> str:
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
        raise NotImplementedError("Which month they begin with is not in a number.")

    def plus(self, count: int) -> Self:
        """The same months, `count` years later."""
        return type(self)(self.year + count, self.month)
