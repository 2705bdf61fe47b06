"""What charts are drawn with: texts, lines and shapes as SVG with attributes only.

No style and no class carries meaning, so a drawing is the same on a page with a strict
content security policy, in a PDF and in Word. Colours are those of the style sheet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from concord.foundation.documents.printable import showable_text
from concord.foundation.documents.typefaces import FAMILY, source_sans

INK = "#1f2329"
MUTED = "#565c63"
RULE = "#ddd7cb"
EDGE = "#b9b3a6"
BAND = "#efebe2"
BAR = "#cfdedd"
PLUM = "#5d3763"
TEXT = 12.0  # the smallest size of a chart
ROUND = (5, 2, 1, 2.5, 4, 3, 1.5)  # steps of a scale, the roundest first
APART = 13.0  # between the feet of two labels


def n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def text(
    said: str,
    x: float,
    y: float,
    *,
    size: float = TEXT,
    weight: int = 400,
    fill: str = MUTED,
    anchor: str = "start",
) -> str:
    return (
        f'<text x="{n(x)}" y="{n(y)}" font-size="{n(size)}" font-weight="{weight}"'
        f' fill="{fill}" text-anchor="{anchor}">{escape(showable_text(said))}</text>'
    )


def line(
    d: str, stroke: str, *, width: float = 1, dashes: str = "", cap: str = ""
) -> str:
    broken = f' stroke-dasharray="{dashes}"' if dashes else ""
    ends = f' stroke-linecap="{cap}"' if cap else ""
    return (
        f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{width:g}"'
        f"{broken}{ends}/>"
    )


def rectangle(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{n(x)}" y="{n(y)}" width="{n(max(width, 0))}"'
        f' height="{n(height)}" fill="{fill}"/>'
    )


def hidden(x: float, y: float, to: float) -> str:
    """In place of a bar that is not shown: a dotted line, never a short bar."""
    return line(f"M{n(x)} {n(y)}H{n(to)}", EDGE, dashes="2 4")


def picture(
    parts: Iterable[str], width: float, height: float, said: str, name: str
) -> str:
    """The whole drawing; `said` is what those hear who don't see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cc-drawn cc-drawn--{name}"'
        f' role="img" aria-label={quoteattr(showable_text(said))}'
        f' viewBox="0 0 {n(width)} {n(height)}" width="{n(width)}"'
        f' height="{n(height)}" font-family="&quot;{FAMILY}&quot;, sans-serif">'
        f"{''.join(parts)}</svg>"
    )


def width_of(said: str, *, size: float = TEXT, bold: bool = False) -> float:
    face = source_sans("bold" if bold else "regular")
    return face.width(showable_text(said), size)


def in_lines(
    widths: Sequence[float], left: float, right: float
) -> list[tuple[float, int]]:
    """Where each entry of a key begins, and in which line, so that none is cut off."""
    placed, x, row = [], left, 0
    for width in widths:
        if x > left and x + width > right:
            x, row = left, row + 1
        placed.append((x, row))
        x += width + 16
    return placed


def moved_apart(wanted: Sequence[float], top: float, bottom: float) -> list[float]:
    """Places for labels, at least 13 px from one another and near where they belong.

    The order stays; where two want the same place, the one named first is higher. If
    there is no room for all, they go on below `bottom`.
    """
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    placed: list[float] = []
    for k in order:
        least = placed[-1] + APART if placed else top
        placed.append(max(wanted[k], least))
    # What was pushed below the end pushes back what is above it.
    most = bottom
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = max(min(placed[at], most), top + at * APART)
        most = placed[at] - APART
    found = [0.0] * len(wanted)
    for k, place in zip(order, placed, strict=True):
        found[k] = place
    return found


def ticks(low: float, high: float, *, whole: bool = False) -> list[float]:
    """Three round numbers from `low` to `high`, or two where three are not round."""
    power = math.floor(math.log10(high - low))
    steps = [step * 10.0**p for p in (power, power - 1) for step in ROUND]
    for many in (3, 2):
        for size in steps:
            first = math.ceil(low / size - 1e-9)
            last = math.floor(high / size + 1e-9)
            if last - first + 1 == many and not (whole and size % 1):
                return [k * size for k in range(first, last + 1)]
    return [low, high]
