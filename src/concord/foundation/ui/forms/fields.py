"""A date in three boxes, and a file with its kinds and its size."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.datastructures import MultiValueDict

from concord.foundation.ui.forms import wording
from concord.foundation.ui.words import MONTHS, listed, long_date

PARTS = ("day", "month", "year")


class DateBoxes(forms.Widget):
    """Day, month and year in three boxes; keeps whatever was typed."""

    use_fieldset = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict, name: str
    ) -> dict[str, str] | dt.date | None:
        """What was typed in each box, or nothing when all are empty."""
        typed = {part: str(data.get(f"{name}_{part}", "")).strip() for part in PARTS}
        return typed if any(typed.values()) else None

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict, name: str
    ) -> bool:
        return all(f"{name}_{part}" not in data for part in PARTS)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_day" if id_ else id_


def boxes(value: Any) -> dict[str, str]:
    """The text of each box for a date, for what was typed, or for nothing."""
    if isinstance(value, str) and value:
        value = dt.date.fromisoformat(value)
    if isinstance(value, dt.date):
        return {
            "day": str(value.day),
            "month": str(value.month),
            "year": str(value.year),
        }
    return dict(value) if isinstance(value, Mapping) else {}


class DateField(forms.DateField):
    """A date as day, month and year; months may be words ("Nov").

    `earliest` and `latest` are inclusive. Errors name the field and the way out, and
    `error.params["boxes"]` says which boxes are wrong.
    """

    widget = DateBoxes

    def __init__(
        self,
        *,
        earliest: dt.date | None = None,
        latest: dt.date | None = None,
        **options: Any,
    ) -> None:
        self.earliest = earliest
        self.latest = latest
        self.said = str(options.get("label") or "Date")
        super().__init__(**options)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        """Learns its name from the form, so that errors can say it."""
        bound = super().get_bound_field(form, field_name)
        self.said = wording.label(bound)
        return bound

    def to_python(self, value: Any) -> dt.date | None:
        if not value or isinstance(value, dt.date):
            return value or None
        typed = boxes(value)
        self._complete(typed)
        day = self._number(typed, "day", 1, 31)
        month = self._month(typed)
        year = self._number(typed, "year", 1900, 2199)
        return self._date(day, month, year)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            self._fail(f"must be {long_date(self.earliest)} or later", PARTS)
        if value and self.latest and value > self.latest:
            self._fail(f"must be {long_date(self.latest)} or earlier", PARTS)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True

    def _complete(self, typed: Mapping[str, str]) -> None:
        missing = [part for part in PARTS if not typed.get(part)]
        if missing:
            self._fail(f"must include a {listed(missing)}", missing)

    def _number(self, typed: Mapping[str, str], part: str, low: int, high: int) -> int:
        text = typed[part]
        if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
            way = "4 figures, such as 2026" if part == "year" else f"{low} to {high}"
            self._fail(f"has {text} as its {part}. Enter {way}", [part])
        return int(text)

    def _month(self, typed: Mapping[str, str]) -> int:
        text = typed["month"].lower().rstrip(".")
        if len(text) >= 3:
            for number, name in enumerate(MONTHS, start=1):
                if name.lower().startswith(text):
                    return number
        return self._number(typed, "month", 1, 12)

    def _date(self, day: int, month: int, year: int) -> dt.date:
        try:
            return dt.date(year, month, day)
        except ValueError:
            name = MONTHS[month - 1]
            self._fail(
                f"has {day} {name} {year}, which is not in the calendar", ["day"]
            )
            raise

    def _fail(self, words: str, boxes: Iterable[str]) -> None:
        raise ValidationError(
            f"{self.said} {words}", code="date", params={"boxes": list(boxes)}
        )


class FileField(forms.FileField):
    """A file of certain kinds (`accept=[".docx", ".pdf"]`) up to `most_bytes`.

    It looks at name and size only; what is inside is for the reader to judge.
    """

    def __init__(
        self,
        *,
        accept: Iterable[str] = (),
        most_bytes: int | None = None,
        **options: Any,
    ) -> None:
        self.accept = tuple(kind.lower() for kind in accept)
        self.most_bytes = most_bytes
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        given = super().widget_attrs(widget)
        return {**given, "accept": ",".join(self.accept)} if self.accept else given

    def to_python(self, data: Any) -> Any:
        if data is None:
            return None
        name = str(getattr(data, "name", "The file"))
        if getattr(data, "size", None) == 0:
            raise ValidationError(
                f"{name} is empty. Choose the file with the text in it", code="empty"
            )
        kind = PurePath(name).suffix.lower()
        if self.accept and kind not in self.accept:
            raise ValidationError(
                f"{name} is of a kind that can't be read here. "
                f"Choose {listed(self.accept, 'or')}",
                code="kind",
            )
        if self.most_bytes and getattr(data, "size", 0) > self.most_bytes:
            raise ValidationError(
                f"{name} has {_megabytes(data.size)} MB. "
                f"Choose a file of at most {_megabytes(self.most_bytes)} MB",
                code="size",
            )
        return super().to_python(data)


def _megabytes(number: int) -> str:
    return f"{number / 1_048_576:.1f}".removesuffix(".0")
