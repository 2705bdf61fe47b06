"""No reader finds out what is hidden, and no more is hidden than has to be."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concord.foundation.statistics.disclosure import (
    CannotProtect,
    Protected,
    Status,
    Sum,
    Table,
    WrongTable,
    crossed,
    protect,
)
from concord.foundation.statistics.disclosure.tests.reader import (
    found_out,
    hides_the_small,
    published,
)
from concord.foundation.statistics.disclosure.tests.tables import (
    ANY,
    flat,
    with_totals,
)

FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def attacked(protected: Protected) -> Protected:
    """Fails where a reader, with labels or without, finds something out."""
    assert hides_the_small(protected)
    for labels in (True, False):
        assert found_out(**published(protected, labels=labels)) == {}
    return protected


def statuses(protected: Protected) -> str:
    return "".join(
        s.value[0] if s != "shown" else "." for s in protected.statuses.values()
    )


def test_hiding_below_five_without_complementary_suppression_leaks() -> None:
    """Fact 15 of the reference, and Bromley's table as it was printed."""
    table = flat([[3, 10], [20, 30]])
    only_small = {
        key: None if value < 5 else value for key, value in table.values.items()
    }
    told = found_out(only_small, table.sums, small=[("r0", "c0")])
    assert told == {("r0", "c0"): [3]}
    assert len(attacked(protect(table)).hidden) == 4


@pytest.mark.parametrize(
    ("rows", "hidden", "relabelled"),
    [
        ([[4, 4]], 3, 0),  # with the total shown both could only be 4
        ([[1, 1, 1]], 4, 1),  # three of 1 and more are 3 and more: two ways below 5
        ([[1, 1]], 3, 0),
        ([[3]], 2, 0),
        ([[0, 0]], 0, 0),
        ([[0, 0, 7]], 0, 0),
        ([[0, 3]], 2, 0),
        ([[2, 50, 60]], 2, 0),
    ],
)
def test_one_row_with_its_total(
    rows: list[list[int]], hidden: int, relabelled: int
) -> None:
    protected = attacked(protect(flat(rows, column_totals=False)))
    assert len(protected.hidden) == hidden
    assert len(protected.relabelled) == relabelled


def test_a_total_is_relabelled_before_a_part_is() -> None:
    protected = protect(flat([[1, 1, 1]], column_totals=False))
    assert protected.relabelled == {("r0", ANY)}
    assert statuses(protected) == "ppps"
    assert "fewer than 5" in protected.why(("r0", "c0"))
    assert "worked out" in protected.why(("r0", ANY))


def test_a_table_without_totals_hides_what_is_small_and_no_more() -> None:
    table = flat([[3, 10, 0], [20, 1, 4]], row_totals=False, column_totals=False)
    assert statuses(attacked(protect(table))) == "p...pp"


def test_totals_that_are_known_elsewhere_count_as_shown() -> None:
    values = {("r0", "c0"): 3, ("r0", "c1"): 10, ("r1", "c0"): 20, ("r1", "c1"): 30}
    assert len(attacked(protect(crossed(values))).hidden) == 1
    assert len(attacked(protect(crossed(values, totals_known=True))).hidden) == 4


def test_nothing_helps_a_lone_cell_whose_total_is_known() -> None:
    with pytest.raises(CannotProtect, match="r0, c0"):
        protect(crossed({("r0", "c0"): 3}, totals_known=True))


def test_zeros_are_shown_unless_they_are_needed() -> None:
    protected = attacked(protect(flat([[0, 2, 9], [0, 8, 9], [0, 7, 7]])))
    assert [protected.value((f"r{r}", "c0")) for r in range(3)] == [0, 0, 0]
    lone = attacked(protect(flat([[0, 2], [0, 8]])))
    assert len(lone.hidden) > 1


@pytest.mark.parametrize("threshold", [4, 5, 6, 10])
def test_all_small(threshold: int) -> None:
    for rows in ([[1] * 6] * 4, [[1, 2, 3], [3, 2, 1]], [[2]] * 5, [[3] * 8]):
        attacked(protect(flat(rows), threshold=threshold))


def test_a_threshold_below_four_is_refused_with_the_reason() -> None:
    with pytest.raises(WrongTable, match="Threshold: 3 is too low"):
        protect(flat([[1, 2]]), threshold=3)


def rows_of(most: int = 12) -> st.SearchStrategy[list[list[int]]]:
    values = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, most))
    return st.integers(1, 6).flatmap(
        lambda width: st.lists(
            st.lists(values, min_size=width, max_size=width), min_size=1, max_size=8
        )
    )


@FEW
@given(
    rows_of(),
    st.integers(4, 7),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, False]),
)
def test_nobody_finds_out_anything_in_a_table_by_chance(
    rows: list[list[int]], threshold: int, right: bool, below: bool, exact: bool | None
) -> None:
    table = flat(rows, row_totals=right, column_totals=below)
    attacked(protect(table, threshold=threshold, exact=exact))


@FEW
@given(
    st.lists(
        st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=2
    )
)
def test_nothing_less_would_do(rows: list[list[int]]) -> None:
    """Tries every choice with fewer hidden cells, and with as few labels left out."""
    table = flat(rows)
    protected = protect(table)
    assert protected.least
    small = [key for key, value in table.values.items() if 0 < value < 5]
    others = [key for key in table.values if key not in small]
    for count in range(len(protected.hidden) - len(small)):
        for more in combinations(others, count):
            assert _leaks(table, small, more, len(protected.relabelled))


