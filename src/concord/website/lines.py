"""Phone lines, and whether each is open at a moment. Pure, but for the file."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "lines.toml"
SOON = 60  # minutes: from here on a page says how long a line is still open
DAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)

# From and until on one day of the week, 0 is Monday.
Slot = tuple[int, dt.time, dt.time]


@dataclass(frozen=True, slots=True)
class Line:
    """Who can be rung. `note` is who answers, in words; `slots` empty: not known."""

    key: str
    name: str
    number: str
    note: str = ""
    always: bool = False
    is_text: bool = False
    slots: tuple[Slot, ...] = field(default=())
    shut: frozenset[dt.date] = field(default=frozenset())
    page: str = ""

    @property
    def dial(self) -> str:
        """The number as a telephone takes it."""
        kind = "sms" if self.is_text else "tel"
        return f"{kind}:{''.join(c for c in self.number if c.isdigit() or c == '+')}"


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


def state(line: Line, now: dt.datetime) -> State:
    """How the line is at `now`, a moment in local time."""
    if line.always:
        return State("open", "open_always")
    if not line.slots:
        return State("unknown", "hours_unknown")
    until = _open_until(line, now)
    if until is None:
        return _opens(line, now)
    left = int((until - now).total_seconds() // 60)
    if left < SOON:
        return State("soon", "closes_soon", at=until.time(), minutes=max(left, 1))
    return State("open", "open_until", at=until.time())


def _open_until(line: Line, now: dt.datetime) -> dt.datetime | None:
    if now.date() in line.shut:
        return None
    here = now.time()
    ends = [
        end
        for day, start, end in line.slots
        if day == now.weekday() and start <= here < end
    ]
    return dt.datetime.combine(now.date(), max(ends), now.tzinfo) if ends else None


def _opens(line: Line, now: dt.datetime) -> State:
    for ahead in range(8):
        day = now.date() + dt.timedelta(days=ahead)
        starts = [
            start
            for weekday, start, _ in line.slots
            if weekday == day.weekday()
            and day not in line.shut
            and (ahead or start > now.time())
        ]
        if starts:
            key = "opens_today" if not ahead else "opens_day"
            return State("closed", key, at=min(starts), day=DAYS[day.weekday()])
    return State("closed", "closed")


def open_first(lines: list[Line], now: dt.datetime) -> list[tuple[Line, State]]:
    """Lines with their states: those that can be rung now stand first."""
    order = {"open": 0, "soon": 0, "unknown": 1, "closed": 2}
    told = [(line, state(line, now)) for line in lines]
    return sorted(told, key=lambda pair: order[pair[1].kind])


@cache
def national() -> tuple[Line, ...]:
    """The lines that come with the program; of most the hours are not known."""
    with FILE.open("rb") as file:
        read = tomllib.load(file)["line"]
    return tuple(
        Line(
            key=one["key"],
            name=one["name"],
            number=one["number"],
            note=f"line_{one['key']}",
            always=one["always"],
            is_text=one.get("is_text", False),
        )
        for one in read
    )
