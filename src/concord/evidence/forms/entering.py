"""Figures of one indicator typed by hand: a line for each period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from concord.evidence.actions.observing import Figure
from concord.evidence.models import (
    Area,
    Category,
    IndicatorVersion,
    Multiplier,
    Observation,
    Period,
)

MOST = 10**15  # a count with more figures is a slip of the keyboard


@dataclass(frozen=True, slots=True)
class Line:
    """One period of the grid: its boxes, and what stands there by now."""

    period: Period
    top: forms.BoundField
    bottom: forms.BoundField | None
    before: Observation | None


class FiguresForm(forms.Form):
    """What is typed for the periods; an empty line changes nothing."""

    origin = forms.CharField(
        label="Where the figures come from",
        max_length=300,
        help_text="Such as: Quarterly report of the police, tab 3.",
    )
    status = forms.ChoiceField(
        label="How settled they are",
        choices=[
            (value, label)
            for value, label in Observation.Status.choices
            if value != Observation.Status.REPUBLISHED
        ],
        initial=Observation.Status.FINAL,
    )
    quality = forms.ChoiceField(
        label="How far they can be relied on", choices=Observation.Quality.choices
    )
    may_publish = forms.BooleanField(label="They may be published", required=False)
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=500,
        help_text="Whoever reads the figures sees it.",
    )

    def __init__(
        self,
        *args: Any,
        version: IndicatorVersion,
        periods: Sequence[Period],
        before: Mapping[Period, Observation],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.version = version
        self.periods = periods
        self.before = before
        for period in periods:
            self.fields[_top(period)] = _box(f"{period.label}: count")
            if self.has_bottom:
                self.fields[_bottom(period)] = _box(f"{period.label}: of how many")

    @property
    def has_bottom(self) -> bool:
        """Whether a figure has a second number that it is of."""
        return bool(self.version.multiplier != Multiplier.COUNT)

    @property
    def lines(self) -> list[Line]:
        """The grid, in the order of the periods."""
        return [
            Line(
                period,
                self[_top(period)],
                self[_bottom(period)] if self.has_bottom else None,
                self.before.get(period),
            )
            for period in self.periods
        ]

    def clean(self) -> dict[str, Any]:
        """Counts are whole numbers; a share says of how many, and is no more."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        given = 0
        for period in self.periods:
            given += self._check(period, found)
        if not given and not self.errors:
            self.add_error(None, "No figure was typed. Type at least one")
        return found

    def _check(self, period: Period, found: dict[str, Any]) -> bool:
        top = found.get(_top(period))
        bottom = found.get(_bottom(period)) if self.has_bottom else None
        if top is None and bottom is None:
            return False
        if not self.has_bottom or self.errors.keys() & {_top(period), _bottom(period)}:
            return True
        if bottom is None:
            of = self.version.denominator or self.version.population_words
            self.add_error(_bottom(period), f"{period.label}: say of how many ({of})")
        elif top is None:
            self.add_error(
                _top(period), f"{period.label}: say how many of the {bottom:,}"
            )
        elif self.version.is_share and top > bottom:
            self.add_error(
                _top(period),
                f"{period.label}: {top:,} is more than the {bottom:,} that it is a "
                "share of",
            )
        return True

    def figures(self, area: Area, category: Category | None = None) -> list[Figure]:
        """What was typed, to record."""
        said = self.cleaned_data
        return [
            Figure(
                self.version.indicator,
                area,
                period,
                category=category,
                numerator=said[_top(period)],
                denominator=said[_bottom(period)] if self.has_bottom else None,
                status=said["status"],
                quality=said["quality"],
                may_publish=said["may_publish"],
                note=said["note"],
            )
            for period in self.periods
            if said.get(_top(period)) is not None
        ]


def _top(period: Period) -> str:
    return f"n_{_name(period)}"


def _bottom(period: Period) -> str:
    return f"of_{_name(period)}"


def _name(period: Period) -> str:
    return period.code.replace("/", "-")


class Counted(forms.CharField):
    """A whole number of 0 or more; "1,234" is read, too."""

    def clean(self, value: Any) -> Any:
        said = str(super().clean(value)).strip().replace(",", "").replace(" ", "")
        if not said:
            return None
        if not (said.isascii() and said.isdigit()) or int(said[:20]) > MOST:
            raise forms.ValidationError(
                f"{self.label}: {value} is no whole number of 0 or more. "
                "Write it in figures"
            )
        return int(said)


def _box(label: str) -> Counted:
    return Counted(label=label, required=False, max_length=24)
