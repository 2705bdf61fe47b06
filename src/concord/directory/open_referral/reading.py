"""A service of a feed, read strictly: what is a service, and what is wrong with it.

Nothing here touches the database. What the profile has and we have no column for goes
into `extra`; what the profile doesn't have is left out, but for telephones below
contacts, which feeds of the standard that the profile is made from do have.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from concord.directory.needs import BY_ID, LANGUAGES
from concord.directory.open_referral import writing
from concord.directory.postcodes import whole_postcode

Json = Mapping[str, Any]
NUMBER = re.compile(r"\+?[0-9][0-9 ()-]{2,25}")
_URI = re.compile(r"https?://[^\s]+", re.I)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MOST_PARTS = 200  # of one kind, of one service
LONGEST = 20_000  # characters of a text
STATUSES = ("active", "inactive", "defunct", "temporarily closed")
KNOWN = frozenset(
    [
        "id",
        "organization_id",
        "name",
        "description",
        "url",
        "email",
        "status",
        "fees",
        "accreditations",
        "minimum_age",
        "maximum_age",
        "assured_date",
        "assurer_email",
        "alert",
        "last_modified",
        "schedules",
        "service_areas",
        "service_at_locations",
        "languages",
        "organization",
        "funding",
        "cost_options",
        "contacts",
        "attributes",
    ]
)


class Invalid(ValueError):
    """No service that can be kept. The message names the field and the fault."""


@dataclass(frozen=True, slots=True)
class Part:
    """A row to be: the name of its model, its id in the feed, its values."""

    model: str
    source_id: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReadTerm:
    """A word of somebody else's taxonomy on this service."""

    source_id: str
    link_type: str
    term: dict[str, Any]


@dataclass(slots=True)
class ReadService:
    """A whole service of a feed."""

    source_id: str
    columns: dict[str, Any]
    organisation: dict[str, Any]
    parts: list[Part] = field(default_factory=list)
    places: list[Part] = field(default_factory=list)
    terms: list[ReadTerm] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read(said: Any) -> ReadService:
    """A service as `/services/{id}` gives it. Raises Invalid."""
    if not isinstance(said, dict):
        raise Invalid("A service has to be an object.")
    if isinstance(said.get("wrong"), str):
        raise Invalid(said["wrong"])  # a row of a table that could not be read
    source_id = _text(said, "id", required=True, most=200)
    organisation = said.get("organization")
    if organisation is not None and not isinstance(organisation, dict):
        raise Invalid("organization: has to be an object.")
    found = ReadService(
        source_id=source_id,
        columns=_columns(said),
        organisation=_organisation(organisation or {}, said),
    )
    found.left_out += sorted(set(said) - KNOWN)[:20]
    found.parts += _parts(said)
    found.places += _places(said)
    for attribute in _listed(said, "attributes"):
        _attribute(found, attribute)
    _areas(found, said)
    return found


def _columns(said: Json) -> dict[str, Any]:
    status = _text(said, "status", required=True)
    if status not in STATUSES:
        raise Invalid(f'status: "{status[:40]}" is none of {", ".join(STATUSES)}.')
    low, high = _number(said, "minimum_age"), _number(said, "maximum_age")
    if low is not None and high is not None and high < low:
        raise Invalid("maximum_age: is lower than minimum_age.")
    columns: dict[str, Any] = {
        "name": _text(said, "name", required=True, most=200),
        "status": status,
        "url": _uri(said, "url"),
        "email": _email(said, "email"),
        "fees": _text(said, "fees"),
        "accreditations": _text(said, "accreditations"),
        "alert": _text(said, "alert"),
        "minimum_age": low,
        "maximum_age": high,
        "verified_on": _day(said, "assured_date"),
        "assurer_email": _email(said, "assurer_email"),
        "self_referral": True,
        "is_secret_place": False,
    }
    columns |= _paragraphs(_text(said, "description"))
    return columns


def _paragraphs(text: str) -> dict[str, Any]:
    """What `writing.described` put together, taken apart again."""
    heads = dict(writing.PARAGRAPHS)
    found: dict[str, Any] = dict.fromkeys(heads.values(), "")
    plain: list[str] = []
    for paragraph in text.split("\n\n"):
        head, _, rest = paragraph.partition(": ")
        if paragraph == writing.ONLY_REFERRED:
            found["self_referral"] = False
        elif paragraph == writing.SECRET:
            found["is_secret_place"] = True
        elif rest and head in heads and not found[heads[head]]:
            found[heads[head]] = rest
        else:
            plain.append(paragraph)
    # A column has its length: what is longer stays in the text.
    for column, most in (("who_answers", 200), ("language_note", 300)):
        if len(found[column]) > most:
            plain.append(found[column])
            found[column] = ""
    found["description"] = "\n\n".join(plain)
    return found


