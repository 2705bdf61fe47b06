"""Phone lines, and whether each is open now. Pure, but for the file."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "lines.toml"
DAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


@dataclass(frozen=True, slots=True)
class State:
    """Open or not. `kind` is open, soon, closed or unknown, as the shapes are called.

    `key` and `values` are the words; a time in `values` is put in words by the page.
    """

    kind: str
    key: str
    at: dt.time | None = None
    day: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """Who can be rung. `note`: who answers, in words or as a key of the catalogue.

    `told` is how it is now, as the directory says; `page` the address of its page.
    """

    key: str
    name: str
    number: str
    note: str = ""
    always: bool = False
    is_text: bool = False
    page: str = ""
    told: State | None = None

    @property
    def dial(self) -> str:
        """The number as a telephone takes it."""
        kind = "sms" if self.is_text else "tel"
        return f"{kind}:{''.join(c for c in self.number if c.isdigit() or c == '+')}"


def state(line: Line) -> State:
    """How the line is now: as the directory says, else only what never changes."""
    if line.told is not None:
        return line.told
    if line.always:
        return State("open", "open_always")
    return State("unknown", "hours_unknown")


def open_first(lines: list[Line]) -> list[tuple[Line, State]]:
    """Lines with their states: those that can be rung now stand first."""
    order = {"open": 0, "soon": 0, "unknown": 1, "closed": 2}
    told = [(line, state(line)) for line in lines]
    return sorted(told, key=lambda pair: order[pair[1].kind])


def digits(number: str) -> str:
    """A number without blanks and signs, to compare it."""
    return "".join(sign for sign in number if sign.isdigit())


def sources() -> dict[str, str]:
    """Where each number that comes with the program was read."""
    return {one["key"]: one["source"] for one in _read()}


@cache
def _read() -> list[dict[str, Any]]:
    with FILE.open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["line"]
    return found


@cache
def national() -> tuple[Line, ...]:
    """The lines that come with the program; of most the hours are not known."""
    return tuple(
        Line(
            key=one["key"],
            name=one["name"],
            number=one["number"],
            note=f"line_{one['key']}",
            always=one["always"],
            is_text=one.get("is_text", False),
        )
        for one in _read()
    )
