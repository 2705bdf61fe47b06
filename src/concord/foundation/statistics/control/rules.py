"""Which patterns of points are more than chance: a rule set with a name and version.

A point on the middle line lies on neither side and ends a run; so does a gap. Changing
a rule makes a new set: what was said under `concord-1` stays as it was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from concord.foundation.statistics.control.limits import Limits

Values = Sequence[float | None]


class Rule(StrEnum):
    """In the order in which they are asked: the first that holds gives the words."""

    OUTSIDE = "outside"
    RUN = "run"
    TREND = "trend"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """How many points in a row each rule wants, and how many limits need."""

    name: str
    run: int  # on one side of the middle
    trend: int  # each higher, or each lower, than the one before
    near: int  # of `near_of`, beyond two thirds of the way to one limit
    near_of: int
    fewest: int  # points that limits are worked out from
    rare_below: float  # mean count: below it no XmR chart
    very_rare_below: float  # mean count: below it the time between events


CONCORD_1: Final = RuleSet(
    name="concord-1",
    run=8,
    trend=6,
    near=2,
    near_of=3,
    fewest=12,
    rare_below=5,
    very_rare_below=1,
)
RULE_SETS: Final = {each.name: each for each in (CONCORD_1,)}


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that held: `at` are the positions of its points, `up` its direction."""

    rule: Rule
    up: bool
    at: tuple[int, ...]


def signals(
    values: Values, stretch: range, limits: Limits, rules: RuleSet
) -> tuple[Signal, ...]:
    """All signals of one stretch between breaks, in the order of the rules."""
    found: list[Signal] = []
    for up in (True, False):
        found += _outside(values, stretch, limits, up)
        found += _long_runs(values, stretch, limits, rules, up)
        found += _trends(values, stretch, rules, up)
        found += _near(values, stretch, limits, rules, up)
    order = list(Rule)
    return tuple(sorted(found, key=lambda s: (order.index(s.rule), s.at)))


def _outside(values: Values, stretch: range, limits: Limits, up: bool) -> list[Signal]:
    def beyond(value: float) -> bool:
        if up:
            return limits.above(value, limits.upper)
        return limits.below(value, limits.lower)

    held = [n for n in stretch if (v := values[n]) is not None and beyond(v)]
    return [Signal(Rule.OUTSIDE, up, run) for run in _neighbours(held)]


def _long_runs(
    values: Values, stretch: range, limits: Limits, rules: RuleSet, up: bool
) -> list[Signal]:
    def on_side(value: float) -> bool:
        if up:
            return limits.above(value, limits.middle)
        return limits.below(value, limits.middle)

    held = [n for n in stretch if (v := values[n]) is not None and on_side(v)]
    runs = _neighbours(held)
    return [Signal(Rule.RUN, up, run) for run in runs if len(run) >= rules.run]


def _trends(values: Values, stretch: range, rules: RuleSet, up: bool) -> list[Signal]:
    steps = []  # the positions that go on from the one before
    for before, here in pairwise(stretch):
        one, other = values[before], values[here]
        if one is None or other is None:
            continue
        if (other > one) if up else (other < one):
            steps.append(here)
    runs = ((run[0] - 1, *run) for run in _neighbours(steps))
    return [Signal(Rule.TREND, up, run) for run in runs if len(run) >= rules.trend]


def _near(
    values: Values, stretch: range, limits: Limits, rules: RuleSet, up: bool
) -> list[Signal]:
    def close(value: float) -> bool:
        if up:
            return limits.above(value, limits.near_upper)
        return limits.below(value, limits.near_lower)

    near = {n for n in stretch if (v := values[n]) is not None and close(v)}
    if len(near) < rules.near:
        return []
    found: list[Signal] = []
    for start in stretch[: len(stretch) - rules.near_of + 1]:
        window = range(start, start + rules.near_of)
        held = tuple(n for n in window if n in near)
        if len(held) < rules.near or any(values[n] is None for n in window):
            continue
        if found and found[-1].at[-1] >= held[0]:
            held = tuple(sorted({*found.pop().at, *held}))
        found.append(Signal(Rule.NEAR, up, held))
    return found


def _neighbours(positions: list[int]) -> list[tuple[int, ...]]:
    """The positions that follow one another directly, together."""
    runs: list[list[int]] = []
    for position in positions:
        if runs and runs[-1][-1] == position - 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return [tuple(run) for run in runs]