def _organisation(said: Json, service: Json) -> dict[str, Any]:
    source_id = _text(said, "id", most=200) or _text(
        service, "organization_id", most=200
    )
    name = _text(said, "name", most=200)
    if not name:
        raise Invalid("organization: a service has to say who runs it.")
    description = _text(said, "description")
    return {
        "source_id": source_id or name,
        "name": name,
        "description": "" if description == name else description,
        "email": _email(said, "email"),
        "website": _uri(said, "website"),
        "uri": _uri(said, "uri"),
        "logo": _text(said, "logo", most=500),
        "identifiers": [
            {
                name: one[name]
                for name in ("identifier_scheme", "identifier_type", "identifier")
                if isinstance(one.get(name), str)
            }
            for one in _listed(said, "organization_identifiers")
        ],
        "extra": _extra(said, "parent_organization_id"),
    }


def _parts(said: Json) -> Iterator[Part]:
    for one in _listed(said, "schedules"):
        yield Part("schedule", _id(one), _schedule(one))
    for one in _listed(said, "funding"):
        yield Part("funding", _id(one), {"source": _text(one, "source")})
    for one in _listed(said, "cost_options"):
        yield Part(
            "costoption",
            _id(one),
            {
                "valid_from": _day(one, "valid_from"),
                "valid_to": _day(one, "valid_to"),
                "option": _text(one, "option", most=300),
                "amount": _number(one, "amount"),
                "amount_description": _text(one, "amount_description", most=300),
            },
        )
    for one in _listed(said, "languages"):
        yield Part(
            "language",
            _id(one),
            {
                "code": _text(one, "code", most=12),
                "name": _text(one, "name", most=120),
                "note": _text(one, "note", most=300),
            },
        )
    for one in _listed(said, "contacts"):
        yield from _contact(one)


