"""The doors through which something of a person or case can leave: all of them.

Each room registers its own in `doors.py`, which is found by itself:

    door("cases:index", Kind.LIST, Kind.COUNT)       # an address, by its name
    door("cases.weekly", Kind.MAIL)                  # a letter, by its name
    door("cases.count_open", Kind.JOB)               # a job, by its name
    no_door("cases:open", "An empty form: it shows nothing that is kept.")
    no_door("plan:", "A delivery plan names no person.")    # a whole room

Every address, job and letter of the house is one or the other, or a test fails. Each
kind of each door needs a prober in the room's `doors_testing.py`: see
`concord.access.doors_testing`. The lock test opens the door with it as a colleague
who may, and as one who is locked out.
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
NO_DOOR: dict[str, str] = {}  # name, or beginning of names that ends with ":" or "."


def door(name: str, *kinds: Kind) -> list[Door]:
    """Register a door, of one kind or several (a list that can be exported)."""
    made = [Door(name, kind) for kind in kinds]
    DOORS.update({(one.name, one.kind): one for one in made})
    return made


def no_door(name: str, why: str) -> None:
    """Say that nothing of a person or case leaves by this name, and why not.

    A name that ends with ":" or "." stands for all that begin so.
    """
    NO_DOOR[name] = why


def why_no_door(name: str) -> str:
    """The reason why this name is no door; empty when none was given."""
    if name in NO_DOOR:
        return NO_DOOR[name]
    rooms = (said for said in NO_DOOR if said.endswith((":", ".")))
    return next((NO_DOOR[said] for said in rooms if name.startswith(said)), "")


def kinds_of(name: str) -> set[Kind]:
    """As what this name is registered; nothing when it is no door."""
    return {kind for known, kind in DOORS if known == name}
