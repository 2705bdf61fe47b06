"""The style guide's charts: the figures of an invented road-safety partnership."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from concord.foundation.documents.bars import (
    Compared,
    Ranked,
    Share,
    draw_ranked,
    draw_shares,
)
from concord.foundation.documents.control_chart import (
    Benchmark,
    ControlPicture,
    draw_control_chart,
)
from concord.foundation.documents.tiles import Tile, draw_tiles
from concord.foundation.periods import Quarter
from concord.foundation.statistics.control import judge, series
from concord.foundation.statistics.rates import count_limits, rate

FIRST = Quarter(2022, 1)
CLOSER = [31, 27, 33, 29, 32, 28, 30, 34, 27, 31, 29, 32, 25, 23, 24, 21, 22, 19]
COUNTED = [40, 43, 41, 45, 42, None, 44, 41, 60, 64, 61, 66, 62, 65, 61, 63, 66, 62]
FEWER = [2, 3, 1, 4, 2, 0, 3, 2, 5, 1, 2, 3, 2, 4, 1, 2, 3, 8]
WALKERS = [
    Share("Under 16", 22.4, 19.0),
    Share("16 to 64", 58.3, 63.5),
    Share("65 and over", 17.1, 17.5),
    Share("Wheelchair users", None, 1.9, "hidden"),
    Share("Not recorded", 2.2),
]
PLACES = {
    "Elm Road": (41, 9_200),
    "Bridge End": (18, 7_700),
    "Old Market and the Brickworks": (63, 10_100),
    "Harbour": None,
    "Upper Fields": (9, 6_400),
}


@dataclass(frozen=True, slots=True)
class Small:
    """One indicator: its name, its verdict in words, its chart."""

    name: str
    verdict: str
    svg: SafeString


def charts() -> list[Small]:
    return [
        _small("People hurt on roads", CLOSER, wanted="down", kind="count"),
        _small(
            "Drivers under the limit", COUNTED, wanted="up", kind="percent", at=58.0
        ),
        _small("Children hurt near schools", FEWER, wanted="down", kind="count"),
    ]


def bars() -> list[SafeString]:
    areas = []
    for name, known in PLACES.items():
        if known is None:
            areas.append(Ranked(name, None, why="hidden"))
            continue
        found = rate(count=known[0], population=known[1], per=1_000)
        areas.append(Ranked(name, found.rate, (found.lower, found.upper)))
    tiles = [Tile(area.label, area.value, why=area.why) for area in areas]
    unit = "people hurt per 1,000 residents"
    drawn = (
        draw_shares("Who crosses on foot", WALKERS),
        draw_ranked(
            "Hurt by place", areas, unit=unit, compared=Compared(3.4, "Elmbrook")
        ),
        draw_tiles("Hurt by place", tiles, unit=unit),
    )
    # Texts are escaped where they are drawn.
    return [mark_safe(svg) for svg in drawn]  # noqa: S308


def _small(
    name: str,
    values: list[int | None] | list[int],
    *,
    wanted: str,
    kind: str,
    at: float | None = None,
) -> Small:
    points = [(FIRST.plus(n), value) for n, value in enumerate(values)]
    breaks = [FIRST.plus(8)] if kind == "percent" else []
    chart = judge(series(points, kind=kind, breaks=breaks), wanted=wanted)
    latest = values[-1] or 0
    lower, upper, _ = count_limits(latest)
    picture = ControlPicture(
        chart,
        name,
        benchmark=None if at is None else Benchmark(at, "Nat."),
        interval=(lower, upper) if kind == "count" else (55, 68),
    )
    return Small(name, chart.headline, mark_safe(draw_control_chart(picture)))  # noqa: S308
