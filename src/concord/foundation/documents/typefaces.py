"""What a bundled typeface can show, and how wide a text runs in it.

Read straight from the OpenType tables, because the charts have to know whether a
label fits before anything is drawn, and PDF/UA refuses a character without a glyph.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FONT_FOLDER = Path(__file__).parent / "fonts"
FAMILY = "Source Sans 3"
WEIGHTS = {"regular": "Regular", "semibold": "Semibold", "bold": "Bold"}


@dataclass(frozen=True)
class Typeface:
    """Advance width of each character it can show, in parts of an em."""

    advances: Mapping[str, float]

    def shows(self, character: str) -> bool:
        return character in self.advances

    def width(self, text: str, size: float) -> float:
        """Width of one line in the unit of `size`; an unknown glyph counts as 1 em."""
        return sum(self.advances.get(character, 1.0) for character in text) * size

    def wrap(self, text: str, *, size: float, width: float, lines: int) -> list[str]:
        """Break into at most `lines` lines; what does not fit ends in an ellipsis."""
        wrapped = [""]
        for word in text.split():
            longer = f"{wrapped[-1]} {word}".strip()
            if not wrapped[-1] or self.width(longer, size) <= width:
                wrapped[-1] = longer
            else:
                wrapped.append(word)
        shown = [self._cut(line, size, width) for line in wrapped[:lines]]
        if len(wrapped) > lines:
            shown[-1] = self._cut(f"{shown[-1].rstrip('…')}…", size, width)
        return shown

    def _cut(self, line: str, size: float, width: float) -> str:
        if self.width(line, size) <= width:
            return line
        kept = line.rstrip("…")
        while kept and self.width(f"{kept}…", size) > width:
            kept = kept[:-1]
        return f"{kept.rstrip()}…"


@cache
def source_sans(weight: str = "regular") -> Typeface:
    """One bundled weight: regular, semibold or bold."""
    path = FONT_FOLDER / f"SourceSans3-{WEIGHTS[weight]}.otf"
    tables = _tables(path.read_bytes())
    (em,) = struct.unpack_from(">H", tables["head"], 18)
    widths = _advance_widths(tables)
    return Typeface(
        {
            chr(code): widths[min(glyph, len(widths) - 1)] / em
            for code, glyph in _glyphs(tables["cmap"]).items()
        }
    )


def _tables(font: bytes) -> dict[str, bytes]:
    (number,) = struct.unpack_from(">H", font, 4)
    found = {}
    for index in range(number):
        tag, _sum, start, length = struct.unpack_from(">4sLLL", font, 12 + 16 * index)
        found[tag.decode("ascii")] = font[start : start + length]
    return found


def _advance_widths(tables: Mapping[str, bytes]) -> list[int]:
    (number,) = struct.unpack_from(">H", tables["hhea"], 34)
    return [struct.unpack_from(">H", tables["hmtx"], 4 * i)[0] for i in range(number)]


def _glyphs(cmap: bytes) -> dict[int, int]:
    """Character code to glyph, from the full Unicode subtable (format 12)."""
    (number,) = struct.unpack_from(">H", cmap, 2)
    for index in range(number):
        (start,) = struct.unpack_from(">L", cmap, 4 + 8 * index + 4)
        (kind,) = struct.unpack_from(">H", cmap, start)
        if kind == 12:
            return _segmented_coverage(cmap, start)
    raise ValueError("The bundled font has no Unicode table of format 12.")


def _segmented_coverage(cmap: bytes, start: int) -> dict[int, int]:
    (groups,) = struct.unpack_from(">L", cmap, start + 12)
    glyphs: dict[int, int] = {}
    for index in range(groups):
        first, last, glyph = struct.unpack_from(">LLL", cmap, start + 16 + 12 * index)
        glyphs.update({code: glyph + code - first for code in range(first, last + 1)})
    return glyphs
