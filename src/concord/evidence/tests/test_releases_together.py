"""A reader who keeps all releases, and knows which indicators tell one count.

Each release here is safe by itself. The reader knows the rule, that wards make the
borough and quarters the year, and asks a solver of whole numbers what is possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from concord.evidence.actions import dictionary
from concord.evidence.actions.observing import Figure
from concord.evidence.actions.releasing import publish
from concord.evidence.models import Area, Indicator, Release, ReleaseCell, Unit
from concord.evidence.releasing.tables import Wish
from concord.evidence.testing import Evidence
from concord.foundation.periods import FinancialYear, Quarter
from concord.foundation.statistics.disclosure import Sum
from concord.foundation.statistics.disclosure.tests.reader import found_out

Q = Quarter(2025, 1)
YEAR = FinancialYear(2025)
QUARTERS = [Quarter(2025, number) for number in (1, 2, 3, 4)]
HOME = "Elmbrook"
WARDS = tuple(f"Invented ward {number}" for number in (1, 2, 3))
# What a cell tells: a count, by a name of the test's own, at a place.
Told = tuple[str, str, str]


@pytest.fixture
def areas(evidence: Evidence) -> list[Area]:
    """The borough and three wards."""
    third = dictionary.add_area(
        code="W3", name=WARDS[2], kind="ward", parent=evidence.home, by=evidence.lead
    )
    return [evidence.home, *evidence.wards, third]


def first_times(evidence: Evidence) -> Indicator:
    """The cases that were no repeats: what the share leaves of all."""
    return dictionary.define(
        code="first-times",
        title="First cases",
        numerator="Cases heard that were no repeats",
        unit=Unit.CASE,
        by=evidence.lead,
    )


def record(
    evidence: Evidence,
    indicator: Indicator,
    areas: Iterable[Area],
    numbers: Iterable[int],
    of: Iterable[int | None] = (None,) * 4,
    period: Any = Q,
) -> None:
    evidence.record(
        *(
            Figure(
                indicator, area, period, numerator=n, denominator=all_, may_publish=True
            )
            for area, n, all_ in zip(areas, numbers, of, strict=False)
        )
    )


def release(
    evidence: Evidence,
    indicator: Indicator,
    areas: Iterable[Area],
    kind: str = "quarter",
    span: tuple[Any, Any] = (Q, Q),
) -> Release:
    first, last = span
    return publish(
        wish=Wish([indicator], list(areas), [], kind, first.first_day, last.last_day),
        title="Figures",
        by=evidence.lead,
    )


def known(names: Mapping[tuple[str, str], str]) -> dict[Told, tuple[int | None, bool]]:
    """What all releases say of each count, and whether they call it small.

    `names`: by indicator and part, which count it is.
    """
    found: dict[Told, tuple[int | None, bool]] = {}
    cells = ReleaseCell.objects.select_related("area", "indicator", "release")
    for cell in cells.order_by("release__issued_at"):
        parts = {"n": cell.numerator, "of": cell.denominator}
        when = f"{cell.release.period_kind} {cell.period_start}"
        for part, number in parts.items():
            name = names.get((cell.indicator.code, part))
            if name is None:
                continue
            key = (name, cell.area.name, when)
            before, small = found.get(key, (None, False))
            is_small = part == "n" and cell.status == "primary"
            found[key] = (before if number is None else number, small or is_small)
    return found


def worked_out(
    seen: Mapping[Told, tuple[int | None, bool]], sums: Iterable[Sum]
) -> dict[Told, list[int]]:
    sums = list(sums)
    cells: dict[Any, int | None] = {key: number for key, (number, _) in seen.items()}
    named = {key for one in sums for key in (one.total, *one.parts)}
    return found_out(
        cells,
        sums,
        small=[key for key, (number, small) in seen.items() if small],
        unprinted=named - cells.keys(),
    )


def over_wards(name: str, when: str) -> Sum:
    return Sum((name, HOME, when), tuple((name, ward, when) for ward in WARDS))


WHEN = f"quarter {Q.first_day}"
ONE_COUNT = {("incidents", "n"): "heard", ("repeats", "of"): "heard"}


@pytest.mark.parametrize("first", ["count", "share"])
def test_what_another_indicator_is_a_share_of_does_not_tell_a_hidden_count(
    evidence, areas, first
):
    heard = (100, 3, 47, 50)
    record(evidence, evidence.incidents, areas, heard)
    record(evidence, evidence.repeats, areas, (60, 1, 29, 30), heard)
    one, other = evidence.incidents, evidence.repeats
    if first == "share":
        one, other = other, one
    release(evidence, one, areas)
    release(evidence, other, areas[1:])
    assert worked_out(known(ONE_COUNT), [over_wards("heard", WHEN)]) == {}


def test_the_same_count_under_another_name_does_not_tell_it(evidence, areas):
    again = first_times(evidence)
    record(evidence, evidence.incidents, areas, (100, 3, 47, 50))
    record(evidence, again, areas, (100, 3, 47, 50))
    release(evidence, evidence.incidents, areas)
    release(evidence, again, areas[1:])
    names = {("incidents", "n"): "heard", ("first-times", "n"): "heard"}
    assert worked_out(known(names), [over_wards("heard", WHEN)]) == {}


def test_those_of_whom_a_share_is_not_true_can_be_another_indicators_count(
    evidence, areas
):
    record(evidence, evidence.repeats, areas, (78, 38, 20, 20), (150, 40, 50, 60))
    record(evidence, first := first_times(evidence), areas, (72, 2, 30, 40))
    release(evidence, evidence.repeats, areas)
    release(evidence, first, areas[2:])
    names = {
        ("repeats", "n"): "repeat",
        ("repeats", "of"): "heard",
        ("first-times", "n"): "first",
    }
    sums = [over_wards(name, WHEN) for name in ("repeat", "heard", "first")]
    sums += [
        Sum(("heard", at, WHEN), (("repeat", at, WHEN), ("first", at, WHEN)))
        for at in (HOME, *WARDS)
    ]
    assert worked_out(known(names), sums) == {}


def test_a_figure_that_was_corrected_in_one_of_two_does_not_part_them(evidence, areas):
    """The other still has the old number at one place, and the same at the others."""
    heard = (100, 3, 47, 50)
    record(evidence, evidence.incidents, areas, heard)
    release(evidence, evidence.incidents, areas)
    again = first_times(evidence)
    record(evidence, again, areas, (101, 3, 47, 51))
    release(evidence, again, areas[1:3])
    names = {("incidents", "n"): "heard", ("first-times", "n"): "heard"}
    assert worked_out(known(names), [over_wards("heard", WHEN)]) == {}


def test_figures_sent_again_do_not_tell_what_was_hidden(evidence, areas):
    """A later vintage with the same number, such as one with another note."""
    heard = (100, 3, 47, 50)
    record(evidence, evidence.incidents, areas, heard)
    release(evidence, evidence.incidents, areas)
    evidence.record(
        *(
            Figure(
                evidence.incidents, area, Q, numerator=n, may_publish=True, note="Again"
            )
            for area, n in zip(areas, heard, strict=True)
        )
    )
    release(evidence, evidence.incidents, areas[1:])
    assert worked_out(known(ONE_COUNT), [over_wards("heard", WHEN)]) == {}


@pytest.mark.parametrize("first", ["quarters", "year"])
def test_a_year_and_its_quarters_do_not_tell_a_hidden_quarter(evidence, areas, first):
    home = areas[:1]
    for period, number in zip([*QUARTERS, YEAR], (20, 30, 25, 3, 78), strict=True):
        record(evidence, evidence.incidents, home, [number], period=period)
    releases = {
        "quarters": ("quarter", (QUARTERS[0], QUARTERS[3])),
        "year": ("year", (YEAR, YEAR)),
    }
    for name in sorted(releases, key=lambda name: name != first):
        kind, span = releases[name]
        release(evidence, evidence.incidents, home, kind, span)
    whole = ("heard", HOME, f"year {YEAR.first_day}")
    quarters = [("heard", HOME, f"quarter {one.first_day}") for one in QUARTERS]
    seen = known(ONE_COUNT)
    assert seen.keys() == {whole, *quarters}
    assert worked_out(seen, [Sum(whole, tuple(quarters))]) == {}


def test_counts_that_only_look_alike_at_a_place_are_published_both(evidence, areas):
    """The same number at one of four places is chance; nothing more is hidden."""
    record(evidence, evidence.incidents, areas, (100, 30, 40, 30))
    record(evidence, evidence.repeats, areas, (50, 10, 20, 20), (100, 25, 45, 30))
    release(evidence, evidence.incidents, areas)
    release(evidence, evidence.repeats, areas)
    assert None not in {number for number, _ in known(ONE_COUNT).values()}


def test_an_earlier_release_of_something_else_changes_nothing(evidence, areas):
    record(evidence, evidence.incidents, areas, (100, 3, 47, 50))
    record(evidence, other := first_times(evidence), areas, (60, 10, 20, 30))
    release(evidence, evidence.incidents, areas)
    release(evidence, other, areas[1:])
    shown = ReleaseCell.objects.filter(indicator=other)
    assert sorted(cell.numerator for cell in shown) == [10, 20, 30]
