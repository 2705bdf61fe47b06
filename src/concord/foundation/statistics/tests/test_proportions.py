"""Limits of shares, against Newcombe's published examples and a search for the root."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.foundation.statistics.proportions import difference, proportion

# R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3 (Wilson).
PRINTED = {
    (81, 263): (0.2553, 0.3662),
    (15, 148): (0.0624, 0.1605),
    (0, 20): (0.0000, 0.1611),
    (1, 29): (0.0061, 0.1718),
}
# The same volume, 873-890, table II, method 10: difference of two shares.
DIFFERENCES = {
    (56, 70, 48, 80): (0.2000, 0.0524, 0.3339),
    (9, 10, 3, 10): (0.6000, 0.1705, 0.8090),
    (5, 56, 0, 29): (0.0893, -0.0381, 0.1926),
    (10, 10, 0, 10): (1.0000, 0.6075, 1.0000),
}


@pytest.mark.parametrize("case", PRINTED)
def test_shares_have_the_printed_limits_of_wilson(case: tuple[int, int]) -> None:
    found = proportion(numerator=case[0], denominator=case[1], unit="fraction")
    assert (round(found.lower, 4), round(found.upper, 4)) == PRINTED[case]


@pytest.mark.parametrize("case", DIFFERENCES)
def test_differences_have_the_printed_limits_of_newcombe(
    case: tuple[int, int, int, int],
) -> None:
    after, all_after, before, all_before = case
    found = difference(
        numerator_before=before,
        denominator_before=all_before,
        numerator_after=after,
        denominator_after=all_after,
        unit="fraction",
    )
    shown = (found.difference, found.lower, found.upper)
    assert tuple(round(value, 4) for value in shown) == DIFFERENCES[case]


@given(st.integers(1, 500), st.data())
def test_a_limit_of_wilson_is_where_the_share_is_just_not_refused(
    of: int, data: st.DataObject
) -> None:
    part = data.draw(st.integers(0, of))
    found = proportion(numerator=part, denominator=of, unit="fraction")
    for limit in (found.lower, found.upper):
        if 0 < limit < 1:
            off = abs(part / of - limit) / (limit * (1 - limit) / of) ** 0.5
            assert off == pytest.approx(1.959963984540054, rel=1e-6)
    assert 0 <= found.lower <= found.value <= found.upper <= 1


def test_the_unit_is_said_and_percent_is_the_usual_one() -> None:
    found = proportion(numerator=32, denominator=100)
    assert (found.unit, found.value) == ("percent", 32)
    assert found.lower == pytest.approx(23.67, abs=0.01)
    with pytest.raises(ValueError, match="percent or fraction"):
        proportion(numerator=1, denominator=2, unit="per mille")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("part", "of", "said"),
    [
        (5, 0, "denominator: 0 of nobody"),
        (7, 6, "numerator: 7 is more than the 6"),
        (-1, 6, "numerator: -1 is negative"),
        (1, 6.5, "denominator: 6.5 is not whole"),
    ],
)
def test_a_share_that_cannot_be_is_refused(part: float, of: float, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        proportion(numerator=part, denominator=of)


def test_a_change_within_chance_is_not_called_one() -> None:
    found = difference(
        numerator_before=30,
        denominator_before=100,
        numerator_after=35,
        denominator_after=100,
    )
    assert found.difference == pytest.approx(5)
    assert not found.beyond_chance


def test_a_change_beyond_chance_is_one_in_either_direction() -> None:
    much = difference(
        numerator_before=300,
        denominator_before=1_000,
        numerator_after=350,
        denominator_after=1_000,
    )
    back = difference(
        numerator_before=350,
        denominator_before=1_000,
        numerator_after=300,
        denominator_after=1_000,
    )
    assert much.beyond_chance
    assert back.beyond_chance
    assert back.upper == pytest.approx(-much.lower)
