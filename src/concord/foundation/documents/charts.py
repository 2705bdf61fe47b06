"""Stacked bars: one specification, drawn once as SVG for web, PDF and Word.

The drawing uses attributes only (no style), so that it passes a strict content
security policy. Each block carries a letter and a count; a block too small for them
hands them to the end of its bar. One scale for all bars, a white gap between blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from .marks import Mark
from .phrases import number_of
from .printable import showable_text
from .typefaces import FAMILY, source_sans

INK = "#13262f"
QUIET = "#44545c"

WIDTH = 470.0  # points: the text width of an A4 page with 22 mm margins
LABEL_WIDTH = 132.0
BAR_HEIGHT = 18.0
LINE_HEIGHT = 11.5
GAP = 1.6
TEXT = 9.5
COUNT = 9.0


@dataclass(frozen=True)
class Bar:
    """One row: a short reference, a label, and the count for each mark's key."""

    ref: str
    label: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class StackedBars:
    """`unit` and `row` are (one, many): ("action", "actions")."""

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    unit: tuple[str, str]
    row: tuple[str, str]

    @property
    def used(self) -> tuple[Mark, ...]:
        return tuple(
            m for m in self.marks if any(b.counts.get(m.key) for b in self.bars)
        )


def alternative_text(chart: StackedBars) -> str:
    """Every number of the chart in words, for those who do not see it."""
    total = sum(bar.total for bar in chart.bars)
    whole = number_of(total, *chart.unit)
    opening = f"Stacked bars, one for each {chart.row[0]}; {whole} in all."
    return " ".join([opening, *(_bar_in_words(chart, bar) for bar in chart.bars)])


def _bar_in_words(chart: StackedBars, bar: Bar) -> str:
    name = f"{bar.ref} {bar.label}".strip()
    if not bar.total:
        return f"{name}: no {chart.unit[1]}."
    parts = ", ".join(
        f"{bar.counts[mark.key]} {mark.word.lower()}"
        for mark in chart.marks
        if bar.counts.get(mark.key)
    )
    return f"{name}, {number_of(bar.total, *chart.unit)}: {parts}."


def draw_svg(chart: StackedBars) -> str:
    """The drawing, `WIDTH` points wide; its height follows from the rows."""
    scale = _scale(chart)
    drawn: list[str] = []
    y = 0.0
    for bar in chart.bars:
        lines = _label_lines(bar)
        height = max(BAR_HEIGHT, len(lines) * LINE_HEIGHT)
        drawn += _label(bar, lines, y + height / 2)
        drawn += _blocks(chart, bar, scale, y + (height - BAR_HEIGHT) / 2)
        y += height + 6
    legend, height = _legend(chart.used, y + 4)
    return _svg([*drawn, *legend], height, alternative_text(chart))


def _svg(parts: Iterable[str], height: float, alternative: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="stacked-bars" role="img"'
        f" aria-label={quoteattr(alternative)}"
        f' viewBox="0 0 {_n(WIDTH)} {_n(height)}" width="{_n(WIDTH)}"'
        f' height="{_n(height)}" font-family="&quot;{FAMILY}&quot;, sans-serif">'
        f"{''.join(parts)}</svg>"
    )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _label_lines(bar: Bar) -> list[str]:
    indent = _ref_width(bar)
    face = source_sans("regular")
    label = showable_text(bar.label)
    return face.wrap(label, size=TEXT, width=LABEL_WIDTH - indent - 8, lines=2)


def _ref_width(bar: Bar) -> float:
    width = source_sans("bold").width(showable_text(bar.ref), TEXT)
    return max(14.0, width + 5) if bar.ref else 0.0


def _label(bar: Bar, lines: list[str], middle: float) -> list[str]:
    top = middle - len(lines) * LINE_HEIGHT / 2 + LINE_HEIGHT * 0.76
    drawn = [_text(bar.ref, 0, top, weight=700)] if bar.ref else []
    indent = _ref_width(bar)
    return drawn + [
        _text(line, indent, top + index * LINE_HEIGHT)
        for index, line in enumerate(lines)
    ]


def _text(
    text: str,
    x: float,
    y: float,
    *,
    size: float = TEXT,
    weight: int = 400,
    fill: str = INK,
    anchor: str = "start",
) -> str:
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" font-weight="{weight}"'
        f' fill="{fill}" text-anchor="{anchor}">{escape(showable_text(text))}</text>'
    )


