"""How far services are from a postcode district, as the crow flies.

From the middle of the district to the place of a service: its own coordinates, else the
middle of its postcode's district. So it is a rough distance, and needs the file of
districts; nothing is asked outside.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence

from concord.directory.models import District, ServiceAtLocation
from concord.directory.postcodes import outward_of

EARTH = 6_371_000  # metres
MILE = 1609.344  # metres
Point = tuple[float, float]  # latitude, longitude, in degrees


def are_known() -> bool:
    """Whether the file of districts is loaded."""
    return District.objects.exists()


def metres(middle: Point, place: Point) -> float:
    """As the crow flies, on a round earth."""
    first, second = math.radians(middle[0]), math.radians(place[0])
    across = math.radians(place[1] - middle[1])
    half = (
        math.sin((second - first) / 2) ** 2
        + math.cos(first) * math.cos(second) * math.sin(across / 2) ** 2
    )
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def middle_of(outward: str) -> Point | None:
    """The middle of a district; none where it is not known."""
    row = District.objects.filter(code=outward).values_list("latitude", "longitude")
    return row.first()


def miles_to(ids: Sequence[uuid.UUID], outward: str) -> dict[uuid.UUID, float]:
    """Miles from this district to the nearest place of each service.

    Left out: services without a place that can be found. Three queries.
    """
    middle = middle_of(outward)
    if middle is None:
        return {}
    places = ServiceAtLocation.objects.filter(
        service__in=ids, location__kind="physical"
    ).values_list(
        "service_id",
        "location__latitude",
        "location__longitude",
        "location__postcode",
    )
    rows = list(places)
    halves = {outward_of(code) for _, _, _, code in rows} - {""}
    districts = {
        one.code: (one.latitude, one.longitude)
        for one in District.objects.filter(code__in=halves)
    }
    found: dict[uuid.UUID, float] = {}
    for service, latitude, longitude, code in rows:
        place = districts.get(outward_of(code))
        if latitude is not None and longitude is not None:
            place = (latitude, longitude)
        if place is not None:
            far = metres(middle, place) / MILE
            found[service] = min(far, found.get(service, far))
    return found
