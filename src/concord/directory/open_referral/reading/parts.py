"""What hangs on a service of a feed: hours, costs, contacts, places. See `service`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from concord.directory.open_referral import writing
from concord.directory.open_referral.reading.fields import (
    Invalid,
    Json,
    day_of,
    extra,
    id_of,
    listed,
    number_of,
    text_of,
    time_of,
    uri_of,
)

NUMBER = re.compile(r"\+?[0-9][0-9 ()-]{2,25}")
KINDS_OF_PLACE = ("physical", "postal", "virtual")
# What the profile requires of an address, and what it may have besides.
REQUIRED = (
    "address_1",
    "city",
    "state_province",
    "postal_code",
    "country",
    "address_type",
)
ADDRESS = ("attention", "region", *REQUIRED)


@dataclass(frozen=True, slots=True)
class Part:
    """A row to be: the name of its model, its id in the feed, its values."""

    model: str
    source_id: str
    values: dict[str, Any]


def parts_of(said: Json) -> Iterator[Part]:
    for one in listed(said, "schedules"):
        yield Part("schedule", id_of(one), _schedule(one))
    for one in listed(said, "funding"):
        yield Part("funding", id_of(one), {"source": text_of(one, "source")})
    for one in listed(said, "cost_options"):
        yield Part(
            "costoption",
            id_of(one),
            {
                "valid_from": day_of(one, "valid_from"),
                "valid_to": day_of(one, "valid_to"),
                "option": text_of(one, "option", most=300),
                "amount": number_of(one, "amount"),
                "amount_description": text_of(one, "amount_description", most=300),
            },
        )
    for one in listed(said, "languages"):
        yield Part(
            "language",
            id_of(one),
            {
                "code": text_of(one, "code", most=12),
                "name": text_of(one, "name", most=120),
                "note": text_of(one, "note", most=300),
            },
        )
    for one in listed(said, "contacts"):
        yield from _contact(one)


def _contact(one: Json) -> Iterator[Part]:
    name, title = text_of(one, "name", most=200), text_of(one, "title", most=200)
    if NUMBER.fullmatch(title):
        yield Part("phone", id_of(one), _phone(name, title))
    elif name or title:
        yield Part("contact", id_of(one), {"name": name, "title": title})
    for phone in listed(one, "phones"):
        number = text_of(phone, "number", most=40)
        if NUMBER.fullmatch(number):
            label = text_of(phone, "description", most=120) or name[:120]
            yield Part(
                "phone",
                id_of(phone),
                {"number": number, "label": label, "is_free": False, "is_text": False},
            )


def _phone(name: str, number: str) -> dict[str, Any]:
    is_free = name.endswith(writing.FREE)
    said = name.removesuffix(writing.FREE)
    is_text = said.startswith(writing.TEXT)
    for head in (writing.TEXT, writing.TELEPHONE):
        said = said.removeprefix(head)
    return {
        "number": number,
        "label": said.removeprefix(": ")[:120],
        "is_free": is_free,
        "is_text": is_text,
    }


def _schedule(one: Json) -> dict[str, Any]:
    description = text_of(one, "description")
    kind = "regular"
    opens = time_of(one, "opens_at")
    for known, head in writing.HEADS.items():
        if description == head or description.startswith(f"{head}. "):
            if known == "closed" and opens is not None:
                continue  # somebody's own word for hours that are none of ours
            kind = known
            description = description.removeprefix(head).removeprefix(". ")
            break
    freq = text_of(one, "freq")
    if freq not in ("", "WEEKLY", "MONTHLY"):
        raise Invalid("schedules: freq is WEEKLY or MONTHLY.")
    interval = number_of(one, "interval")
    closes = time_of(one, "closes_at")
    return {
        "kind": kind,
        "valid_from": day_of(one, "valid_from"),
        "valid_to": day_of(one, "valid_to"),
        "dtstart": day_of(one, "dtstart"),
        "freq": freq,
        "interval": int(interval) if interval and 0 < interval < 1000 else None,
        "byday": text_of(one, "byday", most=60),
        "bymonthday": text_of(one, "bymonthday", most=120),
        "description": description,
        "opens_at": opens,
        "closes_at": closes if opens is not None else None,
        "link": uri_of(one, "schedule_link"),
        "attending_type": text_of(one, "attending_type", most=200),
        "notes": text_of(one, "notes"),
    }


def places_of(said: Json) -> Iterator[Part]:
    for one in listed(said, "service_at_locations"):
        place = one.get("location")
        if not isinstance(place, dict):
            continue
        values = _location(place)
        values["location_source_id"] = id_of(place)
        values["at_description"] = text_of(one, "description")
        yield Part("location", id_of(one), values)


def _location(said: Json) -> dict[str, Any]:
    kind = text_of(said, "location_type")
    addresses = listed(said, "addresses")
    first: Json = addresses[0] if addresses else {}
    latitude, longitude = _coordinates(said)
    besides: dict[str, Any] = {}
    if more := _address(first, "attention", "region", "address_type"):
        besides["address"] = more
    others = [_address(one, *ADDRESS) for one in addresses[1:]]
    if whole := [one for one in others if all(one.get(name) for name in REQUIRED)]:
        besides["addresses"] = whole
    return {
        "kind": kind if kind in KINDS_OF_PLACE else "physical",
        "name": text_of(said, "name", most=200),
        "description": text_of(said, "description"),
        "address_1": text_of(first, "address_1", most=300),
        "city": text_of(first, "city", most=120),
        "county": text_of(first, "state_province", most=120),
        "postcode": text_of(first, "postal_code", most=20),
        "country": text_of(first, "country", most=2).upper() or "GB",
        "latitude": latitude,
        "longitude": longitude,
        "external_identifier": text_of(said, "external_identifier", most=60),
        "external_identifier_type": text_of(said, "external_identifier_type", most=60),
        "access": [_access(one) for one in listed(said, "accessibility")],
        "extra": besides,
    }


def _coordinates(said: Json) -> tuple[float | None, float | None]:
    latitude, longitude = number_of(said, "latitude"), number_of(said, "longitude")
    if latitude is None or longitude is None:
        return None, None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None, None
    return latitude, longitude


def _address(said: Json, *names: str) -> dict[str, Any]:
    """Fields of an address that there are no columns for."""
    found = extra(said, *names)
    if found.get("address_type") not in (None, *KINDS_OF_PLACE):
        del found["address_type"]
    return found


def _access(said: Json) -> dict[str, Any]:
    found = extra(said, "description", "details", "accessibility")
    if url := uri_of(said, "url"):
        found["url"] = url
    return found
