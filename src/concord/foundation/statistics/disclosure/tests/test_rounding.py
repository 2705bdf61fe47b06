"""Rounded figures don't add up to the true ones either."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.foundation.statistics.disclosure import WrongTable, rounded
from concord.foundation.statistics.disclosure.rounding import nearest
from concord.foundation.statistics.disclosure.tests.tables import ANY, flat


def test_each_figure_is_rounded_by_itself() -> None:
    found = rounded(flat([[12, 12, 12], [31, 31, 40]], column_totals=False))
    kinds = ("c0", "c1", "c2", ANY)
    assert [found.value(("r0", kind)) for kind in kinds] == [10, 10, 10, 35]
    assert [found.value(("r1", kind)) for kind in kinds] == [30, 30, 40, 100]
    assert "may not add up" in found.why(("r1", ANY))


@pytest.mark.parametrize(("value", "near"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10)])
def test_the_nearest_multiple(value: int, near: int) -> None:
    assert nearest(value, 5) == near


def test_rounding_to_three_is_refused_with_the_reason() -> None:
    with pytest.raises(WrongTable, match="only two values"):
        rounded(flat([[1, 2]]), base=3)


def test_a_total_that_gives_its_parts_away_is_left_blank() -> None:
    """Two parts of 2 are 0 and 0; a total of 5 says that they are 3 and more."""
    found = rounded(flat([[2, 2]], column_totals=False))
    assert found.blank == {("r0", ANY)}
    assert found.value(("r0", ANY)) is None


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 23), min_size=1, max_size=3), st.sampled_from([5, 6, 10])
)
def test_three_values_stay_possible_for_each(row: list[int], base: int) -> None:
    """By trying every row that rounds to what is printed."""
    found = rounded(flat([row], column_totals=False), base=base)
    near = [[v for v in range(40) if nearest(v, base) == nearest(n, base)] for n in row]
    total = found.value(("r0", ANY))
    fitting = [
        parts
        for parts in product(*near)
        if total is None or nearest(sum(parts), base) == total
    ]
    assert all(len(set(column)) >= 3 for column in zip(*fitting, strict=True))
    assert len({sum(parts) for parts in fitting}) >= 3
