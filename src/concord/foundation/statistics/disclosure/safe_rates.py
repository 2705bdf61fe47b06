"""Rates from safe values only: a rate and one of its parts tell the other."""

from __future__ import annotations

from concord.foundation.statistics.disclosure.protecting import Protected
from concord.foundation.statistics.disclosure.table import Key


def safe_rate(
    protected: Protected, count: Key, of: Key | int, *, per: int = 1000
) -> float | None:
    """How many of `count` in `per` of `of`; None unless both are shown.

    `of`: a cell of the same table, or a population that everybody knows.
    """
    counted = protected.value(count)
    among = of if isinstance(of, int) else protected.value(of)
    if counted is None or not among:
        return None
    return per * counted / among
