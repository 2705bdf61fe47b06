"""The picture of a case: strands of teams that run together into it.

Drawn on the server, with attributes and classes only, once for a desk and once for a
phone. The same line-up is said in words and stands in the table below it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from concord.cases.queries.sharing import Line, Sharing, Why
from concord.foundation.ui.words import MONTHS, count, local_date

MOST = 6  # strands; more teams are gathered in one
STEP, FIRST = 48, 30  # pixels between two strands, and above the first
COLOURS = ("#1c6068", "#9a6a12", "#2f7d5d", "#5d3763", "#8a5d8f", "#7b8087")
QUIET = COLOURS[-1]
LONGEST = {"desk": 40, "phone": 26}


@dataclass(frozen=True, slots=True)
class Strand:
    """One team, or several gathered: two lines of words and a curve."""

    name: str
    second: str
    y: int
    path: str
    colour: str
    width: int
    is_dashed: bool

    @property
    def under(self) -> int:
        """Where the second line stands."""
        return self.y + 15


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of one width: strands from `start` to `end`, and the case there."""

    strands: list[Strand]
    height: int
    start: int
    end: int

    @property
    def middle(self) -> int:
        return self.height // 2

    @property
    def text_end(self) -> int:
        return self.start - 14

    @property
    def box_top(self) -> int:
        return self.middle - 30


@dataclass(frozen=True, slots=True)
class Pictures:
    """The same for a desk and for a phone, with the words that name it."""

    desk: Picture
    phone: Picture
    name: str
    second: str


def draw(sharing: Sharing) -> Pictures:
    """The picture of who sees a case."""
    named = _gathered(sharing.lines)
    return Pictures(
        desk=_picture(named, start=300, end=510, longest=LONGEST["desk"]),
        phone=_picture(named, start=216, end=312, longest=LONGEST["phone"]),
        name=f"{agencies(sharing)} can see this case",
        second=f"{agencies(sharing)}, {count(sharing.people, 'person', 'people')}",
    )


def agencies(sharing: Sharing) -> str:
    """ "12 agencies"; teams where two are of one agency."""
    teams = {line.team.pk: line.team for line in sharing.lines}
    if len({team.agency_id for team in teams.values()}) < len(teams):
        return count(len(teams), "team")
    return count(len(teams), "agency", "agencies")


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    second: str
    is_dashed: bool = False
    is_holder: bool = False
    is_emergency: bool = False


def _gathered(lines: Sequence[Line]) -> list[_Named]:
    """At most `MOST` entries: who holds it, decisions, and the rest in one."""
    single: dict[int, list[Line]] = {}
    for line in lines:
        single.setdefault(line.team.pk, []).append(line)
    teams = [_named(of_team) for of_team in single.values()]
    if len(teams) <= MOST:
        return teams
    plain = [one for one in teams if not one.is_dashed]
    urgent = [one for one in teams if one.is_emergency]
    dashed = (urgent or [one for one in teams if one.is_dashed])[:1]
    room = MOST - 1 - len(dashed)
    rest = len(teams) - room - len(dashed)
    more = _Named(f"{rest} more agencies", "by recorded decisions")
    return [*plain[:room], more, *dashed]


def _named(lines: Sequence[Line]) -> _Named:
    """One team: by the most that it has."""
    line = lines[0]
    return _Named(
        name=line.team.short_name,
        second=_second(line),
        is_dashed=line.why in (Why.EMERGENCY, Why.WROTE)
        or (line.why == Why.DECISION and line.until is not None),
        is_holder=line.why == Why.HOLDS,
        is_emergency=line.why == Why.EMERGENCY,
    )


def _second(line: Line) -> str:
    if line.why == Why.HOLDS:
        return f"holds the case, {_day(line.since)}"
    if line.why == Why.EMERGENCY:
        return "open in an emergency"
    if line.why == Why.WROTE:
        return "what it wrote itself"
    if line.last_day is not None:
        return f"{_day(line.since)} to {_day(line.last_day)}"
    return f"by decision, {_day(line.since)}"


def _day(moment: dt.date) -> str:
    day = local_date(moment)
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def _picture(named: Sequence[_Named], *, start: int, end: int, longest: int) -> Picture:
    height = max(2 * FIRST + (len(named) - 1) * STEP, 96)
    middle = height // 2
    top = (height - (len(named) - 1) * STEP) // 2
    strands = []
    for place, one in enumerate(named):
        y = top + place * STEP
        bend = start + (end - start) * 0.45
        colour = QUIET if one.is_dashed else COLOURS[min(place, len(COLOURS) - 2)]
        strands.append(
            Strand(
                name=_short(one.name, longest),
                second=_short(one.second, longest + 2),
                y=y,
                path=f"M{start} {y}C{bend:.0f} {y} {bend + 30:.0f} {middle} "
                f"{end - 30} {middle}",
                colour=colour,
                width=6 if one.is_holder else 4,
                is_dashed=one.is_dashed,
            )
        )
    return Picture(strands, height, start, end)


def _short(words: str, longest: int) -> str:
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
