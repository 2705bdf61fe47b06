"""Between which limits the points of one stretch usually lie.

- **XmR**: the mean, and 2.66 times the average moving range on either side. The moving
  range is the absolute difference of two neighbours; none is taken across a gap or a
  break, and 2.66 is 3 / 1.128, where 1.128 relates the average range of two values to
  their standard deviation (Shewhart; Wheeler, "Understanding Variation").
- **Poisson**, for counts with a small mean: the whole numbers that a Poisson variable
  of that mean leaves with a chance of 0.135 % at each end, as three standard deviations
  of a normal variable do.
- **g** and **t**, for rare events: how long from one event to the next, in periods by a
  geometric variable (Benneyan), or in days, raised to the power 1/3.6, which makes them
  nearly normal (Nelson), by XmR.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final, Literal

from scipy import special

from concord.foundation.statistics.control.series import Bounds

Method = Literal["xmr", "poisson", "g", "t"]

FACTOR: Final = 2.66
NEAR: Final = 2 / 3
TAIL: Final = 0.00135  # beyond three standard deviations, at one end
NEAR_TAIL: Final = 0.02275  # beyond two
NELSON: Final = 3.6
# Two ranges say nothing of what is usual; half of twelve points may be neighbours.
FEWEST_RANGES: Final = 6


class Without(StrEnum):
    """Why a stretch has no limits."""

    TOO_FEW = "too few points"
    SCATTERED = "too few neighbours without a gap between them"
    ALIKE = "all values are the same"
    FLAT = "neighbours never differ"  # or those of the baseline


@dataclass(frozen=True, slots=True)
class Limits:
    """A value above `upper` or below `lower` is outside.

    `mean` is what is drawn; a run is counted against `middle`, which is the median
    where values are skewed. Beyond `near_lower` and `near_upper` a value is nearer to
    its limit than two thirds of the way. A limit that would lie where no value can is
    clipped, and says so.
    """

    method: Method
    mean: float
    middle: float
    lower: float
    upper: float
    near_lower: float
    near_upper: float
    lower_clipped: bool = False
    upper_clipped: bool = False
    moving_range: float | None = None

    @property
    def centre(self) -> str:
        """What `mean` is called: Nelson's mean, turned back into days, is a median."""
        return "Median" if self.method == "t" else "Mean"

    def above(self, value: float, line: float) -> bool:
        """Whether the value is above a line of these, and not only by rounding."""
        return value - line > 1e-9 * (self.near_upper - self.near_lower)

    def below(self, value: float, line: float) -> bool:
        return line - value > 1e-9 * (self.near_upper - self.near_lower)


def moving_ranges(values: Sequence[float | None]) -> list[float]:
    """Absolute differences of neighbours; none where one of them is missing."""
    return [
        abs(other - one)
        for one, other in pairwise(values)
        if one is not None and other is not None
    ]


def xmr(values: Sequence[float | None], bounds: Bounds) -> Limits | Without:
    """Limits from these values, at least one of them known; or why there are none."""
    known = _known(values)
    ranges = moving_ranges(values)
    if len(ranges) < FEWEST_RANGES:
        return Without.SCATTERED
    mean, average = math.fsum(known) / len(known), math.fsum(ranges) / len(ranges)
    if average == 0:
        return Without.FLAT
    reach = FACTOR * average
    lower, low_clipped = _clipped(mean - reach, bounds, at_least=True)
    upper, high_clipped = _clipped(mean + reach, bounds, at_least=False)
    return Limits(
        method="xmr",
        mean=mean,
        middle=mean,
        lower=lower,
        upper=upper,
        near_lower=mean - NEAR * reach,
        near_upper=mean + NEAR * reach,
        lower_clipped=low_clipped,
        upper_clipped=high_clipped,
        moving_range=average,
    )


def poisson(values: Sequence[float | None]) -> Limits | Without:
    """Exact limits for whole counts, at least one of them known."""
    known = _known(values)
    mean = math.fsum(known) / len(known)
    if mean == 0:
        return Without.FLAT

    def quantile(chance: float) -> float:
        count = 0
        while special.pdtr(count, mean) < chance:
            count += 1
        return float(count)

    return Limits(
        method="poisson",
        mean=mean,
        middle=quantile(0.5),
        lower=quantile(TAIL),
        upper=quantile(1 - TAIL),
        near_lower=quantile(NEAR_TAIL),
        near_upper=quantile(1 - NEAR_TAIL),
    )


def geometric(values: Sequence[float | None]) -> Limits | Without:
    """Limits for periods from one event to the next: 0, 1, 2 ..."""
    known = _known(values)
    mean = math.fsum(known) / len(known)
    if mean == 0:
        return Without.FLAT
    none_yet = math.log(mean / (1 + mean))  # the chance of a period without an event

    def quantile(beyond: float) -> float:
        """The smallest number that is exceeded with at most this chance."""
        return float(max(0, math.ceil(math.log(beyond) / none_yet - 1e-9) - 1))

    return Limits(
        method="g",
        mean=mean,
        middle=quantile(0.5),
        lower=quantile(1 - TAIL),
        upper=quantile(TAIL),
        near_lower=quantile(1 - NEAR_TAIL),
        near_upper=quantile(NEAR_TAIL),
    )


def between_times(values: Sequence[float | None]) -> Limits | Without:
    """Limits for days from one event to the next, by Nelson's transformation."""
    nearly_normal = [None if v is None else v ** (1 / NELSON) for v in values]
    found = xmr(nearly_normal, (0.0, None))
    if isinstance(found, Without):
        return found

    def days(value: float) -> float:
        return float(max(value, 0.0) ** NELSON)

    return Limits(
        method="t",
        mean=days(found.mean),
        middle=days(found.middle),
        lower=days(found.lower),
        upper=days(found.upper),
        near_lower=days(found.near_lower),
        near_upper=days(found.near_upper),
        lower_clipped=found.lower_clipped,
    )


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _clipped(value: float, bounds: Bounds, *, at_least: bool) -> tuple[float, bool]:
    bound = bounds[0] if at_least else bounds[1]
    if bound is None or (value >= bound if at_least else value <= bound):
        return value, False
    return bound, True
