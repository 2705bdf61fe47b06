"""The control charts of a paper, judged and drawn from the numbers in its content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from concord.foundation.documents.control_chart import (
    Benchmark,
    ControlPicture,
    alternative_text,
    draw_control_chart,
)
from concord.foundation.statistics.control import Kind, Wanted, judge, series
from concord.foundation.statistics.reading import read_period

from ..content import BoardPaper, FigureChart

# As wide as the text, and low, so that six stand on a page.
WIDE, HIGH = 660.0, 132.0


@dataclass(frozen=True)
class IndicatorChart:
    """A drawing with the words above it, and those for who can't see it."""

    caption: str
    svg: str
    alternative: str


def indicator_charts(paper: BoardPaper) -> list[IndicatorChart]:
    """One for each figure that has a series, in the order of the table."""
    return [_drawn(each) for each in _charts(paper)]


def _charts(paper: BoardPaper) -> Iterator[FigureChart]:
    for figure in paper.figures:
        if figure.chart is not None:
            yield figure.chart


def _drawn(given: FigureChart) -> IndicatorChart:
    chart = judge(
        series(
            {read_period(period): value for period, value in given.points},
            kind=Kind(given.kind),
            breaks=[read_period(period) for period in given.breaks],
        ),
        wanted=Wanted(given.wanted),
    )
    picture = ControlPicture(
        chart,
        given.name,
        benchmark=Benchmark(given.benchmark[1], given.benchmark[0])
        if given.benchmark
        else None,
        interval=given.interval,
    )
    return IndicatorChart(
        caption=f"{given.name}. {chart.headline}",
        svg=draw_control_chart(picture, width=WIDE, height=HIGH),
        alternative=alternative_text(picture),
    )
