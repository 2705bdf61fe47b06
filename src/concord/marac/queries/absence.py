"""Which core teams came to the meetings that were held, and which stay away.

A team comes with somebody who attends. Whoever only observes, or sends apologies, does
not take part for their team. Emergency meetings are left out: not every team is asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from django.db.models import QuerySet
from django.utils import timezone

from concord.access.actor import Actor
from concord.foundation.ui.words import count, long_date
from concord.marac.models import (
    AbsenceAnswer,
    Attendance,
    CoreTeam,
    Kind,
    Meeting,
    Panel,
)
from concord.partnership.models import Cover, Team

Does = Attendance.Kind


class Came(StrEnum):
    """What a core team did at one meeting."""

    ATTENDED = "attended"
    DEPUTY = "deputy"  # somebody stood in for whoever was away, or sent apologies
    APOLOGIES = "apologies"
    OBSERVED = "observed"
    ABSENT = "absent"  # without a word

    @property
    def is_there(self) -> bool:
        """Whether the team took part."""
        return self in (Came.ATTENDED, Came.DEPUTY)


WORDS = {
    Came.ATTENDED: "Came",
    Came.DEPUTY: "A deputy came",
    Came.APOLOGIES: "Apologies",
    Came.OBSERVED: "Only observed",
    Came.ABSENT: "Absent",
}


@dataclass(frozen=True, slots=True)
class TeamRecord:
    """What a team did at the meetings of which it was a core team, in their order."""

    team: Team
    came: Mapping[int, Came]  # by meeting; without those before it was a core team

    @property
    def of(self) -> int:
        return len(self.came)

    @property
    def there(self) -> int:
        return sum(one.is_there for one in self.came.values())

    def number(self, kind: Came) -> int:
        """To how many meetings it came like this."""
        return sum(one is kind for one in self.came.values())

    @property
    def share(self) -> str:
        """ "67 %" of its meetings; nothing where there was none."""
        return f"{round(100 * self.there / self.of)} %" if self.of else ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A core team that stays away, as the board is told of it."""

    team: Team
    partnership_id: int
    in_a_row: int  # meetings missed at the end
    there: int
    of: int  # the last meetings that are counted
    missed: Meeting  # the last one
    is_in_a_row: bool
    is_seldom: bool
    answer: AbsenceAnswer | None  # to the last one that was missed
    before: AbsenceAnswer | None  # to an earlier one

    def answering_teams(self) -> set[int]:
        """Who says why, and what changes."""
        return {self.team.pk}

    @property
    def sentence(self) -> str:
        """ "Housing was absent from the last 2 meetings, and came to 3 of the last 6;
        the last that it missed was on 4 March 2026."
        """
        said = []
        if self.is_in_a_row:
            number = "meeting" if self.in_a_row == 1 else f"{self.in_a_row} meetings"
            said.append(f"was absent from the last {number}")
        if self.is_seldom or not said:
            said.append(f"came to {self.there} of the last {count(self.of, 'meeting')}")
        return (
            f"{self.team.short_name} {', and '.join(said)}; the last that it missed"
            f" was on {long_date(self.missed.day)}."
        )


def held_between(first: dt.date, last: dt.date, actor: Actor) -> list[Meeting]:
    """Ordinary meetings that were held in these days, the first of them first."""
    return list(
        _held(actor.here)
        .filter(starts_at__date__gte=first, starts_at__date__lte=last)
        .order_by("starts_at")
    )


def records(meetings: Sequence[Meeting]) -> list[TeamRecord]:
    """What each core team did at these meetings, by its name. Three queries."""
    core = CoreTeam.objects.filter(
        panel_id__in={one.panel_id for one in meetings}
    ).select_related("team")
    said = _said(meetings)
    teams: dict[int, Team] = {}
    came: dict[int, dict[int, Came]] = {}
    for seat in core.order_by("team__short_name"):
        for meeting in meetings:
            if seat.is_valid_on(meeting.day):
                teams[seat.team_id] = seat.team
                kind = said.get((meeting.pk, seat.team_id), Came.ABSENT)
                came.setdefault(seat.team_id, {})[meeting.pk] = kind
    return [
        TeamRecord(
            team,
            {one.pk: came[pk][one.pk] for one in meetings if one.pk in came[pk]},
        )
        for pk, team in teams.items()
    ]


