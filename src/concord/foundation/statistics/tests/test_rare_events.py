"""Rare events: exact limits for small counts, and charts of the time between events."""

from __future__ import annotations

import datetime as dt
import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.foundation.periods import Month
from concord.foundation.statistics.control import (
    CannotChart,
    ControlChart,
    Rule,
    State,
    Verdict,
    judge,
    judge_events,
    series,
)

FIRST = Month(2022, 4)
SMALL = [2, 3, 1, 4, 2, 0, 3, 2, 5, 1, 2, 3]  # mean 28/12
RARE = [1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0]  # five events in a year


def counts(values: list[int | None], **more: object) -> ControlChart:
    months = FIRST.through(FIRST.plus(len(values) - 1))
    breaks = more.pop("breaks", ())
    given = series(
        zip(months, values, strict=True),
        kind="count",
        breaks=breaks,  # type: ignore[arg-type]
    )
    return judge(given, **more)  # type: ignore[arg-type]


def poisson_at_most(count: int, mean: float) -> float:
    return math.fsum(
        math.exp(-mean) * mean**n / math.factorial(n) for n in range(count + 1)
    )


def test_counts_with_a_mean_under_five_get_no_xmr_chart() -> None:
    assert counts(SMALL * 2).method == "poisson"
    assert counts([n + 3 for n in SMALL] * 2).method == "xmr"
    assert counts(SMALL * 2).headline.endswith("; small numbers")


def test_small_counts_have_exact_poisson_limits() -> None:
    limits = counts(SMALL * 2).limits
    assert limits is not None
    mean = 28 / 12
    assert limits.mean == pytest.approx(mean)
    # A count above the upper limit has a chance under 0.135 %, and the limit has not.
    assert 1 - poisson_at_most(int(limits.upper), mean) <= 0.00135
    assert 1 - poisson_at_most(int(limits.upper) - 1, mean) > 0.00135
    assert limits.upper == 8
    assert limits.lower == 0


def test_more_small_counts_than_chance_allows_are_a_signal() -> None:
    found = counts([*SMALL, *SMALL, 9], wanted="down", baseline=24)
    assert found.headline == "Worse: above the usual range"
    usual = counts([*SMALL, *SMALL, 8], wanted="down", baseline=24)
    assert usual.verdict is Verdict.NO_CHANGE


def test_a_run_of_small_counts_is_against_the_median() -> None:
    # The mean is 2.33: eight months with 2 are below it, and nothing unusual.
    found = counts([*SMALL, *SMALL, *[2] * 8], baseline=24)
    assert found.verdict is Verdict.NO_CHANGE
    fewer = counts([*SMALL, *SMALL, *[1] * 8], baseline=24, wanted="down")
    assert fewer.headline == "Better: 8 months below the median"


def test_events_under_one_a_month_are_judged_by_the_time_between_them() -> None:
    found = counts(RARE * 4)
    assert found.method == "g"
    assert found.between == "months"
    # From month 0: 3, 2, 4, 1, then 2 to the next first month, and again.
    assert [p.value for p in found.points[:6]] == [3, 2, 4, 1, 2, 3]
    assert [p.position for p in found.points[:3]] == [3, 5, 9]


def test_limits_of_a_g_chart_are_those_of_a_geometric_variable() -> None:
    limits = counts(RARE * 4).limits
    assert limits is not None
    chance = 1 / (1 + limits.mean)  # that an event comes before the period ends

    def beyond(periods: float) -> float:
        return 1 - math.fsum(
            chance * (1 - chance) ** n for n in range(int(periods) + 1)
        )

    assert beyond(limits.upper) <= 0.00135 < beyond(limits.upper - 1)
    assert beyond(limits.middle) <= 0.5 < beyond(limits.middle - 1)
    assert limits.lower == 0


def test_two_events_of_one_month_are_nothing_apart() -> None:
    found = counts([2, 0, 0, 1] * 10)
    assert [p.value for p in found.points[:4]] == [0, 3, 1, 0]


