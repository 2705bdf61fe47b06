"""The audit: what leaves is proved, by a way of its own and in whole numbers only.

It knows nothing of how figures were protected, or of solvers. It takes what a reader
sees, and tables that are said to fit it, and checks by adding up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from concord.foundation.statistics.disclosure.refusals import NotProved
from concord.foundation.statistics.disclosure.table import Key, Sum, said

Solution = Mapping[Key, int]
ENOUGH = 3


@dataclass(frozen=True)
class Seen:
    """What a reader has: values that are shown, hidden cells, sums, and labels.

    `between`: for hidden cells of which more is told than that they are 0 or more.
    `unprinted`: hidden cells that are only there because sums need them.
    """

    shown: Mapping[Key, int]
    hidden: frozenset[Key]
    sums: Sequence[Sum]
    between: Mapping[Key, tuple[int, int]] = field(default_factory=dict)
    unprinted: frozenset[Key] = field(default_factory=frozenset)


def prove(seen: Seen, solutions: Iterable[Solution]) -> None:
    """Raises NotProved unless every hidden cell has three values in these solutions,
    each of which agrees with everything that the reader has."""
    values: dict[Key, set[int]] = {key: set() for key in seen.hidden}
    for solution in solutions:
        _must_agree(seen, solution)
        for key, found in values.items():
            if len(found) < ENOUGH:
                found.add(solution[key])
    open_ones = [key for key, found in values.items() if len(found) < ENOUGH]
    if open_ones:
        raise NotProved(
            f"{len(open_ones)} hidden cells are not proved safe, the first is "
            f"{said(open_ones[0])}. Nothing was released."
        )


def _must_agree(seen: Seen, solution: Solution) -> None:
    for key, value in seen.shown.items():
        if solution[key] != value:
            raise NotProved(f"{said(key)}: a solution differs from what is shown.")
    for key in (*seen.hidden, *seen.unprinted):
        low, high = seen.between.get(key, (0, None))
        value = solution[key]
        if value < low or (high is not None and value > high):
            raise NotProved(f"{said(key)}: a solution is outside of what is told.")
    for one in seen.sums:
        if solution[one.total] != sum(solution[part] for part in one.parts):
            raise NotProved(f"{said(one.total)}: a solution does not add up.")