def patterns(panel: Panel | None, *, until: dt.date | None = None) -> list[Pattern]:
    """Core teams that stay away, by the limits of the panel. Six queries at most.

    So many meetings in a row; or less than a share of the last so many, once there
    were as many. `until` is the last day that counts: today unless given.
    """
    if panel is None:
        return []
    wanted = max(panel.attendance_meetings, panel.absent_in_a_row)
    # A team that came late to the panel has fewer; a longer streak says how long.
    day = until or timezone.localdate()
    held = _held(panel.partnership_id).filter(starts_at__date__lte=day)
    meetings = list(held.order_by("-starts_at")[: 2 * wanted])[::-1]
    core = CoreTeam.objects.filter(panel=panel).valid_on(day)
    seated = set(core.values_list("team_id", flat=True))
    by_pk = {one.pk: one for one in meetings}
    answers = _answers(seated, day)
    found = []
    for record in records(meetings):
        if record.team.pk not in seated:
            continue
        pattern = _pattern(panel, record, by_pk, answers.get(record.team.pk, []))
        if pattern is not None:
            found.append(pattern)
    return found


def pattern_of(team_id: int, panel: Panel | None) -> Pattern | None:
    """The pattern of one team, if it stays away."""
    return next((one for one in patterns(panel) if one.team.pk == team_id), None)


def _held(partnership_id: int) -> QuerySet[Meeting]:
    return Meeting.objects.select_related("panel").filter(
        partnership_id=partnership_id,
        panel__kind=Kind.MARAC,
        state=Meeting.State.HELD,
        is_emergency=False,
    )


def _said(meetings: Sequence[Meeting]) -> dict[tuple[int, int], Came]:
    """What each team that said anything did, by meeting and team. Two queries."""
    rows: dict[tuple[int, int], list[Attendance]] = {}
    for one in Attendance.objects.filter(meeting__in=meetings):
        rows.setdefault((one.meeting_id, one.team_id), []).append(one)
    days = {one.pk: one.day for one in meetings}
    hats = {one.hat_id for said in rows.values() for one in said}
    covers = list(Cover.objects.filter(deputy_id__in=hats))
    return {
        key: _came(said, _deputies(covers, days[key[0]])) for key, said in rows.items()
    }


def _deputies(covers: Iterable[Cover], day: dt.date) -> set[int]:
    return {one.deputy_id for one in covers if day in one.during}


def _came(said: Sequence[Attendance], deputies: set[int]) -> Came:
    there = [one for one in said if one.kind == Does.ATTENDS]
    excused = any(one.kind == Does.APOLOGIES for one in said)
    if there:
        stands_in = excused or all(one.hat_id in deputies for one in there)
        return Came.DEPUTY if stands_in else Came.ATTENDED
    if excused:
        return Came.APOLOGIES
    return Came.OBSERVED


def _pattern(
    panel: Panel,
    record: TeamRecord,
    meetings: Mapping[int, Meeting],
    answers: Sequence[AbsenceAnswer],
) -> Pattern | None:
    came = list(record.came.items())
    missed = [meetings[pk] for pk, kind in came if not kind.is_there]
    in_a_row = len(list(takewhile(lambda one: not one[1].is_there, reversed(came))))
    last = came[-panel.attendance_meetings :]
    there = sum(kind.is_there for _, kind in last)
    is_in_a_row = in_a_row >= panel.absent_in_a_row
    is_seldom = len(
        last
    ) == panel.attendance_meetings and 100 * there < panel.least_attendance * len(last)
    if not missed or not (is_in_a_row or is_seldom):
        return None
    answered = [one for one in answers if one.meeting_id == missed[-1].pk]
    earlier = [one for one in answers if one.meeting_id != missed[-1].pk]
    return Pattern(
        team=record.team,
        partnership_id=panel.partnership_id,
        in_a_row=in_a_row,
        there=there,
        of=len(last),
        missed=missed[-1],
        is_in_a_row=is_in_a_row,
        is_seldom=is_seldom,
        answer=answered[-1] if answered else None,
        before=earlier[-1] if earlier else None,
    )


def _answers(teams: set[int], day: dt.date) -> dict[int, list[AbsenceAnswer]]:
    found: dict[int, list[AbsenceAnswer]] = {}
    rows = (
        AbsenceAnswer.objects.filter(team_id__in=teams, written_at__date__lte=day)
        .select_related("meeting", "written_by")
        .order_by("meeting__starts_at", "n")
    )
    for one in rows:
        found.setdefault(one.team_id, []).append(one)
    return found
