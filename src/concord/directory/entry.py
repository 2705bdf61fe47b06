"""An entry as somebody has said it: a form, a file, a feed or an example."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from concord.directory.hours_words import SaidHours


@dataclass(frozen=True, slots=True)
class SaidPhone:
    number: str
    label: str = ""
    is_free: bool = False
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class SaidPlace:
    """A place where a service is seen. `access`: sentences about the building."""

    name: str = ""
    address_1: str = ""
    city: str = ""
    county: str = ""
    postcode: str = ""
    kind: str = "physical"
    description: str = ""
    access: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidCost:
    option: str = ""
    amount: float | None = None
    amount_description: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class SaidContact:
    name: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class SaidLanguage:
    code: str = ""
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SaidArea:
    name: str = ""
    extent: str = ""
    extent_type: str = ""
    uri: str = ""


# What stands in a column of the service itself, besides its organisation and state.
COLUMNS = (
    "name",
    "description",
    "url",
    "email",
    "status",
    "kind",
    "is_secret_place",
    "nationwide",
    "outward_codes",
    "needs",
    "sexes",
    "by_and_for",
    "nrpf",
    "minimum_age",
    "maximum_age",
    "who_answers",
    "does_not",
    "how_to_refer",
    "self_referral",
    "fees",
    "accreditations",
    "alert",
    "call_safely",
    "access_note",
    "language_note",
    "schedule_note",
    "capacity_note",
    "capacity_on",
    "example_note",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A whole service. `columns` holds fields of `COLUMNS`; a part that is None stays
    as it is, an empty one is emptied.
    """

    organisation: str = ""
    organisation_website: str = ""
    columns: dict[str, Any] = field(default_factory=dict)
    phones: tuple[SaidPhone, ...] | None = None
    hours: tuple[SaidHours, ...] | None = None
    languages: tuple[SaidLanguage, ...] | None = None
    contacts: tuple[SaidContact, ...] | None = None
    costs: tuple[SaidCost, ...] | None = None
    areas: tuple[SaidArea, ...] | None = None
    places: tuple[SaidPlace, ...] | None = None
    owner_id: int | None = None
    service_id: uuid.UUID | None = None