def _scale(chart: StackedBars) -> float:
    """Points for one unit, with room on the right for what small blocks hand over."""
    longest = max((bar.total for bar in chart.bars), default=0) or 1
    scale = (WIDTH - LABEL_WIDTH) / longest
    for _attempt in range(8):
        needed = [
            LABEL_WIDTH + bar.total * scale + _handed_over_width(chart, bar, scale)
            for bar in chart.bars
        ]
        excess = max(needed, default=0) - WIDTH
        if excess <= 0.01:
            return scale
        scale -= excess / longest
    return scale


def _label_fits(mark: Mark, count: int, scale: float) -> bool:
    wanted = source_sans("bold").width(f"{mark.letter} {count}", COUNT)
    return wanted + 5 <= count * scale - GAP


def _handed_over(chart: StackedBars, bar: Bar, scale: float) -> list[Mark]:
    return [
        mark
        for mark in chart.marks
        if (count := bar.counts.get(mark.key, 0))
        and not _label_fits(mark, count, scale)
    ]


def _handed_over_width(chart: StackedBars, bar: Bar, scale: float) -> float:
    face = source_sans("bold")
    return sum(
        14 + 3 + face.width(str(bar.counts[mark.key]), COUNT) + 7
        for mark in _handed_over(chart, bar, scale)
    )


def _blocks(chart: StackedBars, bar: Bar, scale: float, y: float) -> list[str]:
    drawn: list[str] = []
    x = LABEL_WIDTH
    baseline = y + BAR_HEIGHT / 2 + COUNT * 0.33
    for mark in chart.marks:
        count = bar.counts.get(mark.key, 0)
        if not count:
            continue
        width = max(count * scale - GAP, 0.8)
        drawn.append(_rectangle(mark, x, y, width, BAR_HEIGHT))
        if _label_fits(mark, count, scale):
            label = f"{mark.letter} {count}"
            drawn.append(_count(label, x + width / 2, baseline, mark.ink))
        x += count * scale
    if not bar.total:
        drawn.append(_text(f"No {chart.unit[1]}", x, baseline, fill=QUIET))
    return drawn + _overflow(chart, bar, scale, x + 3, y)


def _count(label: str, x: float, y: float, ink: str) -> str:
    return _text(label, x, y, size=COUNT, weight=700, fill=ink, anchor="middle")


def _overflow(
    chart: StackedBars, bar: Bar, scale: float, x: float, y: float
) -> list[str]:
    drawn: list[str] = []
    face = source_sans("bold")
    for mark in _handed_over(chart, bar, scale):
        count = str(bar.counts[mark.key])
        drawn += _chip(mark, x, y + (BAR_HEIGHT - 12) / 2)
        drawn.append(
            _text(count, x + 17, y + BAR_HEIGHT / 2 + 3, size=COUNT, weight=700)
        )
        x += 17 + face.width(count, COUNT) + 7
    return drawn


def _rectangle(mark: Mark, x: float, y: float, width: float, height: float) -> str:
    if not mark.edge or width < 2:
        fill = mark.edge if mark.edge and width < 2 else mark.fill
        return (
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}"'
            f' height="{_n(height)}" fill="{fill}"/>'
        )
    dashes = ' stroke-dasharray="3 2"' if mark.edge_style == "dashed" else ""
    return (
        f'<rect x="{_n(x + 0.4)}" y="{_n(y + 0.4)}" width="{_n(width - 0.8)}"'
        f' height="{_n(height - 0.8)}" fill="{mark.fill}" stroke="{mark.edge}"'
        f' stroke-width="0.8"{dashes}/>'
    )


def _chip(mark: Mark, x: float, y: float) -> list[str]:
    letter = _text(
        mark.letter, x + 7, y + 9, size=8.5, weight=700, fill=mark.ink, anchor="middle"
    )
    # Dashes would crowd a letter this small, so a chip's edge is always drawn whole.
    return [_rectangle(replace(mark, edge_style="solid"), x, y, 14, 12), letter]


def _legend(marks: tuple[Mark, ...], y: float) -> tuple[list[str], float]:
    """The key in words, under the bars, and the height of the whole drawing."""
    drawn: list[str] = []
    face = source_sans("regular")
    x = LABEL_WIDTH
    for mark in marks:
        width = 14 + 4 + face.width(mark.word, TEXT)
        if x + width > WIDTH and x > LABEL_WIDTH:
            x, y = LABEL_WIDTH, y + 17
        drawn += _chip(mark, x, y)
        drawn.append(_text(mark.word, x + 18, y + 9.2))
        x += width + 13
    return drawn, y + 14
