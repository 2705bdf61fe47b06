"""How sure a figure is, and whether two of them differ by more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from concord.evidence.picture.figures import Break, Figure, refuse_across
from concord.foundation.statistics.proportions import difference, proportion
from concord.foundation.statistics.rates import rate, rate_ratio


@dataclass(frozen=True, slots=True)
class Limits:
    """95 % limits, in the measure's own terms."""

    lower: float
    upper: float


def limits_of(figure: Figure) -> Limits | None:
    """Limits of a rate or share with its counts, else None.

    A count alone and a printed share without counts have none.
    """
    if figure.numerator is None or not figure.denominator or figure.measure.per == 1:
        return None
    if figure.measure.per == 100:
        if figure.numerator > figure.denominator:
            return None
        share = proportion(
            numerator=figure.numerator, denominator=figure.denominator, unit="percent"
        )
        return Limits(share.lower, share.upper)
    found = rate(
        count=figure.numerator,
        population=figure.denominator,
        per=figure.measure.per,
    )
    return Limits(found.lower, found.upper)


@dataclass(frozen=True, slots=True)
class Change:
    """From one figure to a later one: in per cent, or in points of a share.

    `beyond_chance` is None where the figures have no population to judge it by.
    """

    amount: Decimal
    is_points: bool
    beyond_chance: bool | None


def change_between(
    before: Figure, after: Figure, breaks: tuple[Break, ...] = ()
) -> Change | None:
    """How the value changed, or None where one of them has no value.

    Raises ComparedAcrossABreak where the recording changed between them.
    """
    refuse_across(breaks, before, after)
    was, now = before.shown_value, after.shown_value
    if was is None or now is None:
        return None
    if after.measure.per == 100:
        return Change(now - was, True, _share_changed(before, after))
    if not was:
        return None
    return Change((now - was) * 100 / was, False, _rate_changed(before, after))


def _share_changed(before: Figure, after: Figure) -> bool | None:
    if (
        before.numerator is None
        or after.numerator is None
        or not before.denominator
        or not after.denominator
    ):
        return None
    return difference(
        numerator_before=before.numerator,
        denominator_before=before.denominator,
        numerator_after=after.numerator,
        denominator_after=after.denominator,
    ).beyond_chance


def _rate_changed(before: Figure, after: Figure) -> bool | None:
    if after.measure.per == 1 or before.numerator is None or after.numerator is None:
        return None
    if not before.denominator or not after.denominator:
        return None
    return rate_ratio(
        count_before=before.numerator,
        population_before=before.denominator,
        count_after=after.numerator,
        population_after=after.denominator,
    ).beyond_chance


def beside_the_larger(figure: Figure, larger: Figure) -> str:
    """ "above", "below" or "no different": the larger area's value against our limits.

    The larger area holds the smaller, so its own limits are narrow and not used. Empty
    where there are no limits.
    """
    limits, value = limits_of(figure), larger.shown_value
    if limits is None or value is None:
        return ""
    if float(value) < limits.lower:
        return "above"
    return "below" if float(value) > limits.upper else "no different"
