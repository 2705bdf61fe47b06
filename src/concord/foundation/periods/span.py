"""What every period has in common: a first day, a last day, and neighbours."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date, datetime
from typing import Self

# Wide enough for any series of a partnership, narrow enough to catch "22" for 2022.
FIRST_YEAR = 1900
LAST_YEAR = 2199


def checked_year(year: int) -> int:
    if type(year) is not int or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(
            f"The year {year!r} is not a whole number from {FIRST_YEAR} to "
            f"{LAST_YEAR}: write it with four digits, like 2022."
        )
    return year


def plain_date(day: date) -> date:
    """The date itself; a moment is refused, since its date depends on the time zone."""
    if isinstance(day, datetime):
        raise TypeError(
            f"{day!r} is a moment, not a date: "
            "take its local date first, django.utils.timezone.localdate(moment)."
        )
    return day


class Span:
    """A run of whole days that follows, and is followed by, another of its kind.

    Subclasses are frozen dataclasses: they hash, and sort by their first day.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def first_day(self) -> date: ...

    @property
    @abstractmethod
    def last_day(self) -> date: ...

    @property
    @abstractmethod
    def _position(self) -> int:
        """Number of this period on a line where neighbours differ by one."""

    @classmethod
    @abstractmethod
    def _at(cls, position: int) -> Self: ...

    @classmethod
    @abstractmethod
    def containing(cls, day: date) -> Self: ...

    def plus(self, count: int) -> Self:
        """The period `count` places later; earlier when `count` is negative."""
        return self._at(self._position + count)

    @property
    def next(self) -> Self:
        return self.plus(1)

    @property
    def previous(self) -> Self:
        return self.plus(-1)

    def places_to(self, other: Self) -> int:
        """How many places `other` lies after this one; negative when before."""
        return other._position - self._position

    def through(self, last: Self) -> tuple[Self, ...]:
        """This period, those that follow, and `last`; empty when `last` is earlier."""
        return tuple(self.plus(n) for n in range(self.places_to(last) + 1))

    @classmethod
    def covering(cls, first: date, last: date) -> tuple[Self, ...]:
        """The periods that have a day from `first` to `last`, both included."""
        if last < first:
            raise ValueError(
                f"The last day {last} is before the first day {first}: swap them."
            )
        return cls.containing(first).through(cls.containing(last))

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        return self.first_day <= plain_date(day) <= self.last_day

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1
