"""The picture of a control chart says what the chart says, and hides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from concord.foundation.documents import strokes
from concord.foundation.documents.control_chart import (
    BETTER,
    HEIGHT,
    JOIN,
    USUAL,
    WIDTH,
    WORSE,
    Benchmark,
    ControlPicture,
    draw_control_chart,
)
from concord.foundation.documents.typesetting import draw_png
from concord.foundation.periods import CalendarYear, FinancialYear, Month, Quarter
from concord.foundation.statistics.control import judge, judge_events, series

SVG = "{http://www.w3.org/2000/svg}"
FIRST = Quarter(2022, 1)
EVEN = [19.0, 21.0] * 8


def picture(values: Iterable[float | None], **more: object) -> ControlPicture:
    """Quarters from April 2022; the rest goes to the series, the chart, the picture."""
    given_ = {k: more.pop(k) for k in ("kind", "breaks") if k in more}
    judged = {k: more.pop(k) for k in ("wanted", "baseline") if k in more}
    points = [(FIRST.plus(n), value) for n, value in enumerate(values)]
    chart = judge(series(points, **given_), **judged)  # type: ignore[arg-type]
    return ControlPicture(chart, "Cases", **more)  # type: ignore[arg-type]


def drawing(shown: ControlPicture, **size: float) -> etree._Element:
    return etree.fromstring(draw_control_chart(shown, **size).encode())


def texts(drawn: etree._Element) -> list[str]:
    return [each.text or "" for each in drawn.iter(f"{SVG}text")]


def filled(drawn: etree._Element, shape: str, colour: str) -> list[etree._Element]:
    return [s for s in drawn.iter(f"{SVG}{shape}") if s.get("fill") == colour]


def joined(drawn: etree._Element) -> str:
    return next(p.get("d", "") for p in drawn.iter(f"{SVG}path")
                if p.get("stroke") == JOIN)  # fmt: skip


def test_the_name_of_the_picture_is_the_verdict_with_the_latest_value() -> None:
    drawn = drawing(picture([*EVEN, 40], wanted="up", baseline=16, interval=(33, 47)))
    assert drawn.get("role") == "img"
    assert drawn.get("aria-label", "").startswith(
        "Cases: 40 (95% interval 33 to 47) in Q1 2026/27. "
        "Better: above the usual range. Mean 20, usual range 15 to 25."
    )


def test_the_small_multiple_has_the_size_of_the_design() -> None:
    drawn = drawing(picture(EVEN))
    assert drawn.get("viewBox") == "0 0 384 158"
    assert drawing(picture(EVEN), width=700, height=240).get("width") == "700"


def test_shapes_follow_what_is_wanted_and_not_up_or_down() -> None:
    values = [*EVEN, 40]
    better = drawing(picture(values, wanted="up", baseline=16))
    worse = drawing(picture(values, wanted="down", baseline=16))
    changed = drawing(picture(values, baseline=16))
    for drawn in (better, worse, changed):
        assert len(filled(drawn, "circle", USUAL)) == 16
    assert len(filled(better, "path", BETTER)) == 1
    assert len(filled(worse, "path", WORSE)) == 1
    assert len(filled(changed, "path", BETTER)) == 1
    # A diamond has four sides and a triangle three, so that grey print tells them.
    assert filled(better, "path", BETTER)[0].get("d", "").count("4.8") == 6
    assert "h" in filled(worse, "path", WORSE)[0].get("d", "")


def test_the_line_is_cut_at_gaps_and_a_gap_has_a_question_mark() -> None:
    drawn = drawing(picture([*EVEN[:5], None, None, *EVEN[5:], None, 20]))
    assert joined(drawn).count("M") == 3
    assert texts(drawn).count("?") == 2


def test_what_is_kept_back_says_hidden_and_is_no_question_mark() -> None:
    shown = picture(
        [*EVEN[:5], None, None, *EVEN[5:]],
        hidden={str(FIRST.plus(5)), str(FIRST.plus(6))},
    )
    said = texts(drawing(shown))
    assert said.count("hidden") == 1
    assert "?" not in said


def test_the_line_is_cut_where_recording_changed() -> None:
    drawn = drawing(picture([*EVEN, *EVEN], breaks=[FIRST.plus(16)]))
    assert joined(drawn).count("M") == 2
    assert "Recording changed" in texts(drawn)
    assert len(list(drawn.iter(f"{SVG}rect"))) == 2  # a band on either side


def test_under_twelve_points_there_is_no_band_and_no_mean() -> None:
    drawn = drawing(picture([None] * 8 + [5, 6, 7], note="Service opened July 2024"))
    assert not list(drawn.iter(f"{SVG}rect"))
    said = texts(drawn)
    assert "Service opened July 2024" in said
    assert not any(each.startswith("Mean") for each in said)
    assert "?" not in said


def test_years_stand_at_april() -> None:
    assert [t for t in texts(drawing(picture(EVEN))) if "/" in t] == [
        "22/23",
        "23/24",
        "24/25",
        "25/26",
    ]
    months = [(Month(2024, 1).plus(n), 10.0 + n % 3) for n in range(18)]
    shown = ControlPicture(judge(series(months)), "Cases")
    assert [t for t in texts(drawing(shown)) if "/" in t] == ["24/25", "25/26"]


def test_labels_at_the_end_stand_apart() -> None:
    shown = picture(
        [31, 35, 33, 29, 36, 34, 38, 32, 35, 37, 33, 39, 36, 37],
        kind="percent",
        benchmark=Benchmark(36, "Nat."),
        interval=(28, 47),
    )
    drawn = drawing(shown)
    found = {
        t.text: float(t.get("y", "0"))
        for t in drawn.iter(f"{SVG}text")
        if t.text in ("37%", "Nat. 36%", "Mean 35%")
    }
    assert len(found) == 3
    feet = sorted(found.values())
    assert min(b - a for a, b in pairwise(feet)) >= 13


@settings(deadline=None)
@given(st.lists(st.floats(0, 150), min_size=1, max_size=6))
def test_labels_never_overlap_and_stay_in_order(wanted: list[float]) -> None:
    placed = strokes.moved_apart(wanted, 12, 140)
    feet = sorted(placed)
    assert all(b - a >= 13 - 1e-6 for a, b in pairwise(feet))
    assert all(12 <= foot <= 140 for foot in placed)
    for one, first in enumerate(wanted):
        for other, second in enumerate(wanted):
            if first < second:
                assert placed[one] < placed[other]


@settings(deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_a_scale_has_two_or_three_numbers(low: float, span: float) -> None:
    assume(span > abs(low) * 1e-6)  # anything closer is drawn as equal
    found = strokes.ticks(low, low + span)
    assert 2 <= len(found) <= 3
    assert all(low - span * 1e-6 <= mark <= low + span * 1.000001 for mark in found)


figures = st.lists(
    st.one_of(st.none(), st.floats(0, 1e6), st.integers(0, 100).map(float)),
    min_size=1,
    max_size=40,
).filter(lambda values: any(v is not None for v in values))


@settings(deadline=None)
@given(figures, st.booleans())
def test_any_series_is_drawn_inside_its_frame(
    values: list[float | None], broken: bool
) -> None:
    breaks = [FIRST.plus(len(values) // 2)] if broken else []
    drawn = drawing(picture(values, kind="rate", breaks=breaks))
    for each in drawn.iter(f"{SVG}text"):
        x, width = float(each.get("x", "0")), strokes.width_of(each.text or "")
        start = {"start": x, "middle": x - width / 2, "end": x - width}
        left = start[each.get("text-anchor", "start")]
        assert left >= -2
        assert left + width <= WIDTH + 6
        assert 0 < float(each.get("y", "0")) <= HEIGHT
    for dot in drawn.iter(f"{SVG}circle"):
        assert 0 <= float(dot.get("cx", "-1")) <= WIDTH
        assert 0 <= float(dot.get("cy", "-1")) <= HEIGHT


def test_nothing_in_a_name_becomes_markup_and_nothing_is_styled_inline() -> None:
    shown = picture(EVEN, benchmark=Benchmark(20, '<b>"&'), note="<script>")
    named = ControlPicture(shown.chart, 'A "<i>" & more', benchmark=shown.benchmark)
    svg = draw_control_chart(named)
    drawn = etree.fromstring(svg.encode())
    assert drawn.get("aria-label", "").startswith('A "<i>" & more: 21 in')
    assert '<b>"& 20' in texts(drawn)
    assert "style=" not in svg
    assert "<script" not in svg
    assert not any(each.get("style") for each in drawn.iter())


def test_times_between_events_say_what_the_scale_is_and_what_is_not_over() -> None:
    days = [dt.date(2023, 1, 5) + dt.timedelta(days=25 * n + n % 4) for n in range(15)]
    chart = judge_events(days, until=dt.date(2026, 3, 31), wanted="down")
    drawn = drawing(ControlPicture(chart, "Deaths"))
    said = texts(drawn)
    assert "days from one event to the next" in said
    assert any(each.endswith("+") for each in said)
    open_ = [p for p in drawn.iter(f"{SVG}path") if p.get("fill") == "#ffffff"]
    assert len(open_) == 1
    assert float(open_[0].get("d", "M999").split()[0][1:]) <= WIDTH


def test_one_point_and_equal_points_are_drawn_too() -> None:
    for values in ([7], [7] * 14, [0] * 14):
        assert len(list(drawing(picture(values)).iter(f"{SVG}circle"))) == len(values)


def test_financial_years_are_named_without_running_into_each_other() -> None:
    years = [(FinancialYear(2001 + n), 5.0 + n % 3) for n in range(24)]
    drawn = drawing(ControlPicture(judge(series(years)), "Share"))
    named = [t for t in drawn.iter(f"{SVG}text") if "/" in (t.text or "")]
    ends = [float(t.get("x", "0")) for t in named]
    assert len(named) >= 5
    assert min(b - a for a, b in pairwise(ends)) >= 30


def test_calendar_years_carry_their_own_name() -> None:
    years = [(CalendarYear(2018 + n), 5.0 + n % 3) for n in range(4)]
    shown = ControlPicture(judge(series(years)), "Offences")
    named = [t for t in texts(drawing(shown)) if t.startswith("20")]
    assert named == ["2018", "2019", "2020", "2021"]
    assert "2021" in drawing(shown).get("aria-label", "")


@pytest.mark.parametrize("wanted", ["up", "down"])
def test_the_same_drawing_goes_into_paper(wanted: str) -> None:
    svg = draw_control_chart(picture([*EVEN, None, 40], wanted=wanted))
    assert draw_png(svg, width=WIDTH, pixels_per_inch=72).startswith(b"\x89PNG")