def _contact(one: Json) -> Iterator[Part]:
    name, title = _text(one, "name", most=200), _text(one, "title", most=200)
    if NUMBER.fullmatch(title):
        yield Part("phone", _id(one), _phone(name, title))
    elif name or title:
        yield Part("contact", _id(one), {"name": name, "title": title})
    for phone in _listed(one, "phones"):
        number = _text(phone, "number", most=40)
        if NUMBER.fullmatch(number):
            label = _text(phone, "description", most=120) or name[:120]
            yield Part(
                "phone",
                _id(phone),
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
    description = _text(one, "description")
    kind = "regular"
    opens = _time(one, "opens_at")
    for known, head in writing.HEADS.items():
        if description == head or description.startswith(f"{head}. "):
            if known == "closed" and opens is not None:
                continue  # somebody's own word for hours that are none of ours
            kind = known
            description = description.removeprefix(head).removeprefix(". ")
            break
    freq = _text(one, "freq")
    if freq not in ("", "WEEKLY", "MONTHLY"):
        raise Invalid("schedules: freq is WEEKLY or MONTHLY.")
    interval = _number(one, "interval")
    closes = _time(one, "closes_at")
    return {
        "kind": kind,
        "valid_from": _day(one, "valid_from"),
        "valid_to": _day(one, "valid_to"),
        "dtstart": _day(one, "dtstart"),
        "freq": freq,
        "interval": int(interval) if interval and 0 < interval < 1000 else None,
        "byday": _text(one, "byday", most=60),
        "bymonthday": _text(one, "bymonthday", most=120),
        "description": description,
        "opens_at": opens,
        "closes_at": closes if opens is not None else None,
        "link": _uri(one, "schedule_link"),
        "attending_type": _text(one, "attending_type", most=200),
        "notes": _text(one, "notes"),
    }


def _areas(found: ReadService, said: Json) -> None:
    codes: list[str] = []
    for one in _listed(said, "service_areas"):
        kind, name = _text(one, "extent_type", most=60), _text(one, "name")
        if kind == writing.DISTRICT and len(name) <= 4:
            codes.append(name)
        elif kind == writing.NATION and name == writing.WHOLE_COUNTRY:
            found.columns["nationwide"] = True
        else:
            found.parts.append(
                Part(
                    "servicearea",
                    _id(one),
                    {
                        "name": name,
                        "extent": _text(one, "extent"),
                        "extent_type": kind,
                        "uri": _uri(one, "uri"),
                        "extra": _extra(one, "service_area"),
                    },
                )
            )
    found.columns["outward_codes"] = sorted(set(codes))
    found.columns.setdefault("nationwide", False)


def _places(said: Json) -> Iterator[Part]:
    for one in _listed(said, "service_at_locations"):
        place = one.get("location")
        if not isinstance(place, dict):
            continue
        values = _location(place)
        values["location_source_id"] = _id(place)
        values["at_description"] = _text(one, "description")
        yield Part("location", _id(one), values)


def _location(said: Json) -> dict[str, Any]:
    kind = _text(said, "location_type")
    addresses = _listed(said, "addresses")
    first: Json = addresses[0] if addresses else {}
    latitude, longitude = _number(said, "latitude"), _number(said, "longitude")
    if (
        latitude is None
        or longitude is None
        or not (-90 <= latitude <= 90 and -180 <= longitude <= 180)
    ):
        latitude = longitude = None
    extra: dict[str, Any] = {}
    if besides := _extra(first, "attention", "region", "address_type"):
        extra["address"] = besides
    others = [
        {name: text for name in ADDRESS if (text := _text(one, name))}
        for one in addresses[1:]
    ]
    if others:
        extra["addresses"] = others
    return {
        "kind": kind if kind in ("physical", "postal", "virtual") else "physical",
        "name": _text(said, "name", most=200),
        "description": _text(said, "description"),
        "address_1": _text(first, "address_1", most=300),
        "city": _text(first, "city", most=120),
        "county": _text(first, "state_province", most=120),
        "postcode": _text(first, "postal_code", most=20),
        "country": _text(first, "country", most=2).upper() or "GB",
        "latitude": latitude,
        "longitude": longitude,
        "external_identifier": _text(said, "external_identifier", most=60),
        "external_identifier_type": _text(said, "external_identifier_type", most=60),
        "access": [
            {name: one[name] for name in ACCESS if isinstance(one.get(name), str)}
            for one in _listed(said, "accessibility")
        ],
        "extra": extra,
    }


ADDRESS = [
    "attention",
    "address_1",
    "city",
    "region",
    "state_province",
    "postal_code",
    "country",
    "address_type",
]
ACCESS = ["description", "details", "url", "accessibility"]
TERM = [
    "name",
    "description",
    "parent_id",
    "taxonomy",
    "taxonomy_id",
    "term_uri",
    "term",
]


def _attribute(found: ReadService, one: Json) -> None:
    """A word of ours becomes a code; another one stays what it is."""
    term = one.get("taxonomy_term")
    if not isinstance(term, dict):
        return
    ours = BY_ID.get(_as_uuid(_id(term)))
    if ours is None:
        values = {name: term[name] for name in TERM if isinstance(term.get(name), str)}
        if values.get("name"):
            link = _text(one, "link_type", most=120)
            found.terms.append(ReadTerm(_id(one), link, {"id": _id(term), **values}))
        return
    vocabulary, code = ours
    lists = {"need": "needs", "sex": "sexes", "by_and_for": "by_and_for"}
    if vocabulary.code in lists:
        codes = found.columns.setdefault(lists[vocabulary.code], [])
        if code not in codes:
            codes.append(code)
    elif vocabulary is LANGUAGES:
        _name_language(found, code)
    else:
        found.columns[vocabulary.code] = code


def _name_language(found: ReadService, code: str) -> None:
    """The profile's languages have no names: give the next nameless one this name."""
    for part in found.parts:
        if part.model == "language" and not part.values["code"]:
            part.values["code"] = code
            part.values["name"] = LANGUAGES.labels[code]
            return


def tells_a_secret(found: ReadService) -> bool:
    """Whether a refuge comes with a place or a postcode among its words."""
    texts = [value for value in found.columns.values() if isinstance(value, str)]
    texts += [
        value
        for part in found.parts
        for value in part.values.values()
        if isinstance(value, str)
    ]
    return bool(found.places) or any(whole_postcode(text) for text in texts)


def _as_uuid(said: str) -> Any:
    import uuid

    try:
        return uuid.UUID(said)
    except ValueError:
        return None


def _id(said: Json) -> str:
    return _text(said, "id", required=True, most=200)


def _listed(said: Json, name: str) -> list[Json]:
    value = said.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Invalid(f"{name}: has to be a list of objects.")
    if len(value) > MOST_PARTS:
        raise Invalid(f"{name}: more than {MOST_PARTS} of one service.")
    return value


def _extra(said: Json, *names: str) -> dict[str, Any]:
    return {name: said[name] for name in names if isinstance(said.get(name), str)}


def _text(said: Json, name: str, *, required: bool = False, most: int = LONGEST) -> str:
    value = said.get(name)
    if value is None or value == "":
        if required:
            raise Invalid(f"{name}: is missing.")
        return ""
    if not isinstance(value, str):
        raise Invalid(f"{name}: has to be text.")
    text = value.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > most:
        raise Invalid(f"{name}: longer than {most} characters.")
    if required and not text:
        raise Invalid(f"{name}: is missing.")
    return text


def _uri(said: Json, name: str) -> str:
    """An address of the web, or nothing. `javascript:` and the like are none."""
    text = _text(said, name)
    if text and (len(text) > 500 or not _URI.fullmatch(text)):
        raise Invalid(f"{name}: has to be an address that begins with http.")
    return text


def _email(said: Json, name: str) -> str:
    text = _text(said, name)
    if text and (len(text) > 254 or not _EMAIL.fullmatch(text)):
        raise Invalid(f"{name}: has to be an e-mail address.")
    return text


def _number(said: Json, name: str) -> float | None:
    value = said.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Invalid(f"{name}: has to be a number.")
    if not abs(value) < 10_000_000:
        raise Invalid(f"{name}: is too large.")
    return float(value)


def _day(said: Json, name: str) -> dt.date | None:
    text = _text(said, name)
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError as error:
        raise Invalid(f"{name}: has to be a day such as 2026-11-27.") from error


def _time(said: Json, name: str) -> dt.time | None:
    text = _text(said, name)
    if not text:
        return None
    try:
        return dt.time.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise Invalid(f"{name}: has to be a time such as 09:00.") from error


def sources(items: Iterable[ReadService]) -> set[str]:
    """Ids of these services in their feed."""
    return {one.source_id for one in items}
