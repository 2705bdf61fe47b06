"""Bars that start at 0, each with its number beside it.

Two charts: shares of a whole against the population (an upright plum mark), and values
from the largest to the smallest with their 95 % limits. What is kept back is the word
"hidden" on a dotted line, never a short bar; what is missing says "not recorded".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from concord.foundation.documents import strokes
from concord.foundation.documents.strokes import n
from concord.foundation.documents.typefaces import source_sans
from concord.foundation.statistics.numbers import places_of, text_of

WIDTH = 360.0  # readable on a phone; paper and wide pages ask for more
ROW, BAR, LINE = 28.0, 12.0, 14.0
CELL = (320.0, 16.0)  # one bar in a cell of a table
GAP = 10.0

Why = Literal["", "hidden", "not recorded"]


@dataclass(frozen=True, slots=True)
class Share:
    """A group: its share of those counted, and of the population; both in percent.

    `why` says why a share is None.
    """

    label: str
    share: float | None
    population: float | None = None
    why: Why = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An area: its value with 95 % limits. `why` says why a value is None."""

    label: str
    value: float | None
    interval: tuple[float, float] | None = None
    why: Why = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """The value of the whole, drawn across all bars, and what the whole is called."""

    value: float
    label: str


def draw_shares(name: str, rows: Sequence[Share], *, width: float = WIDTH) -> str:
    """One bar for each group, in the order given, with its population's mark."""
    most = most_of(rows)
    frame = _framed([row.label for row in rows], width, numbers=54, top=2)
    parts: list[str] = []
    for row, (y, lines) in zip(rows, frame.rows, strict=True):
        parts += _label(lines, frame, y)
        parts += _share(row, frame.left, y, frame.right - frame.left, most, ROW / 2)
        shown = _shown(row.share, row.why, "%")
        parts.append(strokes.text(shown, width, y + 4, weight=600, anchor="end"))
    key, foot = _key(frame, width)
    said = shares_in_words(name, rows)
    return strokes.picture([*parts, *key], width, foot, said, "shares")


def share_bar(row: Share, most: float) -> str:
    """One bar for a cell of a table, which has the numbers: it says nothing itself.

    `most`: the percentage at the right end, the same in all rows (`most_of`).
    """
    width, height = CELL
    parts = _share(row, 0, height / 2, width, most, height / 2 - 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cc-drawn cc-drawn--cell"'
        f' viewBox="0 0 {n(width)} {n(height)}" width="{n(width)}"'
        f' height="{n(height)}" aria-hidden="true">{"".join(parts)}</svg>'
    )


def most_of(rows: Sequence[Share]) -> float:
    """The end of the scale: the largest share of all rows and their populations."""
    all_ = [v for row in rows for v in (row.share, row.population) if v is not None]
    return max(all_, default=0) or 100.0


def shares_in_words(name: str, rows: Sequence[Share]) -> str:
    """Every number of the chart, for those who do not see it."""
    told = []
    for row in rows:
        against = ""
        if row.population is not None:
            against = f", of the population {_shown(row.population, '', '%')}"
        told.append(f"{row.label} {_shown(row.share, row.why, '%')}{against}")
    return f"{name}. {'; '.join(told)}."


def draw_ranked(
    name: str,
    rows: Sequence[Ranked],
    *,
    unit: str,
    compared: Compared | None = None,
    width: float = WIDTH,
) -> str:
    """Bars from the largest value to the smallest; hidden and missing ones last.

    `unit` stands under the bars: "per 1,000 residents".
    """
    placed = in_order(rows)
    ends = [v for row in placed for v in (row.value, *(row.interval or ())) if v]
    most = max([*ends, compared.value if compared else 0], default=0) or 1.0
    shown = [_ranked_shown(row, placed) for row in placed]
    numbers = max((strokes.width_of(each, bold=True) for each in shown), default=30)
    labels = [row.label for row in placed]
    top = 16.0 if compared else 2.0
    frame = _framed(labels, width, numbers=numbers + GAP, top=top)
    parts: list[str] = []
    for row, said, (y, lines) in zip(placed, shown, frame.rows, strict=True):
        parts += _label(lines, frame, y)
        parts += _ranked(row, frame, y, most)
        parts.append(strokes.text(said, width, y + 4, weight=600, anchor="end"))
    parts += _compared(compared, frame, most)
    parts.append(strokes.text(unit, frame.left, frame.foot + 12))
    said = ranked_in_words(name, rows, unit=unit, compared=compared)
    return strokes.picture(parts, width, frame.foot + 18, said, "ranked")


def in_order(rows: Sequence[Ranked]) -> list[Ranked]:
    """The largest first; those without a value last, as they came."""
    return sorted(rows, key=lambda row: (row.value is None, -(row.value or 0)))


