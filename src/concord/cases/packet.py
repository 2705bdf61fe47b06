"""What crosses to another partnership when a case is transferred: chosen, and no more.

A packet is plain JSON in the row of the transfer. It holds who people are, as far as
the sending team chose to tell, and a summary in its own words. It never holds how to
reach anybody, nor any place.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from concord.access.models import Side
from concord.people.actions.persons import Known

FORMAT = 1
UNREADABLE = (
    "This packet is of another version and can't be read here. Ask for it again."
)
A_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """One person in a packet: the side, what they are to the victim, what is known."""

    side: Side
    known: Known
    relation: str = ""

    @property
    def name(self) -> str:
        """The name as it is said, or "Name not known"."""
        said = f"{self.known.given_name} {self.known.family_name}".strip()
        return said or "Name not known"


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet: from whom to whom, about whom, and what is said.

    Names of the two partnerships and teams stand in it, because neither can read the
    other's.
    """

    from_partnership: str
    from_team: str
    to_partnership: str
    to_team: str
    people: Sequence[Told]
    summary: str

    def as_json(self) -> dict[str, Any]:
        """The packet as it is kept."""
        said = asdict(self)
        for person in said["people"]:
            born = person["known"]["born_on"]
            person["known"]["born_on"] = born.isoformat() if born else None
        return {"format": FORMAT, **said}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Packet:
        """The packet as it was kept; one of another format is empty, and says so."""
        said = dict(kept)
        if said.pop("format", None) != FORMAT:
            return cls("", "", "", "", people=[], summary=UNREADABLE)
        people = said.pop("people")
        return cls(**said, people=[_told(person) for person in people])


def _told(kept: dict[str, Any]) -> Told:
    known = dict(kept["known"])
    born = known["born_on"]
    known["born_on"] = dt.date.fromisoformat(born) if born else None
    return Told(
        side=Side(kept["side"]), known=Known(**known), relation=kept["relation"]
    )
