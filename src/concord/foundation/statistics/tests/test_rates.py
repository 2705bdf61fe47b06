"""Limits of rates, against published tables and an inversion that shares no code."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.foundation.statistics.rates import rate, rate_ratio


def chance_of_at_most(count: int, expected: float) -> float:
    """Poisson, summed term by term."""
    return math.fsum(
        math.exp(-expected + n * math.log(expected) - math.lgamma(n + 1))
        for n in range(count + 1)
    )


def expected_where(chance: float, count: int) -> float:
    """The expected number at which `count` or fewer have this chance, by halving."""
    low, high = 1e-9, 10.0 * count + 30
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (
            (middle, high)
            if chance_of_at_most(count, middle) > chance
            else (low, middle)
        )
    return low


# Exact limits of a Poisson count as printed in the tables of Pearson and Hartley.
PRINTED = {
    0: (0.0, 3.689),
    1: (0.0253, 5.572),
    2: (0.2422, 7.225),
    3: (0.6187, 8.767),
    5: (1.623, 11.668),
    9: (4.115, 17.085),
}


@pytest.mark.parametrize("count", PRINTED)
def test_small_counts_have_the_printed_exact_limits(count: int) -> None:
    found = rate(count=count, population=1_000, per=1_000)
    lower, upper = PRINTED[count]
    assert found.method == "exact"
    assert found.lower == pytest.approx(lower, abs=0.001)
    assert found.upper == pytest.approx(upper, abs=0.001)


@pytest.mark.parametrize("count", range(1, 10))
def test_exact_limits_invert_the_poisson_sums(count: int) -> None:
    found = rate(count=count, population=1, per=1)
    assert found.lower == pytest.approx(expected_where(0.975, count - 1), rel=1e-9)
    assert found.upper == pytest.approx(expected_where(0.025, count), rel=1e-9)


def test_from_ten_on_the_limits_are_byars() -> None:
    found = rate(count=10, population=1, per=1)
    assert found.method == "byar"
    z = 1.959963984540054
    assert found.lower == pytest.approx(10 * (1 - 1 / 90 - z / (3 * 10**0.5)) ** 3)
    assert found.upper == pytest.approx(11 * (1 - 1 / 99 + z / (3 * 11**0.5)) ** 3)


@pytest.mark.parametrize("count", [10, 11, 20, 50, 140])
def test_byars_limits_are_near_the_exact_ones(count: int) -> None:
    found = rate(count=count, population=1, per=1)
    assert found.lower == pytest.approx(expected_where(0.975, count - 1), rel=0.006)
    assert found.upper == pytest.approx(expected_where(0.025, count), rel=0.002)


def test_nothing_counted_is_a_rate_of_nothing_with_an_upper_limit() -> None:
    found = rate(count=0, population=50_000, per=10_000)
    assert (found.rate, found.lower) == (0, 0)
    assert found.upper == pytest.approx(3.6889 / 5, abs=1e-4)


def test_a_rate_is_per_as_many_as_asked_for() -> None:
    found = rate(count=5_404, population=125_000, per=10_000)
    assert found.rate == pytest.approx(432.32)
    assert found.lower < 432.32 < found.upper


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"count": -1, "population": 10}, "count: -1 is negative"),
        ({"count": 2.5, "population": 10}, "count: 2.5 is not whole"),
        ({"count": math.nan, "population": 10}, "count: nan is not a number"),
        ({"count": "3", "population": 10}, "count: '3' is not a number"),
        ({"count": True, "population": 10}, "count: True is not a number"),
        ({"count": 3, "population": 0}, "population: 0 is not above 0"),
        ({"count": 3, "population": -5}, "population: -5 is not above 0"),
        ({"count": 3, "population": math.inf}, "population: inf is not a number"),
        ({"count": 3, "population": 5, "per": 0}, "per: 0 is not above 0"),
    ],
)
def test_a_wrong_figure_is_named_with_the_way_out(wrong: dict, said: str) -> None:
    with pytest.raises(ValueError, match=r"Enter|show the count") as refused:
        rate(**wrong)
    assert str(refused.value).startswith(said)


@given(st.integers(0, 3_000), st.integers(1, 10**7))
def test_limits_lie_around_the_rate_and_scale_with_it(
    count: int, population: int
) -> None:
    found = rate(count=count, population=population, per=1_000)
    assert 0 <= found.lower <= found.rate < found.upper
    tenfold = rate(count=count, population=population, per=10_000)
    assert tenfold.upper == pytest.approx(found.upper * 10)
    assert tenfold.lower == pytest.approx(found.lower * 10)


@given(st.integers(1, 2_000))
def test_more_events_give_relatively_closer_limits(count: int) -> None:
    few = rate(count=count, population=1, per=1)
    many = rate(count=count + 1, population=1, per=1)
    assert many.lower > few.lower
    assert many.upper > few.upper
    assert (many.upper - many.lower) / many.rate < (few.upper - few.lower) / few.rate


def test_equal_rates_differ_by_no_more_than_chance() -> None:
    found = rate_ratio(
        count_before=40,
        population_before=1_000,
        count_after=80,
        population_after=2_000,
    )
    assert found.ratio == pytest.approx(1)
    assert not found.beyond_chance


def chance_of_at_least(count: int, of: int, share: float) -> float:
    """Binomial, summed term by term."""
    return math.fsum(
        math.comb(of, n) * share**n * (1 - share) ** (of - n)
        for n in range(count, of + 1)
    )


def test_the_limits_of_a_ratio_invert_the_binomial_sums() -> None:
    found = rate_ratio(
        count_before=12, population_before=900, count_after=30, population_after=1_000
    )
    assert found.ratio == pytest.approx(30 / 12 * 0.9)
    assert found.upper is not None
    low, high = (limit / 0.9 for limit in (found.lower, found.upper))
    assert chance_of_at_least(30, 42, low / (1 + low)) == pytest.approx(0.025)
    assert 1 - chance_of_at_least(31, 42, high / (1 + high)) == pytest.approx(0.025)
    assert found.beyond_chance


def test_nothing_before_gives_no_ratio_but_a_lower_limit() -> None:
    found = rate_ratio(
        count_before=0, population_before=100, count_after=9, population_after=100
    )
    assert (found.ratio, found.upper) == (None, None)
    assert found.lower > 1
    assert found.beyond_chance


def test_nothing_before_and_after_says_nothing() -> None:
    found = rate_ratio(
        count_before=0, population_before=100, count_after=0, population_after=100
    )
    assert (found.ratio, found.lower, found.upper) == (None, 0, None)
    assert not found.beyond_chance


@given(st.integers(1, 300), st.integers(1, 300), st.floats(0.1, 10))
def test_looking_back_turns_the_ratio_over(
    before: int, after: int, larger: float
) -> None:
    there = rate_ratio(
        count_before=before,
        population_before=1_000,
        count_after=after,
        population_after=1_000 * larger,
    )
    back = rate_ratio(
        count_before=after,
        population_before=1_000 * larger,
        count_after=before,
        population_after=1_000,
    )
    assert there.upper is not None
    assert back.lower == pytest.approx(1 / there.upper)
    assert back.beyond_chance == there.beyond_chance
