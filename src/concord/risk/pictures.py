"""Scores of one instrument over time, drawn on the server with attributes only.

One picture for each instrument: scores of two can't stand on one scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from concord.foundation.ui.words import long_date, short_date
from concord.risk.queries.assessments import Line
from concord.risk.scoring import high_from

WIDTH, HEIGHT = 440, 180
LEFT, RIGHT, TOP, BOTTOM = 34, 84, 22, 34


@dataclass(frozen=True, slots=True)
class Dot:
    """One assessment: where it stands, its score, and the words below it."""

    x: int
    y: int
    score: int
    day: str
    anchor: str

    @property
    def above(self) -> int:
        """Where its number stands."""
        return self.y - 10


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of one instrument. `high` is the line from which risk is high."""

    name: str
    said: str
    dots: list[Dot]
    items: int
    high: int | None
    high_y: int
    points: str

    width, height = WIDTH, HEIGHT
    left, right, bottom = LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM
    top = TOP

    @property
    def days_y(self) -> int:
        return HEIGHT - 12


def pictures(lines: Sequence[Line]) -> list[Picture]:
    """One picture for each instrument with at least two scores that count."""
    by_code: dict[str, list[Line]] = {}
    for line in reversed(lines):
        if line.is_current and line.made.score is not None:
            by_code.setdefault(line.made.instrument.code, []).append(line)
    return [_picture(found) for found in by_code.values() if len(found) > 1]


def _picture(lines: Sequence[Line]) -> Picture:
    pack = lines[-1].made.pack
    items, high = len(pack.items), high_from(pack)
    dots = [
        Dot(x, _up(line.made.score or 0, items), line.made.score or 0, day, anchor)
        for line, x, (day, anchor) in zip(
            lines, _across(lines), _days(lines), strict=True
        )
    ]
    told = ", ".join(
        f"{line.made.score} on {long_date(line.made.assessed_on)}" for line in lines
    )
    return Picture(
        name=pack.name,
        said=f"{pack.name}, Yes of {items}: {told}."
        + (f" {high} or more is high." if high else ""),
        dots=dots,
        items=items,
        high=high,
        high_y=_up(high or 0, items),
        points=" ".join(f"{dot.x},{dot.y}" for dot in dots),
    )


def _across(lines: Sequence[Line]) -> list[int]:
    """Where each stands, by its day; side by side when all are of one day."""
    room = WIDTH - LEFT - RIGHT
    days = [line.made.assessed_on.toordinal() for line in lines]
    if days[0] == days[-1]:
        days = list(range(len(days)))
    return [LEFT + round(room * (day - days[0]) / (days[-1] - days[0])) for day in days]


def _days(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """The first and the last day in words, with where each is anchored."""
    first, last = (short_date(x.made.assessed_on) for x in (lines[0], lines[-1]))
    return [(first, "start"), *[("", "middle")] * (len(lines) - 2), (last, "end")]


def _up(score: int, items: int) -> int:
    room = HEIGHT - TOP - BOTTOM
    return HEIGHT - BOTTOM - round(room * score / items)
