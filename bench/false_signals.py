"""How often control charts are wrong: `python -m bench.false_signals`, a minute.

Draws series in which nothing changes and counts false verdicts, then series that do
change and counts those that are noticed. The tables of docs/statistics.md come from
here: the same seed gives the same figures.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import numpy as np

from concord.foundation.periods import Month
from concord.foundation.statistics.control import (
    CannotChart,
    ControlChart,
    Kind,
    Verdict,
    judge,
    series,
)

SEED, SERIES = 20261127, 4_000
FIRST = Month(2015, 4)
Judge = Callable[[Sequence[float]], ControlChart]


def main() -> int:
    dice = np.random.default_rng(SEED)
    print("False verdicts, percent of series in which nothing changed\n")
    for months in (24, 60):
        for name, baseline in (("all", None), ("first 20", 20), ("first 12", 12)):
            found = _share(
                lambda n=months: dice.normal(100, 10, n),
                _judge(Kind.NUMBER, baseline=baseline),
                {Verdict.CHANGED},
            )
            print(f"{months} months, limits from {name:<9} {found:5.1f}")
    for mean in (0.3, 0.8, 1.2, 2, 3, 4.5, 6, 10, 30):
        found = _share(
            lambda m=mean: dice.poisson(m, 60), _judge(Kind.COUNT), {Verdict.CHANGED}
        )
        print(f"60 months, counts with a mean of {mean:<4} {found:5.1f}")
    print("\nChanges noticed, percent: 48 months, then 12 at the new mean\n")
    for before, after in ((3, 6), (2, 4), (3, 1), (0.8, 0.1), (0.8, 0.02), (0.5, 1.5)):
        right = {Verdict.WORSENING if after > before else Verdict.IMPROVING}

        def drawn(before: float = before, after: float = after) -> Sequence[float]:
            return [*dice.poisson(before, 48), *dice.poisson(after, 12)]

        exact = _share(drawn, _judge(Kind.COUNT, method="poisson"), right)
        between = _share(drawn, _judge(Kind.COUNT, method="g"), right)
        print(f"from {before:<3} to {after:<4}  exact {exact:5.1f}   g {between:5.1f}")
    return 0


def _judge(kind: Kind, baseline: int | None = None, method: str = "auto") -> Judge:
    wanted = "none" if method == "auto" else "down"

    def found(values: Sequence[float]) -> ControlChart:
        points = [(FIRST.plus(n), float(value)) for n, value in enumerate(values)]
        return judge(
            series(points, kind=kind),
            wanted=wanted,
            baseline=baseline,
            method=method,  # type: ignore[arg-type]
        )

    return found


def _share(
    draw: Callable[[], Sequence[float]], judged: Judge, counted: set[Verdict]
) -> float:
    hits = 0
    for _ in range(SERIES):
        try:
            hits += judged(draw()).verdict in counted
        except CannotChart:  # no event, or one: nothing to say
            continue
    return 100 * hits / SERIES


if __name__ == "__main__":
    sys.exit(main())
