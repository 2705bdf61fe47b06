"""What a system says of a flag, as JSON: checked by the forms of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from concord.marac.actions.flags import LONGEST, SAID_BY_A_TEAM
from concord.marac.models import OnlineHidden

# Field: what is told of it, its longest, the words it takes.
REFERENCE = ("By which reference your own system knows them.", LONGEST, ())
ONLINE = (
    "Health teams only: whether a patient can see the entry online.",
    9,
    tuple(OnlineHidden.choices),
)
WHY = ("Why, where the twelve months are not over.", 7, tuple(SAID_BY_A_TEAM))
FIND = {"reference": REFERENCE}
CONFIRM = {"reference": REFERENCE, "online_hidden": ONLINE}
CLEAR = {"why": WHY}
Fields = Mapping[str, tuple[str, int, tuple[Any, ...]]]
UNKNOWN = "This is no field here. Take it out, or correct its name."
NO_TEXT = "Give a text."


def said_in(
    body: Mapping[str, Any], fields: Fields
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The texts of a body by field, empty where left out; and what is wrong with it."""
    wrong = [(name[:80], UNKNOWN) for name in body if name not in fields]
    wrong += [
        (name, NO_TEXT) for name in fields if not isinstance(body.get(name, ""), str)
    ]
    return {name: str(body.get(name, "")) for name in fields}, wrong