def _leaks(table: Table, small: list, more: tuple, relabelled: int) -> bool:
    hidden = {*small, *more}
    if any(len(hidden & {s.total, *s.parts}) == 1 for s in table.sums):
        return True
    cells = {key: None if key in hidden else v for key, v in table.values.items()}
    return all(
        found_out(cells, table.sums, small=set(small) - set(without))
        for without in combinations(small, relabelled)
    )


def test_three_dimensions() -> None:
    values = {
        (place, kind, age): (7 * p + 3 * k + 5 * a * (p + 1)) % 11
        for p, place in enumerate(("North", "South", "East"))
        for k, kind in enumerate(("One", "Two", "Three"))
        for a, age in enumerate(("Young", "Old"))
    }
    attacked(protect(crossed(with_totals(values))))


@settings(FEW, max_examples=15)
@given(st.lists(st.integers(0, 8), min_size=12, max_size=12))
def test_three_dimensions_by_chance(values: list[int]) -> None:
    places = [(r, c, d) for r in "ab" for c in "xyz" for d in "kl"]
    table = crossed(with_totals(dict(zip(places, values, strict=True))))
    attacked(protect(table))


PARENTS = {"w1": "B1", "w2": "B1", "w3": "B1", "w4": "B2", "w5": "B2"}


def by_ward(wards: dict[str, list[int]], *, boroughs: bool = True) -> Table:
    values: dict[tuple[str, str], int] = {}
    for ward, row in wards.items():
        above = [PARENTS[ward], ANY] if boroughs else [ANY]
        for place in (ward, *above):
            for kind, value in zip(("A", "B", ANY), (*row, sum(row)), strict=True):
                values[place, kind] = values.get((place, kind), 0) + value
    return crossed(values, parents=(PARENTS if boroughs else None, None))


@settings(FEW, max_examples=20)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=5, max_size=5)
)
def test_wards_boroughs_and_the_whole(rows: list[tuple[int, int]]) -> None:
    wards = {f"w{n}": list(row) for n, row in enumerate(rows, 1)}
    attacked(protect(by_ward(wards)))


def test_a_borough_is_a_sum_too() -> None:
    """One small ward in each of two boroughs: each borough needs a second one."""
    wards = {
        "w1": [3, 20],
        "w2": [30, 40],
        "w3": [50, 60],
        "w4": [2, 30],
        "w5": [70, 80],
    }
    assert len(protect(by_ward(wards, boroughs=False)).hidden) == 4
    assert len(attacked(protect(by_ward(wards))).hidden) == 8


def test_several_tables_that_share_cells() -> None:
    """The same people by age and by kind; neither table has the other's parts."""
    values = {"all": 31, "young": 3, "mid": 8, "old": 20, "one": 2, "two": 29}
    sums = [Sum("all", ("young", "mid", "old")), Sum("all", ("one", "two"))]
    protected = attacked(protect(Table(values, sums)))
    assert {"young", "one"} < protected.hidden


def test_a_row_wholly_in_one_column_is_reported_and_can_be_hidden() -> None:
    table = flat([[12, 0, 0], [20, 30, 40], [9, 8, 7]])
    [group] = protect(table).groups
    assert (group.total, group.cell) == (("r0", ANY), ("r0", "c0"))
    protected = attacked(protect(table, hide_groups=True))
    assert group.cell in protected.hidden
    assert protected.hidden & set(group.others)


def test_a_group_attribute_is_of_cells_that_are_printed() -> None:
    """Both columns are wholly in one row; that their totals are is told nowhere."""
    for below in (True, False):
        table = flat([[32, 39], [0, 0]], row_totals=False, column_totals=below)
        protected = attacked(protect(table, hide_groups=True))
        full = {group.cell for group in protected.groups}
        assert full == {("r0", "c0"), ("r0", "c1")}
        assert full <= protected.hidden


def test_labels_give_way_where_a_group_attribute_needs_it() -> None:
    rows = [[4, 4, 0], [3, 0, 3], [1, 0, 0], [0, 3, 0], [0, 0, 3], [2, 3, 2]]
    for exact in (None, False):
        attacked(protect(flat(rows), threshold=4, hide_groups=True, exact=exact))


def test_dearer_cells_are_left_shown() -> None:
    table = flat([[3, 50, 60]], column_totals=False)
    dear = {("r0", "c1"): 5.0, ("r0", ANY): 5.0}
    assert ("r0", "c2") in protect(table, costs=dear).hidden
    dear = {("r0", "c2"): 5.0, ("r0", ANY): 5.0}
    assert ("r0", "c1") in protect(table, costs=dear).hidden


def test_twenty_two_wards_as_a_borough_would_print_them() -> None:
    kinds = ("Violence", "Stalking", "Criminal damage", "Theft", "Sexual", "Other")
    rows = [
        [(w * 37 + k * 53) % (90 if k == 0 else 14 if k < 3 else 7) for k in range(6)]
        for w in range(22)
    ]
    assert len(kinds) == len(rows[0])
    protected = attacked(protect(flat(rows)))
    assert protected.least
    assert Status.SECONDARY in protected.statuses.values()
