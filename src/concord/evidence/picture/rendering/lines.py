"""Few points over time, each with its limits, and the larger area's line beside."""

from __future__ import annotations

import math
from collections.abc import Callable

from concord.evidence.picture import wording
from concord.evidence.picture.content import Line, LineChart, Point
from concord.evidence.picture.rendering import pens
from concord.evidence.picture.rendering.pens import Sheet

Height = Callable[[float], float]

HIGH = 150.0
TOP, LEFT = 12.0, 40.0
NEAREST = 13.0  # between two labels at the right end


def draw_lines(chart: LineChart, alternative: str, sheet: Sheet) -> str:
    """Points joined by a thin line; names stand at the right end."""
    labels = _labels(chart)
    right = sheet.width - _widest_name(chart, sheet) - 12
    low, high = _range(chart)
    across = (right - LEFT - 14) / max(1, len(labels) - 1)
    x_of = {label: LEFT + 14 + place * across for place, label in enumerate(labels)}

    def y_of(value: float) -> float:
        return TOP + (high - value) / (high - low) * HIGH

    parts = _ticks(low, high, right, y_of, sheet)
    every = max(1, round(len(labels) / (6 if sheet is pens.WIDE else 4)))
    parts += [
        pens.text(
            label,
            x_of[label],
            TOP + HIGH + 16,
            size=sheet.text,
            fill=pens.QUIET,
            anchor="middle",
        )
        for place, label in enumerate(labels)
        if place % every == 0
    ]
    for one in sorted(chart.lines, key=lambda one: one.is_home):
        parts += _series(one, x_of, y_of)
    parts += _names(chart, x_of, y_of, right, sheet)
    return pens.svg(sheet, parts, TOP + HIGH + 24, alternative)


def _widest_name(chart: LineChart, sheet: Sheet) -> float:
    places = _places(chart)
    named = [
        f"{one.name} {wording.number(point.value, places)}"
        for one in chart.lines
        for point in one.points
        if point.value is not None
    ]
    return max(pens.face(700).width(each, sheet.text) for each in named)


def _places(chart: LineChart) -> int:
    """Decimal places of a value: one for a rate or share, none for a count."""
    return 1 if chart.unit == "%" or " per " in chart.unit else 0


def _labels(chart: LineChart) -> list[str]:
    longest = max(chart.lines, key=lambda one: len(one.points))
    return [point.label for point in longest.points]


def _range(chart: LineChart) -> tuple[float, float]:
    """A little more than what is drawn; a line need not start at 0."""
    values = [
        value
        for one in chart.lines
        for point in one.points
        for value in (point.value, point.lower, point.upper)
        if value is not None
    ]
    low, high = min(values), max(values)
    room = (high - low) * 0.12 or max(abs(high) * 0.1, 1)
    return max(0.0, low - room), high + room


def _ticks(
    low: float, high: float, right: float, y_of: Height, sheet: Sheet
) -> list[str]:
    """Two to four round numbers, each with a hair line."""
    step = _step(high - low)
    places = max(0, -math.floor(math.log10(step)))
    parts = []
    for count in range(math.ceil(low / step), math.floor(high / step) + 1):
        y = y_of(count * step)
        parts.append(pens.line(LEFT, y, right, y, stroke=pens.RULE))
        parts.append(
            pens.text(
                wording.number(count * step, places),
                LEFT - 4,
                y + sheet.text * 0.33,
                size=sheet.text,
                fill=pens.QUIET,
                anchor="end",
            )
        )
    return parts


def _step(reach: float) -> float:
    """1, 2 or 5 times a power of ten, so that two to four fit in."""
    power = 10.0 ** math.floor(math.log10(reach))
    fitting = [power * each for each in (0.2, 0.5, 1, 2, 5)]
    return next(each for each in fitting if reach / each < 4.5)


def _series(one: Line, x_of: dict[str, float], y_of: Height) -> list[str]:
    ink = pens.OWN if one.is_home else pens.OTHER
    parts: list[str] = []
    before: tuple[float, float] | None = None
    for point in one.points:
        if point.value is None or point.label not in x_of:
            before = None
            continue
        x, y = x_of[point.label], y_of(point.value)
        if before is not None:
            parts.append(pens.line(*before, x, y, stroke=ink, width=1.4))
        before = (x, y)
        if one.is_home:
            parts += _limits(point, x, y_of)
        parts.append(
            f'<circle cx="{pens.number(x)}" cy="{pens.number(y)}" r="3.2"'
            f' fill="{ink}"/>'
        )
    return parts


def _limits(point: Point, x: float, y_of: Height) -> list[str]:
    if point.lower is None or point.upper is None:
        return []
    low, high = y_of(point.lower), y_of(point.upper)
    return [
        pens.line(x, low, x, high, stroke=pens.OWN),
        pens.line(x - 3, low, x + 3, low, stroke=pens.OWN),
        pens.line(x - 3, high, x + 3, high, stroke=pens.OWN),
    ]


def _names(
    chart: LineChart, x_of: dict[str, float], y_of: Height, right: float, sheet: Sheet
) -> list[str]:
    """Name and last value of each line, moved apart."""
    places = _places(chart)
    ends = []
    for one in chart.lines:
        known = [each for each in one.points if each.value is not None]
        if known and known[-1].value is not None:
            ends.append((y_of(known[-1].value), one, known[-1].value))
    parts: list[str] = []
    last = -NEAREST
    for y, one, value in sorted(ends, key=lambda end: end[0]):
        at = max(y + sheet.text * 0.33, last + NEAREST)
        last = at
        ink = pens.OWN if one.is_home else pens.QUIET
        parts.append(
            pens.text(
                f"{one.name} {wording.number(value, places)}",
                right + 8,
                at,
                size=sheet.text,
                weight=700 if one.is_home else 400,
                fill=ink,
            )
        )
    return parts
