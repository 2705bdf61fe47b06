"""A date of birth in three boxes, of which the day, or day and month, may be empty."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from concord.foundation.ui.forms import DateField
from concord.foundation.ui.forms.fields import PARTS, boxes
from concord.foundation.ui.words import long_date
from concord.people.actions.persons import OLDEST
from concord.people.models import PersonVersion

Precision = PersonVersion.Precision


@dataclass(frozen=True, slots=True)
class Born:
    """A day, and how exact it is: the first of the month or year that was given."""

    on: dt.date
    precision: str


class BornField(DateField):
    """As much of a date of birth as is known. Gives `Born`, or None for empty boxes."""

    def to_python(self, value: Any) -> Any:
        if not value or isinstance(value, Born):
            return value or None
        typed = boxes(value)
        if typed.get("day") and not typed.get("month"):
            self._fail(
                "has a day and no month. Add the month, or leave both out", PARTS
            )
        if not typed.get("year"):
            self._fail(
                "must include a year. A guess will do: tick the box below", PARTS
            )
        year = self._number(typed, "year", 1800, 2199)
        month = self._month(typed) if typed.get("month") else 0
        day = self._number(typed, "day", 1, 31) if typed.get("day") else 0
        precision = (
            Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
        )
        return Born(self._date(day or 1, month or 1, year), precision)

    def validate(self, value: Any) -> None:
        if not isinstance(value, Born):
            return
        today = timezone.localdate()
        if value.on > today:
            self._fail(f"{long_date(value.on)} is still to come. Check it", PARTS)
        if today.year - value.on.year > OLDEST:
            self._fail(
                f"{value.on.year} is more than {OLDEST} years ago. Check the year",
                ["year"],
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != self.to_python(initial))
        except ValidationError:
            return True


def typed_of(version: PersonVersion) -> dict[str, str] | None:
    """What stands in the boxes for a version: no more than is known."""
    born = version.born_on
    if born is None:
        return None
    return {
        "day": str(born.day) if version.born_precision == Precision.DAY else "",
        "month": str(born.month)
        if version.born_precision in (Precision.DAY, Precision.MONTH)
        else "",
        "year": str(born.year),
    }
