"""A service of a feed, read strictly: what is a service, and what is wrong with it.

Nothing here touches the database. What the profile has and we have no column for goes
into `extra`; what the profile doesn't have is left out, but for telephones below
contacts, which feeds of the standard that the profile is made from do have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from concord.directory.needs import BY_ID, LANGUAGES
from concord.directory.open_referral import writing
from concord.directory.open_referral.reading.fields import (
    Invalid,
    Json,
    as_uuid,
    day_of,
    email_of,
    extra,
    id_of,
    is_uri,
    listed,
    number_of,
    text_of,
    uri_of,
)
from concord.directory.open_referral.reading.parts import Part, parts_of, places_of
from concord.directory.postcodes import whole_postcode

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
    source_id = text_of(said, "id", required=True, most=200)
    organisation = said.get("organization")
    if organisation is not None and not isinstance(organisation, dict):
        raise Invalid("organization: has to be an object.")
    found = ReadService(
        source_id=source_id,
        columns=_columns(said),
        organisation=_organisation(organisation or {}, said),
    )
    found.left_out += sorted(set(said) - KNOWN)[:20]
    found.parts += parts_of(said)
    found.places += places_of(said)
    for attribute in listed(said, "attributes"):
        _attribute(found, attribute)
    _areas(found, said)
    return found


def _columns(said: Json) -> dict[str, Any]:
    status = text_of(said, "status", required=True)
    if status not in STATUSES:
        raise Invalid(f'status: "{status[:40]}" is none of {", ".join(STATUSES)}.')
    low, high = number_of(said, "minimum_age"), number_of(said, "maximum_age")
    if low is not None and high is not None and high < low:
        raise Invalid("maximum_age: is lower than minimum_age.")
    columns: dict[str, Any] = {
        "name": text_of(said, "name", required=True, most=200),
        "status": status,
        "url": uri_of(said, "url"),
        "email": email_of(said, "email"),
        "fees": text_of(said, "fees"),
        "accreditations": text_of(said, "accreditations"),
        "alert": text_of(said, "alert"),
        "minimum_age": low,
        "maximum_age": high,
        "verified_on": day_of(said, "assured_date"),
        "assurer_email": email_of(said, "assurer_email"),
        "self_referral": True,
        "is_secret_place": False,
    }
    columns |= _paragraphs(text_of(said, "description"))
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
    source_id = text_of(said, "id", most=200) or text_of(
        service, "organization_id", most=200
    )
    name = text_of(said, "name", most=200)
    if not name:
        raise Invalid("organization: a service has to say who runs it.")
    description = text_of(said, "description")
    return {
        "source_id": source_id or name,
        "name": name,
        "description": "" if description == name else description,
        "email": email_of(said, "email"),
        "website": uri_of(said, "website"),
        "uri": uri_of(said, "uri"),
        "logo": text_of(said, "logo", most=500),
        "identifiers": [
            number
            for one in listed(said, "organization_identifiers")
            if (number := extra(one, *IDENTIFIER)).keys() >= set(IDENTIFIER[:2])
        ],
        "extra": _parent(said),
    }


def _parent(said: Json) -> dict[str, Any]:
    found = extra(said, "parent_organization_id")
    known = as_uuid(found.get("parent_organization_id", ""))
    return {"parent_organization_id": str(known)} if known else {}


def _areas(found: ReadService, said: Json) -> None:
    codes: list[str] = []
    for one in listed(said, "service_areas"):
        kind, name = text_of(one, "extent_type", most=60), text_of(one, "name")
        if kind == writing.DISTRICT and len(name) <= 4:
            codes.append(name)
        elif kind == writing.NATION and name == writing.WHOLE_COUNTRY:
            found.columns["nationwide"] = True
        else:
            found.parts.append(
                Part(
                    "servicearea",
                    id_of(one),
                    {
                        "name": name,
                        "extent": text_of(one, "extent"),
                        "extent_type": kind,
                        "uri": uri_of(one, "uri"),
                        "extra": extra(one, "service_area"),
                    },
                )
            )
    found.columns["outward_codes"] = sorted(set(codes))
    found.columns.setdefault("nationwide", False)


IDENTIFIER = ("identifier_type", "identifier", "identifier_scheme")
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
    known = as_uuid(id_of(term))
    ours = BY_ID.get(known) if known else None
    if ours is None:
        values = extra(term, *TERM)
        if (uri := values.get("term_uri")) and not is_uri(uri):
            del values["term_uri"]
        if values.get("name"):
            link = text_of(one, "link_type", most=120)
            found.terms.append(
                ReadTerm(id_of(one), link, {"id": id_of(term), **values})
            )
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
    said = [found.columns, found.organisation, [part.values for part in found.parts]]
    said += [[one.link_type, one.term] for one in found.terms]
    return bool(found.places) or any(whole_postcode(text) for text in _texts(said))


def _texts(said: Any) -> Iterator[str]:
    """Every text in it, however deep."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict | list):
        for one in said.values() if isinstance(said, dict) else said:
            yield from _texts(one)
