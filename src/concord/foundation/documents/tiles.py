"""A grid of tiles, one for each area: its name, its number and a tint for its class.

In place of a map where there are no boundaries. The number is always there, so the tint
is never alone; a tile that is kept back says so and has a dotted edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from concord.foundation.documents import strokes
from concord.foundation.documents.bars import Why
from concord.foundation.documents.strokes import n
from concord.foundation.documents.typefaces import source_sans
from concord.foundation.statistics.numbers import places_of, text_of

WIDTH = 360.0  # readable on a phone; paper and wide pages ask for more
WIDE, HIGH, GAP = 100.0, 66.0, 6.0
# Light to dark, one hue; the number on each is at least 4.5:1.
TINTS = (
    ("#eef4f3", strokes.INK),
    ("#cfdedd", strokes.INK),
    ("#8fb8b6", strokes.INK),
    ("#1c6068", "#ffffff"),
)


@dataclass(frozen=True, slots=True)
class Tile:
    """`place`: column and row, from 0, roughly where the area lies; else in order."""

    label: str
    value: float | None
    place: tuple[int, int] | None = None
    why: Why = ""


def draw_tiles(
    name: str, tiles: Sequence[Tile], *, unit: str, width: float = WIDTH
) -> str:
    """The grid. `unit` stands below it, with what the tints mean."""
    columns = max(1, int((width + GAP) // (WIDE + GAP)))
    if all(tile.place for tile in tiles):
        columns = max((tile.place[0] + 1 for tile in tiles if tile.place), default=1)
    wide = (width + GAP) / columns - GAP
    edges, places = classes(tiles), _places(tiles)
    parts: list[str] = []
    rows = 0
    for at, tile in enumerate(tiles):
        column, row = tile.place or (at % columns, at // columns)
        rows = max(rows, row + 1)
        corner = (column * (wide + GAP), row * (HIGH + GAP))
        parts += _tile(tile, corner, wide, edges, places)
    foot = rows * (HIGH + GAP)
    key, foot = _key(unit, edges, places, foot, width)
    said = tiles_in_words(name, tiles, unit=unit)
    return strokes.picture([*parts, *key], width, foot, said, "tiles")


def classes(tiles: Sequence[Tile]) -> list[float]:
    """The least value of each class; equally many tiles in each, as far as may be."""
    known = sorted(tile.value for tile in tiles if tile.value is not None)
    if not known:
        return []
    many = min(len(TINTS), len(set(known)))
    lows = (known[ceil(k * len(known) / many)] for k in range(many))
    return sorted(set(lows))


def tiles_in_words(name: str, tiles: Sequence[Tile], *, unit: str) -> str:
    """Every number of the grid, the largest first."""
    places = _places(tiles)
    order = sorted(tiles, key=lambda t: (t.value is None, -(t.value or 0)))
    told = "; ".join(f"{tile.label} {_shown(tile, places)}" for tile in order)
    return f"{name}, {unit}. {told}."


def _tile(
    tile: Tile,
    corner: tuple[float, float],
    wide: float,
    edges: Sequence[float],
    places: int,
) -> Iterator[str]:
    x, y = corner
    fill, ink = "#ffffff", strokes.MUTED
    edge = ' stroke="#b9b3a6" stroke-dasharray="2 4"'
    if tile.value is not None:
        fill, ink = TINTS[_class_of(tile.value, edges)]
        edge = ' stroke="#b9b3a6"'
    yield (
        f'<rect x="{n(x + 0.5)}" y="{n(y + 0.5)}" width="{n(wide - 1)}"'
        f' height="{n(HIGH - 1)}" rx="3" fill="{fill}"{edge}/>'
    )
    lines = source_sans().wrap(tile.label, size=strokes.TEXT, width=wide - 14, lines=2)
    for at, said in enumerate(lines):
        yield strokes.text(said, x + 8, y + 17 + at * 14, fill=ink)
    known = tile.value is not None
    yield strokes.text(
        _shown(tile, places),
        x + 8,
        y + HIGH - 9,
        size=15 if known else strokes.TEXT,
        weight=700 if known else 400,
        fill=ink,
    )


def _class_of(value: float, edges: Sequence[float]) -> int:
    """Of fewer classes than tints the lighter ones are used."""
    return sum(value >= edge for edge in edges) - 1


def _key(
    unit: str, edges: Sequence[float], places: int, top: float, width: float
) -> tuple[list[str], float]:
    """The unit, what each tint means, and the foot of the drawing."""
    said = [f"{text_of(edge, places)} or more" for edge in edges]
    widths = [24 + strokes.width_of(each) for each in said]
    parts = [strokes.text(unit, 0, top + 14)]
    below = top + 14
    for at, (x, row) in enumerate(strokes.in_lines(widths, 0, width)):
        y = top + 22 + row * 18
        parts.append(
            f'<rect x="{n(x + 0.5)}" y="{n(y + 0.5)}" width="17" height="12"'
            f' rx="2" fill="{TINTS[at][0]}" stroke="#b9b3a6"/>'
        )
        parts.append(strokes.text(said[at], x + 24, y + 11))
        below = y + 11
    return parts, below + 7


def _shown(tile: Tile, places: int) -> str:
    if tile.value is None:
        return tile.why or "not recorded"
    return text_of(tile.value, places)


def _places(tiles: Sequence[Tile]) -> int:
    known = [tile.value for tile in tiles if tile.value is not None]
    whole = all(value % 1 == 0 for value in known)
    return 0 if whole else places_of(max(map(abs, known)))
