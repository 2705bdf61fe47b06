"""What every drawing of the picture is made with: sizes, colours, texts.

Attributes only, no style, so that a drawing passes the content security policy and is
the same on a page, in Word and in a PDF.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from concord.foundation.documents.printable import showable_text
from concord.foundation.documents.typefaces import FAMILY, Typeface, source_sans

INK, QUIET, RULE = "#1f2329", "#565c63", "#ddd7cb"
OWN, OTHER, MARK = "#1c6068", "#6a7077", "#5d3763"
BAR = "#9cc1c0"
# Five classes from little to much; ink or white on each reads well.
CLASSES = ("#eef4f3", "#cfe1df", "#9cc1c0", "#4f8d90", "#1c6068")
ON_CLASS = (INK, INK, INK, "#ffffff", "#ffffff")


@dataclass(frozen=True, slots=True)
class Sheet:
    """`width` and `text` size in the unit of the drawing."""

    width: float
    text: float

    @property
    def line(self) -> float:
        return self.text * 1.22


# Paper and wide screens; telephones, where 12 is the smallest that can be read.
WIDE, NARROW = Sheet(470.0, 9.5), Sheet(330.0, 12.0)


def face(weight: int = 400) -> Typeface:
    return source_sans("bold" if weight >= 700 else "regular")


def number(value: float) -> str:
    """A coordinate, short."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def svg(sheet: Sheet, parts: Iterable[str], height: float, alternative: str) -> str:
    """The whole drawing with its name for those who don't see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture-chart" role="img"'
        f" aria-label={quoteattr(showable_text(alternative))}"
        f' viewBox="0 0 {number(sheet.width)} {number(height)}"'
        f' width="{number(sheet.width)}" height="{number(height)}"'
        f' font-family="&quot;{FAMILY}&quot;, sans-serif">{"".join(parts)}</svg>'
    )


def text(
    words: str,
    x: float,
    y: float,
    *,
    size: float,
    weight: int = 400,
    fill: str = INK,
    anchor: str = "start",
) -> str:
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}"'
        f' font-weight="{weight}" fill="{fill}" text-anchor="{anchor}">'
        f"{escape(showable_text(words))}</text>"
    )


def rectangle(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(width, 0.6))}"'
        f' height="{number(height)}" fill="{fill}"/>'
    )


def line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    *,
    stroke: str = QUIET,
    width: float = 1,
    dashes: str = "",
) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}"'
        f' y2="{number(y2)}" stroke="{stroke}" stroke-width="{number(width)}"{dashed}/>'
    )


def whisker(low: float, high: float, y: float) -> list[str]:
    """95 % limits across a bar."""
    return [
        line(low, y, high, y, stroke=INK),
        line(low, y - 3, low, y + 3, stroke=INK),
        line(high, y - 3, high, y + 3, stroke=INK),
    ]


def class_of(value: float, values: Iterable[float]) -> int:
    """Which fifth of the range from the least to the greatest a value is in."""
    known = list(values)
    low, high = min(known), max(known)
    if high <= low:
        return 2
    return min(4, int(5 * (value - low) / (high - low)))
