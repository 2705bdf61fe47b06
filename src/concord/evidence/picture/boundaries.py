"""Boundaries from a GeoJSON file: read strictly, matched to areas, made simple.

Everything a hostile file could do is refused first: size, depth, number of points,
coordinates that are no places, names that fit no area.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from concord.evidence.picture.content import Ring

MOST_BYTES = 8_000_000
MOST_POINTS = 400_000
MOST_KEPT = 240  # points of one area, after simplifying
MOST_FEATURES = 2_000
# Properties that name an area in files of the ONS and of others, and plain ones.
NAMES = ("code", "name", "WD", "LAD")


class BoundaryError(ValueError):
    """The file can't be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Boundaries:
    """`shapes` by code of area; `left_over` are features that fit none of them."""

    shapes: Mapping[str, tuple[Ring, ...]]
    left_over: tuple[str, ...]


def read_boundaries(content: bytes, areas: Mapping[str, str]) -> Boundaries:
    """The boundaries of `areas` (code to name) in a GeoJSON file.

    A feature belongs to the area whose code or name one of its properties is. Raises
    BoundaryError.
    """
    features = _features(_json(content))
    codes = {code.casefold(): code for code in areas}
    names = {name.casefold(): code for code, name in areas.items()}
    shapes: dict[str, tuple[Ring, ...]] = {}
    left_over: list[str] = []
    points = 0
    for place, feature in enumerate(features, start=1):
        said = _said(feature)
        code = next(
            (found for word in said if (found := codes.get(word) or names.get(word))),
            None,
        )
        if code is None:
            left_over.append(said[0] if said else f"feature {place}")
            continue
        rings = _rings(feature.get("geometry"), place)
        points += sum(len(ring) for ring in rings)
        if points > MOST_POINTS:
            raise BoundaryError(
                f"The file has more than {MOST_POINTS:,} points. Use a generalised "
                'edition, such as "ultra generalised" of the ONS.'
            )
        shapes[code] = _simplified(rings)
    if not shapes:
        raise BoundaryError(
            "No feature carries the code or the name of one of your areas. Add the "
            "areas first, or check the properties of the file."
        )
    return Boundaries(shapes, tuple(left_over))


def _json(content: bytes) -> Any:
    if len(content) > MOST_BYTES:
        raise BoundaryError(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB. Use a generalised "
            "edition of the boundaries."
        )
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BoundaryError(
            "The file is not JSON. Save the boundaries as GeoJSON and try again."
        ) from error


def _features(found: Any) -> list[dict[str, Any]]:
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        raise BoundaryError(
            "The file is not a GeoJSON feature collection. Save the boundaries as "
            "GeoJSON in longitude and latitude."
        )
    features = found.get("features")
    if not isinstance(features, list) or not features:
        raise BoundaryError("The file has no features: it holds no boundaries.")
    if len(features) > MOST_FEATURES:
        raise BoundaryError(
            f"The file has more than {MOST_FEATURES:,} features. Cut it to your areas."
        )
    return [each for each in features if isinstance(each, dict)]


def _said(feature: Mapping[str, Any]) -> list[str]:
    """The texts of its properties, codes and names first."""
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        return []
    ranked = sorted(
        properties.items(), key=lambda pair: not str(pair[0]).startswith(NAMES)
    )
    return [
        value.strip().casefold()[:120]
        for _, value in ranked
        if isinstance(value, str) and value.strip()
    ]


def _rings(geometry: Any, place: int) -> tuple[Ring, ...]:
    if isinstance(geometry, dict):
        parts = geometry.get("coordinates")
        if geometry.get("type") == "Polygon" and isinstance(parts, list):
            return tuple(_ring(ring, place) for ring in parts)
        if geometry.get("type") == "MultiPolygon" and isinstance(parts, list):
            return tuple(
                _ring(ring, place)
                for part in parts
                if isinstance(part, list)
                for ring in part
            )
    raise BoundaryError(
        f"Feature {place} is no area: its geometry must be a Polygon or MultiPolygon."
    )


def _ring(ring: Any, place: int) -> Ring:
    if not isinstance(ring, list) or len(ring) < 4:
        raise BoundaryError(f"Feature {place} has a ring of fewer than four points.")
    return tuple(_point(point, place) for point in ring)


def _point(point: Any, place: int) -> tuple[float, float]:
    if isinstance(point, list) and len(point) >= 2:
        x, y = point[0], point[1]
        numbers = all(
            isinstance(one, int | float) and not isinstance(one, bool) for one in (x, y)
        )
        if numbers and math.isfinite(x) and math.isfinite(y):
            if abs(x) <= 180 and abs(y) <= 85:
                return (float(x), float(y))
            raise BoundaryError(
                f"Feature {place} has a point at {x:.0f}, {y:.0f}: these are no "
                "degrees. Save the file in longitude and latitude (WGS 84), not in "
                "eastings and northings."
            )
    raise BoundaryError(f"Feature {place} has a point that is not two numbers.")


# ---------------------------------------------------------------- simplifying


def _simplified(rings: Sequence[Ring]) -> tuple[Ring, ...]:
    """Fewer points, until the area has few enough; tiny islands go first."""
    largest = max(_size(ring) for ring in rings)
    kept = [ring for ring in rings if _size(ring) >= largest * 0.002]
    tolerance = 1e-5
    simple = [_round(ring) for ring in kept]
    while sum(len(ring) for ring in simple) > MOST_KEPT and tolerance < 0.1:
        simple = [_round(_fewer(ring, tolerance)) for ring in kept]
        tolerance *= 1.6
    return tuple(ring for ring in simple if len(ring) >= 4) or (_round(kept[0]),)


def _size(ring: Ring) -> float:
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _round(ring: Ring) -> Ring:
    """Five decimal places: about a metre."""
    return tuple((round(x, 5), round(y, 5)) for x, y in ring)


def _fewer(ring: Ring, tolerance: float) -> Ring:
    """Douglas and Peucker, 1973, without recursion: long rings are no danger."""
    keep = {0, len(ring) - 1, len(ring) // 2}
    waiting = [(0, len(ring) // 2), (len(ring) // 2, len(ring) - 1)]
    while waiting:
        first, last = waiting.pop()
        farthest, distance = 0, 0.0
        for place in range(first + 1, last):
            away = _away(ring[place], ring[first], ring[last])
            if away > distance:
                farthest, distance = place, away
        if distance > tolerance:
            keep.add(farthest)
            waiting += [(first, farthest), (farthest, last)]
    return tuple(ring[place] for place in sorted(keep))


def _away(
    point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]
) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = math.hypot(x2 - x1, y2 - y1)
    if not length:
        return math.hypot(x - x1, y - y1)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
