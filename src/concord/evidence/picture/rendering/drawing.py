"""Bars, lines and tiles. A hidden count is a word and a dotted line, never a bar."""

from __future__ import annotations

from concord.evidence.picture.content import BarChart, BarRow, Chart, LineChart
from concord.evidence.picture.rendering import pens
from concord.evidence.picture.rendering.lines import draw_lines
from concord.evidence.picture.rendering.maps import draw_map
from concord.evidence.picture.rendering.pens import Sheet
from concord.foundation.documents.printable import showable_text

LABEL_SHARE = 0.34
PAD = 4.0
MANY, HALF = 12, 50


def draw(chart: Chart, alternative: str, sheet: Sheet = pens.WIDE) -> str:
    """The chart as SVG for a sheet; `alternative` says the same in words."""
    if isinstance(chart, LineChart):
        return draw_lines(chart, alternative, sheet)
    return draw_bars(chart, alternative, sheet)


def draw_place(chart: BarChart, alternative: str, sheet: Sheet = pens.WIDE) -> str:
    """The same rows as a map where every one has a boundary, or else as tiles."""
    if chart.shapes:
        return draw_map(chart, alternative, sheet)
    return draw_tiles(chart, alternative, sheet)


# ---------------------------------------------------------------- bars


def draw_bars(chart: BarChart, alternative: str, sheet: Sheet) -> str:
    """One bar a row, from 0, its number beside it."""
    left = sheet.width * LABEL_SHARE
    room = sheet.width - left - _widest_words(chart, sheet) - 3 * PAD
    most = max((_reach(row) for row in chart.rows), default=0) or 1
    if chart.unit == "%":
        # A lone 23 % must not look like the whole.
        most = max(most, HALF)
    scale = room / most
    parts: list[str] = []
    y = 0.0
    # Many bars stand closer, so that a page holds them.
    pad, air = (1.5, 1.0) if len(chart.rows) > MANY else (PAD, 3.0)
    for row in chart.rows:
        lines = pens.face().wrap(
            showable_text(row.label), size=sheet.text, width=left - 8, lines=3
        )
        height = max(len(lines) * sheet.line, sheet.line + air)
        parts += _label(lines, y, height, sheet)
        parts += _bar(row, left, y + height / 2, scale, sheet)
        y += height + pad
    if chart.mark_name:
        parts += _key(chart.mark_name, left, y + sheet.line, sheet)
        y += sheet.line + PAD
    return pens.svg(sheet, parts, y + PAD, alternative)


def _widest_words(chart: BarChart, sheet: Sheet) -> float:
    widths = [pens.face(700).width(row.words, sheet.text) for row in chart.rows]
    return max(widths, default=0.0)


def _reach(row: BarRow) -> float:
    return max(row.value or 0, row.upper or 0, row.mark or 0)


def _label(lines: list[str], y: float, height: float, sheet: Sheet) -> list[str]:
    top = y + (height - len(lines) * sheet.line) / 2 + sheet.text * 0.92
    return [
        pens.text(line, 0, top + place * sheet.line, size=sheet.text)
        for place, line in enumerate(lines)
    ]


def _bar(
    row: BarRow, left: float, middle: float, scale: float, sheet: Sheet
) -> list[str]:
    base = middle + sheet.text * 0.33
    if row.value is None:
        return [
            pens.line(left, middle, left + 26, middle, stroke=pens.OTHER, dashes="2 3"),
            pens.text(row.words, left + 31, base, size=sheet.text, fill=pens.QUIET),
        ]
    high = sheet.text * 1.05
    width = row.value * scale
    parts = [pens.rectangle(left, middle - high / 2, width, high, pens.BAR)]
    end = left + width
    if row.lower is not None and row.upper is not None:
        parts += pens.whisker(
            left + row.lower * scale, left + row.upper * scale, middle
        )
        end = max(end, left + row.upper * scale)
    if row.mark is not None:
        x = left + row.mark * scale
        parts.append(
            pens.line(
                x, middle - high / 2 - 2, x, middle + high / 2 + 2,
                stroke=pens.MARK, width=2,
            )
        )  # fmt: skip
        end = max(end, x)
    parts.append(pens.text(row.words, end + PAD, base, size=sheet.text, weight=700))
    return parts


def _key(name: str, left: float, y: float, sheet: Sheet) -> list[str]:
    return [
        pens.line(left, y - sheet.text, left, y, stroke=pens.MARK, width=2),
        pens.text(name, left + 6, y - 1, size=sheet.text, fill=pens.QUIET),
    ]


# ---------------------------------------------------------------- tiles


def draw_tiles(chart: BarChart, alternative: str, sheet: Sheet) -> str:
    """A tile for each row, by name, with its number; the tint says the same."""
    across = 6 if sheet is pens.WIDE else 3
    gap = 3.0
    side = (sheet.width - gap * (across - 1)) / across
    high = max(side * 0.62, sheet.line * 4)
    known = [row.value for row in chart.rows if row.value is not None]
    parts: list[str] = []
    rows = sorted(chart.rows, key=lambda row: row.label)
    for place, row in enumerate(rows):
        x = (place % across) * (side + gap)
        y = (place // across) * (high + gap)
        parts += _tile(row, x, y, side, high, known, sheet)
    down = -(-len(rows) // across)
    return pens.svg(sheet, parts, down * (high + gap), alternative)


def _tile(
    row: BarRow,
    x: float,
    y: float,
    side: float,
    high: float,
    known: list[float],
    sheet: Sheet,
) -> list[str]:
    if row.value is None:
        fill, ink = "#ffffff", pens.QUIET
    else:
        tint = pens.class_of(row.value, known)
        fill, ink = pens.CLASSES[tint], pens.ON_CLASS[tint]
    edge = "3 3" if row.value is None else "none"
    size = sheet.text * 0.94
    lines = pens.face().wrap(
        showable_text(row.label), size=size, width=side - 10, lines=3
    )
    parts = [
        f'<rect x="{pens.number(x + 0.5)}" y="{pens.number(y + 0.5)}"'
        f' width="{pens.number(side - 1)}" height="{pens.number(high - 1)}"'
        f' fill="{fill}" stroke="{pens.OTHER}" stroke-width="0.6"'
        f' stroke-dasharray="{edge}"/>'
    ]
    parts += [
        pens.text(line, x + 5, y + 4 + size * (place + 1) * 1.12, size=size, fill=ink)
        for place, line in enumerate(lines)
    ]
    parts.append(
        pens.text(row.words, x + 5, y + high - 6, size=sheet.text, weight=700, fill=ink)
    )
    return parts