def test_no_event_for_longer_than_usual_is_a_signal_before_the_next_one() -> None:
    quiet = [0] * 20
    found = counts([*RARE * 4, *quiet], wanted="down")
    assert found.latest.open
    assert found.latest.state is State.BETTER
    assert found.headline == "Better: no event for longer than usual"
    bad = counts([*RARE * 4, *quiet], wanted="up")
    assert bad.verdict is Verdict.WORSENING
    short = counts([*RARE * 4, 0, 0], wanted="down")
    assert not short.latest.open
    assert short.verdict is Verdict.NO_CHANGE


def test_time_across_a_gap_or_a_break_is_not_known() -> None:
    gap = counts([*RARE * 2, None, *RARE * 2])
    assert [p.value for p in gap.points].count(None) == 1
    assert len([p for p in gap.points if p.value is not None]) == 18
    parted = counts(RARE * 8, breaks=[FIRST.plus(48)])
    assert [s.known for s in parted.segments] == [19, 19]


def test_rare_events_too_few_for_gaps_are_judged_by_their_counts() -> None:
    found = counts([*[1, 0, 0, 0, 0, 0] * 4, 4], wanted="down", baseline=24)
    assert found.method == "poisson"
    assert found.headline == "Worse: above the usual range"


def test_a_year_without_an_event_says_so() -> None:
    found = counts([0] * 12)
    assert found.verdict is Verdict.NO_CHANGE
    assert found.sentence.endswith("Each figure is 0.")


def test_a_wish_for_a_chart_that_does_not_fit_is_refused() -> None:
    with pytest.raises(CannotChart, match="method: g is for counts"):
        judge(series([(FIRST, 1.5)]), method="g")
    with pytest.raises(CannotChart, match="there are no two events"):
        counts([0, 1, 0], method="g")
    assert counts(RARE * 4, method="poisson").method == "poisson"


def test_a_t_chart_is_an_xmr_chart_of_days_to_the_power_of_1_over_3_6() -> None:
    apart = [30, 45, 12, 60, 33, 28, 51, 40, 19, 37, 44, 25, 39]
    days = [dt.date(2024, 1, 1)]
    for many in apart:
        days.append(days[-1] + dt.timedelta(days=many))
    found = judge_events(days)
    assert found.method == "t"
    assert [p.value for p in found.points] == apart
    y = [many ** (1 / 3.6) for many in apart]
    mean = sum(y) / 13
    reach = 2.66 * sum(abs(a - b) for a, b in pairwise(y)) / 12
    assert found.limits is not None
    assert found.limits.upper == pytest.approx((mean + reach) ** 3.6)
    assert found.limits.lower == pytest.approx((mean - reach) ** 3.6)
    assert found.verdict is Verdict.NO_CHANGE
    assert "Median 34 days between events" in found.sentence


def test_a_long_time_since_the_last_event_counts_up_to_today() -> None:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=n * 30 + n % 3) for n in range(15)]
    found = judge_events(days, until=dt.date(2026, 11, 1), wanted="down")
    assert found.headline == "Better: no event for longer than usual"
    assert found.latest.open
    assert found.latest.label == "1 November 2026"


def test_days_across_a_new_way_of_recording_are_not_counted() -> None:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=20 * n) for n in range(20)]
    found = judge_events(days, breaks=[dt.date(2024, 7, 1)])
    assert sum(s.known for s in found.segments) == 18
    assert [b.label for b in found.breaks] == ["1 July 2024"]


def test_events_that_cannot_be_judged_are_refused() -> None:
    with pytest.raises(CannotChart, match="events: there is none"):
        judge_events([])
    with pytest.raises(CannotChart, match="until: 2024-01-01 is before the last"):
        judge_events([dt.date(2024, 2, 1)], until=dt.date(2024, 1, 1))
    alone = judge_events([dt.date(2024, 2, 1)])
    assert alone.verdict is Verdict.TOO_FEW
    assert alone.points == ()


@settings(deadline=None)
@given(st.lists(st.integers(0, 6), min_size=12, max_size=60))
def test_any_series_of_small_counts_has_a_verdict(values: list[int]) -> None:
    found = counts(values, wanted="down")
    if found.limits:
        assert found.method in ("poisson", "g") or sum(values) / len(values) >= 5
        assert 0 <= found.limits.lower <= found.limits.middle <= found.limits.upper
        for point in found.points:
            outside = point.value is not None and not (
                found.limits.lower <= point.value <= found.limits.upper
            )
            assert (Rule.OUTSIDE in point.rules) == outside