def ranked_in_words(
    name: str,
    rows: Sequence[Ranked],
    *,
    unit: str,
    compared: Compared | None = None,
) -> str:
    placed = in_order(rows)
    told = [f"{row.label} {_ranked_shown(row, placed)}" for row in placed]
    whole = ""
    if compared:
        whole = f" {compared.label} {text_of(compared.value)}."
    return f"{name}, {unit}.{whole} {'; '.join(told)}."


@dataclass(frozen=True, slots=True)
class _Frame:
    """`rows`: the middle of each row, and the lines of its label."""

    left: float
    right: float
    top: float
    foot: float
    rows: tuple[tuple[float, list[str]], ...]


def _framed(
    labels: Sequence[str], width: float, *, numbers: float, top: float
) -> _Frame:
    widest = max((strokes.width_of(label) for label in labels), default=0)
    room = min(widest + 1, width * 0.38)
    y, rows = top, []
    for label in labels:
        lines = source_sans().wrap(label, size=strokes.TEXT, width=room, lines=2)
        height = max(ROW, len(lines) * LINE + 8)
        rows.append((y + height / 2, lines))
        y += height
    return _Frame(room + GAP, width - numbers - GAP, top, y + 4, tuple(rows))


def _key(frame: _Frame, width: float) -> tuple[list[str], float]:
    """What bar and mark are, and the foot of the drawing."""
    bar, mark = "share of those counted", "share of the population"
    widths = [24 + strokes.width_of(bar), 12 + strokes.width_of(mark)]
    (x, _), (to, row) = strokes.in_lines(widths, frame.left, width)
    y = frame.foot + 11
    below = y + row * 18
    key = [
        strokes.rectangle(x, y - 9, 18, 10, strokes.BAR),
        strokes.text(bar, x + 24, y),
        _mark(to + 2, below - 4, 7),
        strokes.text(mark, to + 12, below),
    ]
    return key, below + 7


def _label(lines: Sequence[str], frame: _Frame, y: float) -> Iterator[str]:
    first = y + 4 - (len(lines) - 1) * LINE / 2
    for at, said in enumerate(lines):
        x, fill = frame.left - GAP, strokes.INK
        yield strokes.text(said, x, first + at * LINE, fill=fill, anchor="end")


def _share(
    row: Share, left: float, y: float, length: float, most: float, reach: float
) -> Iterator[str]:
    scale = length / most
    if row.share is not None:
        bar = min(BAR, reach + 3)
        yield strokes.rectangle(left, y - bar / 2, row.share * scale, bar, strokes.BAR)
    elif row.why == "hidden":
        yield strokes.hidden(left, y, left + length)
        return
    if row.population is not None:
        yield _mark(left + row.population * scale, y, min(reach, 9))


def _mark(x: float, y: float, reach: float) -> str:
    d = f"M{n(x)} {n(y - reach)}V{n(y + reach)}"
    return strokes.line(d, strokes.PLUM, width=2.5)


def _ranked(row: Ranked, frame: _Frame, y: float, most: float) -> Iterator[str]:
    scale = (frame.right - frame.left) / most
    if row.value is None:
        if row.why == "hidden":
            yield strokes.hidden(frame.left, y, frame.right)
        return
    yield strokes.rectangle(
        frame.left, y - BAR / 2, row.value * scale, BAR, strokes.BAR
    )
    if row.interval:
        low, high = (n(frame.left + limit * scale) for limit in row.interval)
        caps = f"M{low} {n(y - 3)}v6M{high} {n(y - 3)}v6"
        yield strokes.line(f"M{low} {n(y)}H{high}{caps}", strokes.INK, width=1.25)


def _compared(compared: Compared | None, frame: _Frame, most: float) -> Iterator[str]:
    if compared is None:
        return
    x = frame.left + compared.value * (frame.right - frame.left) / most
    d = f"M{n(x)} {n(frame.top)}V{n(frame.foot - 4)}"
    yield strokes.line(d, strokes.PLUM, width=1.25, dashes="6 4")
    said = f"{compared.label} {text_of(compared.value)}"
    half = strokes.width_of(said) / 2
    middle = min(max(x, frame.left + half), frame.right - half)
    yield strokes.text(said, middle, 11, fill=strokes.PLUM, anchor="middle")


def _ranked_shown(row: Ranked, rows: Sequence[Ranked]) -> str:
    """The value, and its limits to the same decimals."""
    if row.value is None:
        return row.why or "not recorded"
    most = max((each.value or 0 for each in rows), default=0)
    whole = all(each.value is None or each.value % 1 == 0 for each in rows)
    places = 0 if whole else places_of(most)
    said = text_of(row.value, places)
    if row.interval is None:
        return said
    low, high = (text_of(limit, places) for limit in row.interval)
    return f"{said} ({low} to {high})"


def _shown(value: float | None, why: str, sign: str) -> str:
    if value is None:
        return why or "not recorded"
    return f"{value:.1f}{sign}"
