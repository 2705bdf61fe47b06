"""Stated figures: do they follow from one another by the working given?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

from concord.evidence.picture.checking.finding import Finding
from concord.evidence.picture.figures import (
    Stated,
    rounded,
)
from concord.evidence.picture.wording import amount_words


def worked_value(stated: Stated, by_key: Mapping[str, Stated]) -> Decimal | None:
    """What the figure should be by its own working, or None if it has none."""
    if not stated.op or any(key not in by_key for key in stated.of):
        return None
    return _worked(stated, [by_key[key].value for key in stated.of])


def _worked(stated: Stated, values: Sequence[Decimal]) -> Decimal:
    if stated.op == "sum":
        return sum(values, Decimal(0)) * stated.times
    if stated.op == "difference":
        return (values[0] - values[1]) * stated.times
    if stated.op == "quotient":
        return values[0] * stated.times / values[1]
    made = stated.times
    for value in values:
        made *= value
    return made


def rounding_explains(stated: Stated, by_key: Mapping[str, Stated]) -> bool:
    """Whether parts that round to those printed can make the figure as printed."""
    ends = [
        (part.value - _uncertain(part), part.value + _uncertain(part))
        for part in (by_key[key] for key in stated.of)
    ]
    made = [_worked(stated, corner) for corner in product(*ends)]
    slack = half_step(stated)
    return min(made) <= stated.value + slack and max(made) >= stated.value - slack


def half_step(stated: Stated) -> Decimal:
    """Half of the last place printed: 0.05 for 5.7."""
    return Decimal(1).scaleb(-stated.printed_places) / 2


def _uncertain(stated: Stated) -> Decimal:
    """How far a part may be from what is printed; a whole count is exact."""
    is_rounded = stated.unit.startswith("£") or stated.unit == "%"
    if stated.printed_places == 0 and not is_rounded:
        return Decimal(0)
    return half_step(stated)


def workings(stated: Iterable[Stated]) -> Iterator[Finding]:
    """Stated figures that don't follow from the others by the working given."""
    by_key = {each.key: each for each in stated}
    for each in by_key.values():
        ours = worked_value(each, by_key)
        if ours is None:
            continue
        ours = rounded(ours, each.printed_places)
        if ours == each.value or (each.at_least and ours >= each.value):
            continue
        is_rounding = rounding_explains(each, by_key)
        why = " Rounding of the parts explains it." if is_rounding else ""
        yield Finding(
            kind="rounded" if is_rounding else "working",
            sentence=(
                f"{each.label}: {amount_words(each.value, each)} is printed, but its "
                f"parts make {amount_words(ours, each)}.{why}"
            ),
            about=frozenset({each.key}),
            where=each.where,
        )


def printed_twice(stated: Iterable[Stated]) -> Iterator[Finding]:
    """One figure that stands in two places with two values."""
    for each in stated:
        for again in each.again:
            if again.value != each.value:
                yield Finding(
                    kind="twice",
                    sentence=(
                        f"{each.label}: {amount_words(each.value, each)} here, "
                        f"{amount_words(again.value, each)} elsewhere "
                        f"({again.where[0].lower()}{again.where[1:]})."
                    ),
                    about=frozenset({each.key}),
                    where=each.where,
                )
