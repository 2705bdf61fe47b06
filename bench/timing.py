"""Two things timed in turns, so that a busy machine slows both alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Thing = Callable[[], object]
Timed = tuple[Thing, list[float]]
WARM = 5


@dataclass(frozen=True)
class Ratio:
    """Medians in milliseconds of all turns; the median, least and most by round."""

    left_ms: float
    right_ms: float
    ratio: float
    lowest: float
    highest: float


def side_by_side(
    left: Thing, right: Thing, *, turns: int, rounds: int = 5, per: float = 1.0
) -> Ratio:
    """How much longer `left` takes than `right`, over rounds x turns of each.

    `per`: how many units `left` does for one of `right` (400 actions for 40: 10).
    """
    for _ in range(WARM):
        left(), right()
    all_left: list[float] = []
    all_right: list[float] = []
    ratios = []
    for _ in range(rounds):
        lefts, rights = [], []
        for turn in range(turns):
            # Whoever goes second finds warmer caches: they take turns in that too.
            for thing, times in _order(turn, (left, lefts), (right, rights)):
                times.append(_milliseconds(thing))
        ratios.append(statistics.median(lefts) / statistics.median(rights) / per)
        all_left += lefts
        all_right += rights
    return Ratio(
        statistics.median(all_left),
        statistics.median(all_right),
        statistics.median(ratios),
        min(ratios),
        max(ratios),
    )


def _order(turn: int, first: Timed, second: Timed) -> tuple[Timed, Timed]:
    return (first, second) if turn % 2 == 0 else (second, first)


def _milliseconds(thing: Thing) -> float:
    began = time.perf_counter()
    thing()
    return (time.perf_counter() - began) * 1000
