"""Rates with 95 % limits, and whether two of them differ beyond chance.

Limits are those of public health practice in England (Public Health England,
"Technical Guide: Confidence Intervals", 2018): exact Poisson limits (Garwood, 1936) for
counts under 10, Byar's approximation from 10 on. They say how far the underlying rate
may be from the observed one; they say nothing about how well it was counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from scipy import special

from concord.foundation.statistics.numbers import Number, positive, whole

CONFIDENCE: Final = 0.95
TAIL: Final = (1 - CONFIDENCE) / 2
Z: Final = float(special.ndtri(1 - TAIL))
EXACT_BELOW: Final = 10  # counts


@dataclass(frozen=True, slots=True)
class Rate:
    """`rate`, `lower` and `upper` are events per `per` of the population."""

    count: int
    population: float
    per: float
    rate: float
    lower: float
    upper: float
    method: Literal["exact", "byar"]
    confidence: float = CONFIDENCE


@dataclass(frozen=True, slots=True)
class RateRatio:
    """How many times the rate before is the rate after, with exact 95 % limits.

    `ratio` and `upper` are None where they have no end: nothing was counted before.
    """

    ratio: float | None
    lower: float
    upper: float | None
    confidence: float = CONFIDENCE

    @property
    def beyond_chance(self) -> bool:
        """Whether the limits leave out 1, the ratio of equal rates."""
        return self.lower > 1 or (self.upper is not None and self.upper < 1)


def rate(*, count: Number, population: Number, per: Number = 1_000) -> Rate:
    """Events per `per` of the population, with 95 % limits.

    `count` is whole and 0 or more; it may exceed `population`, as events of one person
    may be several. Raises ValueError, naming count, population or per.
    """
    events = whole(count, "count")
    people = _population(population, "population")
    size = positive(per, "per")
    lower, upper, method = count_limits(events)
    scale = size / people
    return Rate(
        events, people, size, events * scale, lower * scale, upper * scale, method
    )


def count_limits(count: int) -> tuple[float, float, Literal["exact", "byar"]]:
    """95 % limits of the number of events expected where `count` were seen."""
    if count < EXACT_BELOW:
        lower = float(special.gammaincinv(count, TAIL)) if count else 0.0
        return lower, float(special.gammaincinv(count + 1, 1 - TAIL)), "exact"
    return _byar(count, -Z), _byar(count + 1, Z), "byar"


def _byar(events: int, z: float) -> float:
    return float(events * (1 - 1 / (9 * events) + z / (3 * events**0.5)) ** 3)


def rate_ratio(
    *,
    count_before: Number,
    population_before: Number,
    count_after: Number,
    population_after: Number,
) -> RateRatio:
    """The rate after as a multiple of the rate before.

    Given how many events there were in all, those after are a binomial share; its exact
    (Clopper-Pearson) limits give those of the ratio. They are rather too wide than too
    narrow. Two periods must not overlap, nor one area hold the other: the events would
    be counted twice. Raises ValueError, naming the field.
    """
    before, after = (
        whole(count_before, "count_before"),
        whole(count_after, "count_after"),
    )
    scale = _population(population_before, "population_before") / _population(
        population_after, "population_after"
    )
    low = float(special.betaincinv(after, before + 1, TAIL)) if after else 0.0
    high = float(special.betaincinv(after + 1, before, 1 - TAIL)) if before else None
    return RateRatio(
        ratio=after / before * scale if before else None,
        lower=low / (1 - low) * scale,
        upper=None if high is None else high / (1 - high) * scale,
    )


def _population(value: Number, field: str) -> float:
    try:
        return positive(value, field)
    except ValueError as error:
        raise ValueError(
            f"{error} Without a population there is no rate: show the count."
        ) from None
