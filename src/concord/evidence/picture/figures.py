"""What the picture is made of, as values: measures, places, figures, and print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from concord.foundation.periods import (
    CalendarYear,
    FinancialYear,
    Month,
    Quarter,
    TwelveMonths,
)

Period = Month | Quarter | FinancialYear | CalendarYear | TwelveMonths

UNITS = {
    "incident": "incidents",
    "offence": "offences",
    "contact": "contacts",
    "referral": "referrals",
    "case": "cases",
    "person": "people",
    "household": "households",
    "assessment": "assessments",
    "episode": "episodes",
}


def many(unit: str) -> str:
    """The unit of count in the plural: "person" is "people"."""
    return UNITS.get(unit, f"{unit}s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """An indicator as the picture needs it. `per`: 1 for a count, 100 for a share."""

    code: str
    title: str
    unit: str
    per: int = 1
    numerator: str = ""
    denominator: str = ""
    population: str = ""
    source: str = ""
    caveats: str = ""

    @property
    def units(self) -> str:
        return many(self.unit)

    @property
    def per_words(self) -> str:
        """What the value is given in: "per 1,000 residents", "%", or the unit."""
        if self.per == 1:
            return self.units
        if self.per == 100:
            return "%"
        return f"{self.units} per {self.per:,} {self.population or 'residents'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    code: str
    name: str
    kind: str
    parent: str = ""
    is_home: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A category of a breakdown, such as age 18 to 24. `no_answer`: not recorded."""

    dimension: str
    code: str
    label: str
    position: int = 0
    no_answer: bool = False


@dataclass(frozen=True, slots=True)
class Released:
    """A cell of a declared release: its counts, or that they are hidden."""

    numerator: int | None
    denominator: int | None

    @property
    def is_hidden(self) -> bool:
        return self.numerator is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One observation. `hidden` is what the source prints in place of a small count.

    `value` is there where a source prints a rate or share without its parts.
    `is_printed`: published elsewhere, so that everybody can read it there. `released`
    is what the partnership itself published of it, in the newest release.
    """

    measure: Measure
    place: Place
    period: Period
    group: Group | None = None
    numerator: int | None = None
    denominator: int | None = None
    value: Decimal | None = None
    hidden: str = ""
    status: str = "final"
    vintage: int = 1
    where: str = ""
    note: str = ""
    may_publish: bool = False
    is_printed: bool = False
    released: Released | None = None

    @property
    def worked_out(self) -> Decimal | None:
        """Numerator over denominator, times what the measure is given per."""
        if self.numerator is None or not self.denominator or self.measure.per == 1:
            return None
        return Decimal(self.numerator) * self.measure.per / self.denominator

    @property
    def shown_value(self) -> Decimal | None:
        """The value in the measure's own terms: rate, share or count."""
        if (rate := self.worked_out) is not None:
            return rate
        if self.value is not None:
            return self.value
        return None if self.numerator is None else Decimal(self.numerator)

    @property
    def label(self) -> str:
        """The group, or the place where it is everybody's."""
        return self.group.label if self.group else self.place.name

    @property
    def group_code(self) -> str:
        return self.group.code if self.group else ""

    @property
    def key(self) -> tuple[str, str, date, date, str]:
        """What is the same in each vintage of a figure."""
        group = f"{self.group.dimension}:{self.group.code}" if self.group else ""
        return (
            self.measure.code,
            self.place.code,
            self.period.first_day,
            self.period.last_day,
            group,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a publication prints that follows from other figures, so can be recomputed.

    `kind`: a "rate" beside its count (`vintage` says beside which), a "change" from
    `before` in per cent, "areas_added" over `places`, or "counts_added" over `measures`
    of one place.
    """

    kind: str
    text: str
    where: str
    measure: str
    place: str
    period: Period
    before: Period | None = None
    vintage: int = 1
    places: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The same figure, printed otherwise elsewhere."""

    value: Decimal
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A figure that is no count of a period: a cost, a model, a share without counts.

    `op` (sum, difference, product, quotient) with `of` (keys of others) and `times`
    says how it follows from them; `places` are the decimal places that it is printed
    with, -5 for hundreds of thousands.
    """

    key: str
    label: str
    value: Decimal
    unit: str
    area: str = ""
    period: str = ""
    role: str = ""
    where: str = ""
    caveat: str = ""
    op: str = ""
    of: tuple[str, ...] = ()
    times: Decimal = Decimal(1)
    places: int | None = None
    at_least: bool = False
    again: tuple[Again, ...] = field(default=())

    @property
    def printed_places(self) -> int:
        if self.places is not None:
            return self.places
        return places_of(str(self.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """From `at` on the series is another one."""

    measure: str
    at: date
    why: str
    place: str = ""


class ComparedAcrossABreak(ValueError):
    """Two values of a series were compared although its recording changed between."""


def refuse_across(breaks: Iterable[Break], before: Figure, after: Figure) -> None:
    """Raise ComparedAcrossABreak if the series was broken between two figures."""
    first, last = sorted((before, after), key=lambda each: each.period.first_day)
    for broken in breaks:
        if broken.measure != after.measure.code:
            continue
        if broken.place and broken.place != after.place.code:
            continue
        if first.period.first_day < broken.at <= last.period.last_day:
            raise ComparedAcrossABreak(
                f"{after.measure.title}: {first.period.label} and {last.period.label} "
                f"are not compared. {broken.why}. Show each by itself."
            )


def latest(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Of each figure the highest vintage, in the order in which they first came."""
    newest: dict[tuple[str, str, date, date, str], Figure] = {}
    for figure in figures:
        known = newest.get(figure.key)
        if known is None or figure.vintage > known.vintage:
            newest[figure.key] = figure
    return tuple(newest.values())


def places_of(text: str) -> int:
    """How many decimal places a printed number has: 1 for "13.5"."""
    return len(text.partition(".")[2])


def decimals_of(value: Decimal) -> int:
    """How many decimal places a number needs: 3 for 14.098, 0 for 2.40E+6."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def rounded(value: Decimal, places: int) -> Decimal:
    """As people round, halves up; -2 rounds to whole hundreds."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
