"""A map of areas from boundaries that the partnership loaded; nothing from elsewhere.

Longitude and latitude become a plane by one step: east-west is shortened by the cosine
of the middle latitude. Over a borough the error is far below the width of a line.
"""

from __future__ import annotations

import math

from concord.evidence.picture.content import BarChart, BarRow, Ring
from concord.evidence.picture.rendering import pens
from concord.evidence.picture.rendering.pens import Sheet

TALLEST = 1.1  # times the width


def draw_map(chart: BarChart, alternative: str, sheet: Sheet) -> str:
    """Each area in the tint of its class with its number; hidden ones are dashed."""
    rows = {row.label: row for row in chart.rows}
    shapes = {name: _plane(rings, _middle(chart)) for name, rings in chart.shapes}
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    wide, high = (east - west) or 1e-9, (north - south) or 1e-9
    scale = min((sheet.width - 4) / wide, sheet.width * TALLEST / high)
    shift = (sheet.width - wide * scale) / 2
    known = [row.value for row in chart.rows if row.value is not None]

    def placed(ring: Ring) -> Ring:
        return tuple(
            (shift + (x - west) * scale, 2 + (north - y) * scale) for x, y in ring
        )

    parts: list[str] = []
    labels: list[str] = []
    for name, rings in shapes.items():
        drawn = [placed(ring) for ring in rings]
        row = rows.get(name)
        parts.append(_area(drawn, row, known))
        labels += _label(drawn, row, known, sheet)
    return pens.svg(sheet, [*parts, *labels], high * scale + 4, alternative)


def _middle(chart: BarChart) -> float:
    latitudes = [y for _, rings in chart.shapes for ring in rings for _, y in ring]
    return (min(latitudes) + max(latitudes)) / 2


def _plane(rings: tuple[Ring, ...], middle: float) -> tuple[Ring, ...]:
    """Equirectangular, at the middle latitude."""
    shrink = math.cos(math.radians(middle))
    return tuple(tuple((x * shrink, y) for x, y in ring) for ring in rings)


def _area(rings: list[Ring], row: BarRow | None, known: list[float]) -> str:
    path = "".join(
        "M" + "L".join(f"{pens.number(x)} {pens.number(y)}" for x, y in ring) + "Z"
        for ring in rings
    )
    if row is None or row.value is None:
        fill, dashes = "#ffffff", "3 3"
    else:
        fill, dashes = pens.CLASSES[pens.class_of(row.value, known)], "none"
    return (
        f'<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke="{pens.OTHER}"'
        f' stroke-width="0.8" stroke-dasharray="{dashes}"/>'
    )


def _label(
    rings: list[Ring], row: BarRow | None, known: list[float], sheet: Sheet
) -> list[str]:
    if row is None:
        return []
    largest = max(rings, key=lambda ring: abs(_area_of(ring)))
    x = sum(point[0] for point in largest) / len(largest)
    y = sum(point[1] for point in largest) / len(largest)
    ink = pens.INK
    if row.value is not None:
        ink = pens.ON_CLASS[pens.class_of(row.value, known)]
    return [
        pens.text(
            row.words,
            x,
            y + sheet.text * 0.33,
            size=sheet.text,
            weight=700,
            fill=ink,
            anchor="middle",
        )
    ]


def _area_of(ring: Ring) -> float:
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2
