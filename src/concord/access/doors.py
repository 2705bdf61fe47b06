"""The doors through which something of a person or case can leave: all of them.

Each room registers its own in `doors.py`. A lock test has to try each: it opens the
door as a colleague who may, and as one who is locked out. A door without one fails
the suite, and so does an address, job or letter of a room with people in it that is
no registered door.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What kind of door it is."""

    LIST = "list"
    SEARCH = "search"
    COUNT = "count"
    OPEN = "open by id"
    EXPORT = "export"
    FILE = "file"
    MAIL = "mail"
    CALENDAR = "calendar"
    API = "API"
    JOB = "job"
    AUDIT = "audit view"
    PRINT = "printed paper"


@dataclass(frozen=True, slots=True)
class Door:
    """One door. `name` is that of the address, letter or job behind it."""

    name: str
    kind: Kind


DOORS: dict[tuple[str, Kind], Door] = {}


def door(name: str, *kinds: Kind) -> list[Door]:
    """Register a door, of one kind or several (a list that can be exported)."""
    made = [Door(name, kind) for kind in kinds]
    DOORS.update({(one.name, one.kind): one for one in made})
    return made
