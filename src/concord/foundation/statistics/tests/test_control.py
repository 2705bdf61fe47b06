"""XmR charts: limits worked by hand, each rule, gaps, breaks, and what is said."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.foundation.periods import FinancialYear, Month, Quarter
from concord.foundation.statistics.control import (
    CannotChart,
    ControlChart,
    Rule,
    State,
    Verdict,
    Without,
    judge,
    series,
)

FIRST = Quarter(2021, 1)
# Mean 20; the moving ranges are all 2, so the limits are 20 -+ 5.32.
EVEN = [19.0, 21.0] * 8


def chart(values: list[float | None], **more: object) -> ControlChart:
    """Quarters from April 2021; `kind` and `breaks` go to the series."""
    periods = FIRST.through(FIRST.plus(len(values) - 1))
    parts = {name: more.pop(name) for name in ("kind", "breaks") if name in more}
    return judge(series(zip(periods, values, strict=True), **parts), **more)  # type: ignore[arg-type]


def rules_at(found: ControlChart, position: int) -> set[str]:
    return {str(rule) for rule in found.points[position].rules}


def test_limits_are_the_mean_and_2_66_average_moving_ranges() -> None:
    found = chart([10, 12, 11, 13, 10, 12, 11, 13, 10, 12, 11, 13])
    limits = found.limits
    assert limits is not None
    # Differences 2 1 2 3 2 1 2 3 2 1 2: together 21, on average 21/11.
    assert limits.mean == 11.5
    assert limits.moving_range == pytest.approx(21 / 11)
    assert limits.upper == pytest.approx(11.5 + 2.66 * 21 / 11)
    assert limits.lower == pytest.approx(11.5 - 2.66 * 21 / 11)
    assert (found.method, found.rules) == ("xmr", "concord-1")
    assert found.verdict is Verdict.NO_CHANGE
    assert found.headline == "No change beyond usual variation"


def test_no_moving_range_is_taken_across_a_gap() -> None:
    found = chart([10, 12] * 4 + [None] + [30, 32] * 4)
    assert found.limits is not None
    assert found.limits.moving_range == 2
    assert found.limits.mean == 21


def test_a_limit_that_no_value_can_reach_is_clipped_and_says_so() -> None:
    low = chart([1, 9] * 6, kind="count").limits
    assert low is not None
    assert (low.lower, low.lower_clipped, low.upper_clipped) == (0, True, False)
    high = chart([90, 99] * 6, kind="percent").limits
    assert high is not None
    assert (high.upper, high.upper_clipped) == (100, True)
    free = chart([1, 9] * 6).limits
    assert free is not None
    assert free.lower == pytest.approx(5 - 2.66 * 8)
    assert not free.lower_clipped


def test_one_point_outside_is_a_signal() -> None:
    found = chart([*EVEN, 40], wanted="up", baseline=16)
    assert rules_at(found, 16) == {"outside"}
    assert found.verdict is Verdict.IMPROVING
    assert found.headline == "Better: above the usual range"
    assert found.points[16].state is State.BETTER
    assert found.points[3].state is State.USUAL


def test_a_point_on_the_limit_is_not_outside() -> None:
    found = chart([*EVEN, 20 + 5.32, 19], baseline=16)
    assert Rule.OUTSIDE not in found.points[16].rules


def test_eight_points_on_one_side_are_a_run_and_seven_are_not() -> None:
    values = [18, 22, 18, 22, 18, 22, 18, 22, 18, 22, 18, 22]
    seven = chart([*values, 19, *[20.5, 21] * 3, 20.5], baseline=12)
    assert not any(signal.rule is Rule.RUN for signal in seven.signals)
    eight = chart([*values, 19, *[20.5, 21] * 4], baseline=12, wanted="down")
    assert eight.headline == "Worse: 8 quarters above the mean"
    assert [p.state for p in eight.points[-8:]] == [State.WORSE] * 8
    assert eight.points[12].state is State.USUAL


def test_a_point_on_the_mean_ends_a_run() -> None:
    found = chart([*EVEN[:12], 19, *[21] * 4, 20, *[21] * 4], baseline=12)
    assert not any(signal.rule is Rule.RUN for signal in found.signals)


def test_six_rising_points_are_a_signal_and_five_are_not() -> None:
    five = chart([*EVEN, 19, 19.5, 20, 20.2, 20.4], baseline=16)
    assert five.verdict is Verdict.NO_CHANGE
    six = chart([*EVEN, 19, 19.5, 20, 20.2, 20.4, 20.6], baseline=16, wanted="none")
    assert six.headline == "Changed: 6 quarters rising"
    assert six.verdict is Verdict.CHANGED
    assert [n for n, p in enumerate(six.points) if p.rules] == list(range(16, 22))


def test_equal_neighbours_end_a_trend() -> None:
    found = chart([*EVEN, 19, 19.5, 20, 20, 20.4, 20.6, 20.7], baseline=16)
    assert not any(signal.rule is Rule.TREND for signal in found.signals)


def test_two_of_three_near_a_limit_are_a_signal() -> None:
    # Two thirds of the way to the limits: 20 -+ 3.547.
    found = chart([*EVEN, 23.6, 20, 23.6], baseline=16, wanted="up")
    assert found.headline == "Better: 2 of 3 quarters near the upper limit"
    assert [n for n, p in enumerate(found.points) if p.rules] == [16, 18]
    sides = chart([*EVEN, 23.6, 20, 16.4], baseline=16)
    assert sides.verdict is Verdict.NO_CHANGE
    apart = chart([*EVEN, 23.6, 20, 20, 23.6], baseline=16)
    assert apart.verdict is Verdict.NO_CHANGE
    short = chart([*EVEN, 23.5, 20, 23.5], baseline=16)
    assert short.verdict is Verdict.NO_CHANGE


def test_the_first_rule_gives_the_words_where_several_hold() -> None:
    found = chart([*EVEN, *range(21, 31)], baseline=16, wanted="up")
    assert rules_at(found, 25) == {"outside", "run", "trend", "near"}
    assert found.points[25].rules == tuple(Rule)
    assert found.headline == "Better: above the usual range for 5 quarters"


def test_a_rule_that_points_the_other_way_is_said_too() -> None:
    found = chart([*EVEN, 25, 24.9, 24.8, 24.7, 23, 22, 21, 20.5], baseline=16)
    assert (
        found.headline == "Changed: 9 quarters above the mean, but 8 quarters falling"
    )


def test_a_signal_that_is_over_is_marked_but_is_no_verdict() -> None:
    found = chart([*EVEN, 40, *EVEN[:4]], wanted="down", baseline=16)
    assert found.points[16].state is State.WORSE
    assert found.verdict is Verdict.NO_CHANGE


@pytest.mark.parametrize(
    ("wanted", "verdict", "state"),
    [
        ("up", Verdict.WORSENING, State.WORSE),
        ("down", Verdict.IMPROVING, State.BETTER),
        ("none", Verdict.CHANGED, State.CHANGED),
    ],
)
def test_a_falling_figure_is_good_or_bad_by_what_is_wanted(
    wanted: str, verdict: Verdict, state: State
) -> None:
    found = chart([*EVEN, 5], wanted=wanted)
    assert found.verdict is verdict
    assert found.latest.state is state


def test_a_gap_ends_a_run_and_a_trend() -> None:
    run = chart([*EVEN, *[21] * 4, None, *[21] * 4], baseline=16)
    assert not any(signal.rule is Rule.RUN for signal in run.signals)
    trend = chart([*EVEN, 19, 19.5, 20, None, 20.4, 20.6, 20.8], baseline=16)
    assert not any(signal.rule is Rule.TREND for signal in trend.signals)
    near = chart([*EVEN, 23.6, None, 23.6], baseline=16)
    assert near.verdict is Verdict.NO_CHANGE


def test_a_late_figure_is_said_and_the_last_known_one_is_judged() -> None:
    found = chart([*EVEN, 40, None], wanted="up")
    assert found.verdict is Verdict.IMPROVING
    assert found.latest.label == "Q1 2025/26"
    assert found.points[17].state is State.MISSING
    assert "No figure for Q2 2025/26; the latest is that of Q1 2025/26." in (
        found.sentence
    )


def test_under_twelve_points_there_are_no_limits() -> None:
    found = chart([10, 12, 50, 9, 10, 12, 11, 9, 10, 12, None, 11], wanted="up")
    assert found.verdict is Verdict.TOO_FEW
    assert found.limits is None
    assert found.current.without is Without.TOO_FEW
    assert found.headline == "Not enough data to judge: 12 points needed"
    states = {point.state for point in found.points}
    assert states == {State.UNJUDGED, State.MISSING}


def test_one_point_alone_is_too_few() -> None:
    assert chart([7], kind="count").verdict is Verdict.TOO_FEW


def test_limits_are_worked_out_again_after_a_break() -> None:
    found = chart([*EVEN[:12], *[v + 100 for v in EVEN[:12]]], breaks=[FIRST.plus(12)])
    before, after = found.segments
    assert before.limits is not None
    assert after.limits is not None
    assert (before.limits.mean, after.limits.mean) == (20, 120)
    assert before.limits.moving_range == after.limits.moving_range == 2
    assert found.verdict is Verdict.NO_CHANGE
    assert found.signals == ()
    assert "Compared only since Q1 2024/25, when recording changed." in found.sentence


def test_a_short_stretch_after_a_break_is_not_compared() -> None:
    found = chart([*EVEN, 60, 61, 62], breaks=[FIRST.plus(16)], wanted="up")
    assert found.verdict is Verdict.BROKEN
    assert found.headline == "Recording changed in Q1 2025/26: not compared"
    assert found.segments[0].limits is not None
    assert found.limits is None
    assert [p.state for p in found.points[-3:]] == [State.UNJUDGED] * 3


def test_the_survey_before_the_year_ending_march_2024_is_another_series() -> None:
    """Fact 14: no year before the break is ever compared with one after it."""
    years = FinancialYear(2010).through(FinancialYear(2024))
    share = [5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 7.8, 7.9]
    given = series(zip(years, share, strict=True), kind="percent",
                   breaks=[FinancialYear(2023)])  # fmt: skip
    found = judge(given, wanted="down")
    assert found.verdict is Verdict.BROKEN
    assert found.headline == "Recording changed in 2023/24: not compared"
    assert not any(point.rules for point in found.points)


def test_values_that_never_vary_have_no_limits_and_no_change() -> None:
    found = chart([12] * 14, kind="count")
    assert found.verdict is Verdict.NO_CHANGE
    assert found.current.without is Without.ALIKE
    assert found.limits is None
    assert found.sentence.endswith("Each figure is 12.")


def test_neighbours_that_never_vary_say_nothing_of_a_step_across_a_gap() -> None:
    found = chart([5.0] * 7 + [None] + [7.0] * 7)
    assert found.verdict is Verdict.TOO_FEW
    assert found.current.without is Without.FLAT


def test_every_other_figure_missing_is_too_many_gaps() -> None:
    found = chart([10, None, 12, None, 11, None] * 4 + [12])
    assert found.current.known >= 12
    assert found.headline == "Not enough data to judge: too many gaps"


def test_limits_come_from_the_baseline_where_there_is_one() -> None:
    found = chart([*EVEN[:12], *[26.0, 24.0] * 4], baseline=12)
    assert found.limits is not None
    assert found.limits.mean == 20
    assert found.current.counted == 12
    everything = chart([*EVEN[:12], *[26.0, 24.0] * 4])
    assert everything.limits is not None
    assert everything.limits.mean == 22
    with pytest.raises(CannotChart, match="baseline: 11 points are too few"):
        chart(EVEN, baseline=11)


def test_months_speak_of_months() -> None:
    months = Month(2023, 4).through(Month(2024, 12))
    values = [19.0, 21.0] * 6 + [22.0] * 9
    found = judge(series(zip(months, values, strict=True)), baseline=12, wanted="up")
    assert found.headline == "Better: 10 months above the mean"


whole = st.integers(-1_000, 1_000).map(float)
gappy = st.lists(st.one_of(whole, st.none()), min_size=14, max_size=40).filter(
    lambda values: any(v is not None for v in values)
)


def told(found: ControlChart) -> list[tuple[object, ...]]:
    return [(signal.rule, signal.up, signal.at) for signal in found.signals]


@settings(deadline=None)
@given(gappy, st.sampled_from([0.5, 2.0, 8.0]), st.integers(-4_000, 4_000))
def test_another_unit_or_origin_changes_no_signal(
    values: list[float | None], scale: float, shift: int
) -> None:
    before = chart(values, wanted="up")
    moved = [None if v is None else v * scale + shift for v in values]
    after = chart(moved, wanted="up")
    assert told(after) == told(before)
    assert after.verdict is before.verdict
    if before.limits:
        assert after.limits is not None
        upper = before.limits.upper * scale + shift
        assert after.limits.upper == pytest.approx(upper, abs=1e-6)


@settings(deadline=None)
@given(gappy)
def test_the_chart_of_the_opposite_is_the_mirrored_chart(
    values: list[float | None],
) -> None:
    there = chart(values, wanted="up")
    back = chart([None if v is None else -v for v in values], wanted="down")
    mirrored = {(rule, not up, at) for rule, up, at in told(back)}
    assert mirrored == set(told(there))
    assert [p.state for p in back.points] == [p.state for p in there.points]


@settings(deadline=None)
@given(gappy, st.integers(1, 30))
def test_no_signal_holds_a_gap_or_goes_across_a_break(
    values: list[float | None], at: int
) -> None:
    found = chart(values, breaks=[FIRST.plus(at)])
    for signal in found.signals:
        assert all(values[n] is not None for n in signal.at)
        assert all(n < at for n in signal.at) or all(n >= at for n in signal.at)
        if signal.rule is not Rule.NEAR:
            assert list(signal.at) == list(range(signal.at[0], signal.at[-1] + 1))


@settings(deadline=None)
@given(gappy)
def test_the_words_and_the_points_agree(values: list[float | None]) -> None:
    found = chart(values, wanted="up")
    word = {
        State.BETTER: Verdict.IMPROVING,
        State.WORSE: Verdict.WORSENING,
        State.USUAL: Verdict.NO_CHANGE,
    }
    if found.limits:
        assert found.verdict is word[found.latest.state]
    assert found.sentence.startswith(found.headline)


def test_chance_alone_seldom_makes_a_verdict() -> None:
    """About one in a hundred series of 24 quarters in which nothing has changed."""
    dice = random.Random(20261127)  # noqa: S311
    false = sum(
        chart([dice.gauss(100, 10) for _ in range(24)]).verdict is Verdict.CHANGED
        for _ in range(1_000)
    )
    assert 0 < false < 25
