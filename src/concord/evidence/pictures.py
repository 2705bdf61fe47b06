"""What the figures look like: charts of an indicator, bars of groups."""

from __future__ import annotations

from dataclasses import dataclass

from concord.evidence.queries.equality import Group, Reach
from concord.evidence.queries.judged import Judged, limits_of
from concord.foundation.documents.bars import Share, most_of, share_bar
from concord.foundation.documents.control_chart import (
    Benchmark,
    ControlPicture,
    draw_control_chart,
)

ROOM = 1.1  # the longest bar leaves a tenth of the width


@dataclass(frozen=True, slots=True)
class Bar:
    """One group with its bar, in which a mark is the share of residents."""

    group: Group
    drawing: str


def reach_bars(reach: Reach) -> list[Bar]:
    """A bar for each group, on one scale."""
    rows = [
        Share(
            str(group.category),
            group.share,
            group.residents,
            "hidden" if group.is_hidden else "",
        )
        for group in reach.groups
    ]
    most = most_of(rows) * ROOM
    return [
        Bar(group, share_bar(row, most))
        for group, row in zip(reach.groups, rows, strict=True)
    ]


def control_picture(judged: Judged) -> ControlPicture | None:
    """What is drawn of an indicator, on page and paper; None where nothing can be.

    With the first benchmark; the larger area stands in for one where it was asked for.
    """
    chart = judged.chart or judged.line
    if chart is None or judged.last is None:
        return None
    return ControlPicture(
        chart=chart,
        name=judged.version.title,
        benchmark=_benchmark(judged),
        interval=None if chart.between else limits_of(judged.last, judged.version),
    )


def control_svg(judged: Judged, *, width: int = 384, height: int = 158) -> str:
    """The chart of an indicator for a page; nothing where there is none."""
    drawn = control_picture(judged)
    return (
        "" if drawn is None else draw_control_chart(drawn, width=width, height=height)
    )


def _benchmark(judged: Judged) -> Benchmark | None:
    if judged.chart is not None and judged.chart.between:
        return None
    if judged.parent is not None:
        value = judged.parent.value(judged.version.per)
        return None if value is None else Benchmark(value, "Larger")
    first = next(iter(judged.benchmarks), None)
    return None if first is None else Benchmark(float(first.value), first.label)
