"""One correction is one step; a step that was taken back stays, marked so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

STRATEGY = "strategy"
LEADS = "leads"
EDITION = "edition"


class Kind(StrEnum):
    """What a step does to its item."""

    SET = "set"  # give: fields of an action, a priority or the strategy
    ADD_PRIORITY = "add_priority"  # give: title, ref
    LEAVE_OUT = "leave_out"  # an action or a priority
    PUT_BACK = "put_back"
    LOOKED = "looked"  # somebody has looked at it and it is right
    MERGE = "merge"  # give: into
    SPLIT = "split"  # give: parts, one wording each
    LEADS = "leads"  # give: printed name -> team id or None
    EDITION = "edition"  # give: key of a difference -> taken or left


@dataclass(frozen=True, slots=True)
class Step:
    """`n` counts from 1; `by` is a hat's id, None for the command line; `at` is ISO."""

    n: int
    do: Kind
    item: str
    give: Mapping[str, Any] = field(default_factory=dict)
    by: int | None = None
    at: str = ""
    undone: bool = False

    def record(self) -> dict[str, Any]:
        """As JSON keeps it."""
        found: dict[str, Any] = {
            "n": self.n,
            "do": self.do.value,
            "item": self.item,
            "give": dict(self.give),
            "by": self.by,
            "at": self.at,
        }
        return found | ({"undone": True} if self.undone else {})


def steps_of(choices: Mapping[str, Any]) -> list[Step]:
    """The steps kept on an import, oldest first."""
    found: Iterable[Mapping[str, Any]] = choices.get("steps", ())
    return [
        Step(
            n=item["n"],
            do=Kind(item["do"]),
            item=item["item"],
            give=item.get("give", {}),
            by=item.get("by"),
            at=item.get("at", ""),
            undone=item.get("undone", False),
        )
        for item in found
    ]
