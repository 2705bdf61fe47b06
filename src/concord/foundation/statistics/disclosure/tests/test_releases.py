"""Jointly with everything that was released before, nothing comes out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.foundation.statistics.disclosure import (
    CannotProtect,
    NotProved,
    Protected,
    Release,
    Status,
    Sum,
    Table,
    WrongTable,
    audit,
    protect,
    safe_rate,
    uncovered,
)
from concord.foundation.statistics.disclosure.proof import Seen, prove
from concord.foundation.statistics.disclosure.tests.reader import found_out
from concord.foundation.statistics.disclosure.tests.tables import ANY, flat


def all_seen(*releases: Protected) -> dict[str, object]:
    cells: dict[object, int | None] = {}
    sums: list[Sum] = []
    small: set[object] = set()
    for one in releases:
        sums += one.table.sums
        for key, status in one.statuses.items():
            cells[key] = one.value(key) if cells.get(key) is None else cells[key]
            small |= {key} if status is Status.PRIMARY else set()
    return {"cells": cells, "sums": sums, "small": small}


# One borough in two groupings of ages: 16 to 19 is what lies between them.
OLD = {"16-19": 3, "20-24": 9, "25+": 48}
NEW = {"16-24": 12, "25+": 48}


def test_a_difference_of_two_groupings_uncovers_nothing() -> None:
    bands = Table({"all": 60, **OLD}, [Sum("all", tuple(OLD))])
    first = protect(bands, costs={"25+": 5.0, "all": 5.0})
    assert first.hidden == {"16-19", "20-24"}
    joint = [Sum("all", tuple(NEW)), Sum("16-24", ("16-19", "20-24"))]
    table = Table({"all": 60, **NEW, "16-19": 3, "20-24": 9}, joint)
    second = protect(table, known=[first.release])
    assert found_out(**all_seen(first, second)) == {}


def test_what_a_new_release_would_uncover_is_told_before() -> None:
    first = protect(flat([[3, 10], [20, 30]]))
    table = Table(
        {("r0", "c1"): 10, ("r1", "c1"): 30, "second column": 40},
        [Sum("second column", (("r0", "c1"), ("r1", "c1")))],
    )
    plain = Release(table, dict.fromkeys(table.values, Status.SHOWN))
    assert {one.key for one in uncovered(plain, [first.release])} == {
        ("r0", "c1"),
        ("r1", "c1"),
    }
    safe = protect(table, known=[first.release])
    assert uncovered(safe.release, [first.release]) == []
    assert {("r0", "c1"), ("r1", "c1")} <= safe.hidden


def test_a_sum_of_periods_uncovers_the_one_that_was_hidden() -> None:
    """Quarters were released without a total; the year would be a difference."""
    quarters = {"Q1": 3, "Q2": 20, "Q3": 30, "Q4": 40}
    first = protect(Table(quarters))
    assert first.hidden == {"Q1"}
    year = Table({"year": 93, **quarters}, [Sum("year", tuple(quarters))])
    shown = Release(
        year,
        {key: Status.PRIMARY if key == "Q1" else Status.SHOWN for key in year.values},
    )
    [weak] = uncovered(shown, [first.release])
    assert (weak.key, weak.possible) == ("Q1", (3,))
    second = protect(year, known=[first.release])
    assert second.status("year") is Status.SECONDARY
    assert found_out(**all_seen(first, second)) == {}


def test_what_was_shown_can_not_be_hidden_now() -> None:
    first = protect(Table({"a": 4, "b": 20}), threshold=4)
    with pytest.raises(CannotProtect, match="a: has to be hidden"):
        protect(Table({"a": 4}), threshold=5, known=[first.release])


def test_a_revised_figure_needs_a_key_of_its_own() -> None:
    first = protect(Table({"a": 40}))
    with pytest.raises(WrongTable, match="a: an earlier release has another value"):
        protect(Table({"a": 41}), known=[first.release])


rows = st.lists(
    st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=4
)


@settings(max_examples=15, deadline=None)
@given(rows, st.integers(1, 2))
def test_two_editions_of_wards_by_chance(rows: list[list[int]], at: int) -> None:
    """The second joins two wards into one, and has the same borough."""
    first = protect(flat(rows))
    joined = [[*row[: at - 1], row[at - 1] + row[at], *row[at + 1 :]] for row in rows]
    values = dict(flat(rows).values)
    sums = list(flat(rows).sums)
    new: dict[object, int] = {}
    for r, row in enumerate(
        [*joined, [sum(column) for column in zip(*joined, strict=True)]]
    ):
        name = f"r{r}" if r < len(rows) else ANY
        wide = (name, f"c{at - 1}+c{at}")
        new[wide] = row[at - 1]
        sums.append(Sum(wide, ((name, f"c{at - 1}"), (name, f"c{at}"))))
    table = Table({**values, **new}, sums)
    try:
        second = protect(table, known=[first.release])
    except CannotProtect:
        everything = all_seen(first) | {"sums": sums}
        everything["cells"] = dict.fromkeys(new) | everything["cells"]
        assert any(0 < new[key] < 5 for key in found_out(**everything) if key in new)
        return
    assert found_out(**all_seen(first, second)) == {}
    assert uncovered(second.release, [first.release]) == []


def test_the_audit_finds_what_was_protected_badly() -> None:
    """The table of Bromley as it was printed: small figures hidden, nothing else."""
    table = flat([[3, 10], [20, 30]])
    by_hand = {
        key: Status.PRIMARY if value < 5 else Status.SHOWN
        for key, value in table.values.items()
    }
    [weak] = audit(Release(table, by_hand))
    assert (weak.key, weak.possible) == (("r0", "c0"), (3,))
    nothing = dict.fromkeys(table.values, Status.SHOWN)
    assert [one.possible for one in audit(Release(table, nothing))] == [(3,)]
    assert audit(protect(table).release) == []


SUM = [Sum("all", ("a", "b"))]


@pytest.mark.parametrize(
    ("solutions", "said"),
    [
        ([{"a": 2, "b": 2, "all": 4}], "3 hidden cells are not proved safe"),
        ([{"a": 2, "b": 2, "all": 5}], "does not add up"),
        ([{"a": 0, "b": 4, "all": 4}], "outside of what is told"),
        ([{"a": 1, "b": -1, "all": 0}], "outside of what is told"),
    ],
)
def test_nothing_leaves_without_a_proof(solutions: list[dict], said: str) -> None:
    seen = Seen({}, frozenset({"a", "b", "all"}), SUM, {"a": (1, 4)})
    with pytest.raises(NotProved, match=said):
        prove(seen, solutions)


def test_a_proof_that_denies_what_is_shown_is_none() -> None:
    seen = Seen({"all": 9}, frozenset({"a", "b"}), SUM)
    with pytest.raises(NotProved, match="differs from what is shown"):
        prove(seen, [{"a": 1, "b": 1, "all": 2}])


def test_rates_come_from_shown_figures_only() -> None:
    protected = protect(flat([[3, 10], [20, 30]]))
    assert safe_rate(protected, ("r0", ANY), 1000) == 13
    assert safe_rate(protected, ("r0", "c0"), 1000) is None
    assert safe_rate(protected, ("r0", ANY), ("r0", "c1")) is None
    assert safe_rate(protected, ("r0", ANY), (ANY, ANY), per=63) == 13
