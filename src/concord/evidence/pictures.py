"""What the figures look like: charts of an indicator, bars of groups."""

from __future__ import annotations

from dataclasses import dataclass

from concord.evidence.queries.equality import Group, Reach
from concord.evidence.queries.judged import Judged, limits_of
from concord.foundation.documents.control_chart import (
    Benchmark,
    ControlPicture,
    draw_control_chart,
)

WIDTH = 320  # units of a bar's picture
ROOM = 1.1  # the longest bar leaves a tenth of the width


@dataclass(frozen=True, slots=True)
class Bar:
    """One group's bar: its length, and where the share of residents stands."""

    group: Group
    length: int | None
    mark: int | None


def reach_bars(reach: Reach) -> list[Bar]:
    """A bar for each group, on one scale."""
    shares = [group.share for group in reach.groups if group.share is not None]
    lives = [group.residents for group in reach.groups if group.residents is not None]
    most = max([*shares, *lives, 1.0]) * ROOM
    return [
        Bar(
            group,
            None if group.share is None else round(WIDTH * group.share / most),
            None if group.residents is None else round(WIDTH * group.residents / most),
        )
        for group in reach.groups
    ]


def control_picture(judged: Judged) -> ControlPicture | None:
    """What is drawn of an indicator, on page and paper; None where it is not judged.

    With the first benchmark; the larger area stands in for one where it was asked for.
    """
    if judged.chart is None or judged.last is None:
        return None
    return ControlPicture(
        chart=judged.chart,
        name=judged.version.title,
        benchmark=_benchmark(judged),
        interval=None
        if judged.chart.between
        else limits_of(judged.last, judged.version),
    )


def control_svg(judged: Judged, *, width: int = 384, height: int = 158) -> str:
    """The chart of an indicator for a page; nothing where it is not judged."""
    drawn = control_picture(judged)
    return (
        "" if drawn is None else draw_control_chart(drawn, width=width, height=height)
    )


def _benchmark(judged: Judged) -> Benchmark | None:
    if judged.chart is None or judged.chart.between:
        return None
    if judged.parent is not None:
        value = judged.parent.value(judged.version.per)
        return None if value is None else Benchmark(value, "Larger")
    first = next(iter(judged.benchmarks), None)
    return None if first is None else Benchmark(float(first.value), first.label)
