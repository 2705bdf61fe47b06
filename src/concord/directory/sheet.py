"""A table of services, from Excel or CSV, as objects of the feed's profile.

One row is one service. It becomes what `/services/{id}` of a feed would be, so that
looking first, duplicates, refuges and reading twice are the same as for feeds.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from concord.directory.hours_words import NotHours, SaidHours, read_hours
from concord.directory.needs import (
    GROUPS,
    KINDS,
    LANGUAGES,
    NEEDS,
    NO_FUNDS,
    SEXES,
    Vocabulary,
)
from concord.directory.open_referral import words, writing
from concord.directory.postcodes import outward_codes
from concord.foundation.documents.reading.books import sheets_of
from concord.foundation.documents.reading.limits import UnreadableFile

MOST = 2_000  # services of one file
HEADINGS = (
    "Reference",
    "Organisation",
    "Name",
    "What it does",
    "Where",
    "Helps with",
    "For",
    "By and for",
    "No recourse to public funds",
    "From age",
    "Up to age",
    "Telephone",
    "E-mail",
    "Website",
    "Hours",
    "What it does not do",
    "How to refer",
    "Cost",
    "Languages",
    "Postcodes served",
    "Refuge",
    "Street",
    "Town",
    "County",
    "Postcode",
)
NEEDED = ("Organisation", "Name")


class NoTable(ValueError):
    """The file is no table of services. The message says what to do."""


class _Wrong(ValueError):
    """A cell that can't be read."""


def services_in(path: Path) -> list[Any]:
    """Each row as an object; a row that can't be read as a sentence that says why.

    Raises NoTable.
    """
    try:
        sheets = sheets_of(path)
    except UnreadableFile as error:
        raise NoTable(str(error)) from error
    rows = next((sheet.rows for sheet in sheets if sheet.rows), ())
    if not rows:
        raise NoTable("The file has no rows.")
    heads = [cell.strip().casefold() for cell in rows[0].cells]
    missing = [name for name in NEEDED if name.casefold() not in heads]
    if missing:
        raise NoTable(f"The first row lacks the heading {missing[0]}.")
    if len(rows) - 1 > MOST:
        raise NoTable(f"More than {MOST:,} services. Divide the file.")
    known = {name.casefold(): name for name in HEADINGS}
    found: list[Any] = []
    for row in rows[1:]:
        said = {
            known[head]: cell.strip()
            for head, cell in zip(heads, row.cells, strict=False)
            if head in known
        }
        try:
            found.append(_service(said))
        except (_Wrong, NotHours, ValueError) as error:
            found.append({"name": said.get("Name", ""), "wrong": f"{error}"})
    return found


def _service(said: dict[str, str]) -> dict[str, Any]:
    name, organisation = said.get("Name", ""), said.get("Organisation", "")
    source = said.get("Reference") or f"{organisation}: {name}"
    found: dict[str, Any] = {
        "id": source[:200],
        "name": name,
        "status": "active",
        "description": _description(said),
        "url": _address(said.get("Website", "")),
        "email": said.get("E-mail", ""),
        "fees": said.get("Cost", ""),
        "organization": {"id": organisation[:200], "name": organisation},
        "contacts": [
            {"id": f"phone {n}", "name": _label(line), "title": _digits(line)}
            for n, line in enumerate(_lines(said.get("Telephone", "")))
        ],
        "schedules": [
            {"id": f"hours {n}", **_hours(one)}
            for n, one in enumerate(read_hours(said.get("Hours", "")))
        ],
        "attributes": [
            {"id": f"word {n}", "link_type": kind.code, "taxonomy_term": term}
            for n, (kind, term) in enumerate(_words(said))
        ],
        "languages": [
            {"id": f"language {n}"} for n, _ in enumerate(_codes(said, "Languages"))
        ],
        "service_areas": [
            {"id": code, "name": code, "extent_type": writing.DISTRICT}
            for code in outward_codes(said.get("Postcodes served", ""))
        ],
    }
    for head, field in (("From age", "minimum_age"), ("Up to age", "maximum_age")):
        if said.get(head):
            found[field] = _age(head, said[head])
    if said.get("Street"):
        found["service_at_locations"] = [_place(said)]
    return found


def _age(head: str, said: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", said):
        raise _Wrong(f"{head}: write a whole number of years, such as 16.")
    return int(said)


def _description(said: dict[str, str]) -> str:
    parts = [said.get("What it does", "")]
    for head, name in (
        ("What it does not do", "What it does not do"),
        ("How to refer", "How to refer"),
    ):
        if said.get(name):
            parts.append(f"{head}: {said[name]}")
    if said.get("Refuge", "").casefold() in ("yes", "y", "true", "x"):
        parts.append(writing.SECRET)
    return "\n\n".join(part for part in parts if part)


def _place(said: dict[str, str]) -> dict[str, Any]:
    address = {
        "address_1": said.get("Street", ""),
        "city": said.get("Town", ""),
        "state_province": said.get("County", ""),
        "postal_code": said.get("Postcode", ""),
        "country": "GB",
    }
    key = ", ".join(address.values())[:190]
    location = {"id": key, "location_type": "physical", "addresses": [address]}
    return {"id": key, "location": location}


def _hours(one: SaidHours) -> dict[str, Any]:
    found: dict[str, Any] = {
        "freq": one.freq,
        "byday": one.byday,
        "description": writing.HEADS.get(one.kind, ""),
    }
    for name in ("valid_from", "valid_to", "opens_at", "closes_at"):
        if (value := getattr(one, name)) is not None:
            found[name] = value.isoformat()
    return found


def _words(said: dict[str, str]) -> list[tuple[Vocabulary, dict[str, Any]]]:
    found = []
    for head, vocabulary in COLUMNS.items():
        for code in _codes(said, head):
            found.append((vocabulary, words.our_term(vocabulary, code)))
    return found


COLUMNS: dict[str, Vocabulary] = {
    "Where": KINDS,
    "Helps with": NEEDS,
    "For": SEXES,
    "By and for": GROUPS,
    "No recourse to public funds": NO_FUNDS,
    "Languages": LANGUAGES,
}


def _codes(said: dict[str, str], head: str) -> list[str]:
    """Codes of the words in a cell: a code itself, or its label, divided by ";"."""
    vocabulary = COLUMNS[head]
    known = {code.casefold(): code for code in vocabulary.labels}
    known |= {label.casefold(): code for code, label in vocabulary.labels.items()}
    found = []
    for word in _lines(said.get(head, "")):
        code = known.get(word.casefold())
        if code is None:
            raise _Wrong(f'{head}: "{word[:60]}" is no word that is known here.')
        found.append(code)
    return found


def _lines(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def _digits(line: str) -> str:
    found = re.match(r"\+?[0-9][0-9 ()-]*", line)
    if not found:
        raise _Wrong("Telephone: begin with the number.")
    return found[0].strip()


def _label(line: str) -> str:
    said = line[len(_digits(line)) :].strip(" -:,()")
    return f"{writing.TELEPHONE}: {said}" if said else writing.TELEPHONE


def _address(text: str) -> str:
    """People write addresses of the web without https."""
    return f"https://{text}" if text and "://" not in text else text
