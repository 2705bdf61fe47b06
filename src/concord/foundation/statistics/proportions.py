"""Shares of a whole with 95 % limits, and whether two of them differ beyond chance.

Wilson's limits (1927) never leave 0 to 100 % and hold for small numbers too; the
difference of two shares has Newcombe's limits (1998, method 10), made of Wilson's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from concord.foundation.statistics.numbers import Number, whole
from concord.foundation.statistics.rates import CONFIDENCE, Z

Unit = Literal["percent", "fraction"]
SCALES: Final[dict[Unit, float]] = {"percent": 100.0, "fraction": 1.0}


@dataclass(frozen=True, slots=True)
class Proportion:
    """`value`, `lower` and `upper` in `unit`: 0 to 100 percent, or 0 to 1."""

    numerator: int
    denominator: int
    value: float
    lower: float
    upper: float
    unit: Unit
    confidence: float = CONFIDENCE


@dataclass(frozen=True, slots=True)
class Difference:
    """Share after less share before: in percentage points, or parts of 1."""

    difference: float
    lower: float
    upper: float
    unit: Unit
    confidence: float = CONFIDENCE

    @property
    def beyond_chance(self) -> bool:
        """Whether the limits leave out 0, the difference of equal shares."""
        return self.lower > 0 or self.upper < 0


def proportion(
    *, numerator: Number, denominator: Number, unit: Unit = "percent"
) -> Proportion:
    """How large a part of the whole, with Wilson's 95 % limits.

    Both are counts of the same thing: the numerator is among the denominator. Raises
    ValueError, naming the field.
    """
    part, all_ = _checked(numerator, denominator, "numerator", "denominator")
    scale = _scale(unit)
    lower, upper = _wilson(part, all_)
    return Proportion(
        part, all_, part / all_ * scale, lower * scale, upper * scale, unit
    )


def difference(
    *,
    numerator_before: Number,
    denominator_before: Number,
    numerator_after: Number,
    denominator_after: Number,
    unit: Unit = "percent",
) -> Difference:
    """By how much the share has changed, with Newcombe's 95 % limits.

    The two wholes must have nobody in common. Raises ValueError, naming the field.
    """
    before = _checked(
        numerator_before, denominator_before, "numerator_before", "denominator_before"
    )
    after = _checked(
        numerator_after, denominator_after, "numerator_after", "denominator_after"
    )
    scale = _scale(unit)
    (low_before, high_before), (low_after, high_after) = (
        _wilson(*before),
        _wilson(*after),
    )
    was, now = before[0] / before[1], after[0] / after[1]
    change = now - was
    down = ((now - low_after) ** 2 + (high_before - was) ** 2) ** 0.5
    up = ((high_after - now) ** 2 + (was - low_before) ** 2) ** 0.5
    return Difference(
        change * scale, (change - down) * scale, (change + up) * scale, unit
    )


def _wilson(part: int, all_: int) -> tuple[float, float]:
    share, square = part / all_, Z * Z
    middle = share + square / (2 * all_)
    reach = Z * (share * (1 - share) / all_ + square / (4 * all_ * all_)) ** 0.5
    size = 1 + square / all_
    # At the ends rounding would leave a trace of 1e-17 where the limit is exact.
    lower = 0.0 if part == 0 else (middle - reach) / size
    upper = 1.0 if part == all_ else (middle + reach) / size
    return lower, upper


def _scale(unit: Unit) -> float:
    if unit not in SCALES:
        raise ValueError(f'unit: "{unit}" is not known. Write percent or fraction.')
    return SCALES[unit]


def _checked(
    numerator: Number, denominator: Number, name: str, whole_name: str
) -> tuple[int, int]:
    part, all_ = whole(numerator, name), whole(denominator, whole_name)
    if all_ == 0:
        raise ValueError(
            f"{whole_name}: 0 of nobody is no share. Leave the figure out, or give the "
            "number that it is a share of."
        )
    if part > all_:
        raise ValueError(
            f"{name}: {part} is more than the {all_} that it is a part of. Check that "
            "both count the same thing."
        )
    return part, all_
