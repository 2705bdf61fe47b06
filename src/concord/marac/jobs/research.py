"""What the MARAC room does by itself: reminding teams of research that is missing.

Whoever is kept from all that is missing gets no letter: see `cases.telling`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from concord.access.actions.locks import may_be_told
from concord.access.actor import Actor, acting_as
from concord.access.mornings import partnerships, working_day
from concord.cases.telling import tell_team
from concord.foundation.jobs import RETRY, app
from concord.foundation.observing import get_logger
from concord.marac import letters
from concord.marac.models import Kind, Meeting
from concord.marac.queries.research import Asked, asked_teams, research_by
from concord.partnership.roles import SEES_PEOPLE

log = get_logger(__name__)

PRINCIPAL = "marac.reminders"


@app.periodic(cron="50 6-11 * * 1-5")
@app.task(name="marac.remind_of_research", queueing_lock="marac.remind_of_research")
def remind_of_research(timestamp: int) -> None:
    """Two working days before a meeting, remind whoever has not answered.

    It runs every hour until noon, and on the days up to the meeting: what did not run
    is made up for. The letter of a meeting has one key, so it goes out once.
    """
    today = working_day(timestamp)
    if today is None:
        return
    told = sum(remind_due(one, today) for one in partnerships(PRINCIPAL))
    log.info("research_reminded", count=told)


def remind_due(partnership_id: int, today: dt.date) -> int:
    """Ask for the letters of one partnership that are due. How many teams they are."""
    with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
        meetings = Meeting.objects.filter(
            partnership_id=partnership_id,
            state=Meeting.State.AGENDA_ISSUED,
            panel__kind=Kind.MARAC,
        )
        due = [
            meeting
            for meeting in meetings
            if research_by(meeting) <= today <= meeting.day
        ]
        asked = [
            (meeting, team_id) for meeting in due for team_id in _teams_missing(meeting)
        ]
        for meeting, team_id in asked:
            remind_team.defer(
                partnership_id=partnership_id,
                meeting_id=meeting.pk,
                team_id=team_id,
                day=research_by(meeting).isoformat(),
            )
    return len(asked)


@app.task(name="marac.remind_team", retry=RETRY)
def remind_team(partnership_id: int, meeting_id: int, team_id: int, day: str) -> None:
    """Write to a team that has not answered, if it still has not. Once for a day."""
    with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
        meeting = Meeting.objects.filter(
            pk=meeting_id, state=Meeting.State.AGENDA_ISSUED
        ).first()
        missing = [one for one in _missing(meeting) if one.team_id == team_id]
        if missing:
            tell_team(
                team_id=team_id,
                letter=letters.RESEARCH_WAITS,
                key=f"marac.research:{meeting_id}:{team_id}:{day}",
                may_know=lambda accounts: _may_know(missing, accounts),
                roles=(SEES_PEOPLE,),
            )


def _missing(meeting: Meeting | None) -> list[Asked]:
    if meeting is None:
        return []
    return [one for one in asked_teams(meeting) if not one.is_answered]


def _teams_missing(meeting: Meeting) -> list[int]:
    return sorted({one.team_id for one in _missing(meeting)})


def _may_know(missing: Iterable[Asked], accounts: list[int]) -> set[int]:
    """Who may know of at least one of the cases: the letter says of none which."""
    may: set[int] = set()
    for one in missing:
        may |= set(may_be_told(one.case_id, accounts))
    return may
