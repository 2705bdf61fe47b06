"""What waits of the MARAC: cases without an agenda, agendas to issue, who comes,
research that is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.urls import reverse

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.desk.task import Task
from concord.foundation.ui.words import count, long_date
from concord.marac.public import (
    Flag,
    Meeting,
    Panel,
    Standing,
    agenda_of,
    attending,
    coordinates,
    due_by,
    let_go_by,
    not_issued,
    open_actions,
    panel_of,
    panels_of,
    patterns,
    research_by,
    to_come,
    to_let_go,
    to_read,
    unanswered,
    victims_to_tell,
    waiting,
    waiting_flags,
)
from concord.partnership.roles import Role

ROOM = "MARAC"
TOLD_OF_ABSENCE = (Role.BOARD_MEMBER, Role.STRATEGIC_LEAD)
ASKED_ABOUT = 2  # the meetings that come next: nobody answers for those of next year

TO_CONFIRM_WITHIN = dt.timedelta(days=7)  # after the meeting


def tasks(actor: Actor) -> Iterator[Task]:
    """Nobody is named on a desk. Thirty queries at most; one without a panel."""
    panels = panels_of(actor)
    if not panels:
        return
    is_ours = coordinates(panels[0], actor)
    following = list(to_come(actor)[:ASKED_ABOUT])
    if is_ours:
        yield from _without_agenda(panels, actor)
        yield from _minutes(actor)
        yield from _afterwards(actor)
    for meeting in following:
        yield from _agenda(meeting, actor, is_ours)
        yield from _who_comes(meeting, actor)
        yield from _research(meeting, actor)
    yield from _actions(actor)
    yield from _to_tell(actor)
    yield from _flags(actor)
    yield from _copies(actor)


def governing(actor: Actor) -> Iterator[Task]:
    """Core teams that stay away: for the board, and for whoever answers for one.

    It names teams, never a case. Seven queries at most.
    """
    is_told = actor.role in TOLD_OF_ABSENCE
    if not is_told and not may(actor, Verb.WRITE_STATEMENT):
        return
    for one in patterns(panel_of(actor)):
        is_own = one.team.pk == actor.own_team
        if not one.answer and is_own and may(actor, Verb.WRITE_STATEMENT, one):
            yield Task(
                room=ROOM,
                what="Tell the board why your team missed the MARAC",
                about=one.sentence,
                url=reverse("marac:absence", args=[one.team.pk]),
                whose="Your team",
            )
        elif is_told:
            yield Task(
                room=ROOM,
                what=one.sentence,
                about="It has answered" if one.answer else "It has not answered yet",
                url=reverse("marac:governance") + "#absence",
                whose="The board",
            )


def _without_agenda(panels: Sequence[Panel], actor: Actor) -> Iterator[Task]:
    work = waiting(actor, [one.kind for one in panels])
    if work:
        yield Task(
            room=ROOM,
            what=f"{count(len(work), 'case')} to put on an agenda",
            about="Sent by the front door",
            url=reverse("marac:index"),
            due=min(one.due_on for one in work),
            whose="Your team",
        )


def _afterwards(actor: Actor) -> Iterator[Task]:
    """Teams that go on seeing cases of a meeting without needing to."""
    for meeting, number in to_let_go(actor):
        yield Task(
            room=ROOM,
            what=f"After the {meeting.panel.called}: {count(number, 'team')} to let "
            "go of a case",
            about=f"Meeting on {long_date(meeting.day)}",
            url=reverse("marac:afterwards", args=[meeting.pk]),
            due=let_go_by(meeting),
            whose="Your team",
        )


def _agenda(meeting: Meeting, actor: Actor, is_ours: bool) -> Iterator[Task]:
    agenda = agenda_of(meeting, actor)
    if is_ours and not meeting.is_issued and agenda.listed:
        yield Task(
            room=ROOM,
            what="Issue the agenda",
            about=f"Meeting on {long_date(meeting.day)}",
            url=reverse("marac:issue", args=[meeting.pk]),
            due=meeting.agenda_by,
            whose="Your team",
        )
    elif meeting.is_issued and agenda.to_share:
        number = count(len(agenda.to_share), "case")
        yield Task(
            room=ROOM,
            what=f"{number} of your team to share with the {meeting.panel.called}",
            about=f"Meeting on {long_date(meeting.day)}",
            url=reverse("marac:issue", args=[meeting.pk]),
            due=meeting.agenda_by,
            whose="Your team",
        )


def _minutes(actor: Actor) -> Iterator[Task]:
    """Meetings that are over, and cases of them that no minutes tell of yet."""
    for meeting in not_issued(actor):
        yield Task(
            room=ROOM,
            what="Issue the minutes",
            about=f"Meeting on {long_date(meeting.day)}",
            url=reverse("marac:minutes", args=[meeting.pk]),
            due=due_by(meeting),
            whose="Your team",
        )


def _copies(actor: Actor) -> Iterator[Task]:
    """One's own copies of minutes that were never opened."""
    for one in to_read(actor):
        yield Task(
            room=ROOM,
            what="Read the minutes",
            about=f"Meeting on {long_date(one.minutes.meeting.day)}",
            url=reverse("marac:minutes_copy", args=[one.minutes_id]),
            due=None,
            whose="You",
        )


def _who_comes(meeting: Meeting, actor: Actor) -> Iterator[Task]:
    seats = [s for s in attending(meeting).seats if s.team.pk == actor.own_team]
    if seats and seats[0].is_core and not seats[0].said:
        yield Task(
            room=ROOM,
            what=f"Say who comes to the {meeting.panel.called}",
            about=f"Meeting on {long_date(meeting.day)}",
            url=reverse("marac:attendance", args=[meeting.pk]),
            due=meeting.agenda_by,
            whose="Your team",
        )


def _research(meeting: Meeting, actor: Actor) -> Iterator[Task]:
    if not meeting.panel.is_marac:
        return
    left = unanswered(meeting, actor)
    if left:
        day = long_date(meeting.day)
        yield Task(
            room=ROOM,
            what=f"Research for the MARAC of {day}: {count(len(left), 'case')}",
            about="Say what your team knows",
            url=reverse("marac:research", args=[meeting.pk]),
            due=research_by(meeting),
            whose="Your team",
        )


def _actions(actor: Actor) -> Iterator[Task]:
    """One line for one's own, one for the rest of the team's; due is the first."""
    for is_own, whose in ((True, "You"), (False, "Your team")):
        number, due = open_actions(actor, is_own=is_own)
        if number:
            yield Task(
                room=ROOM,
                what=f"{count(number, 'MARAC action')} to do",
                about="Agreed where cases were heard",
                url=reverse("marac:actions"),
                due=due,
                whose=whose,
            )


def _to_tell(actor: Actor) -> Iterator[Task]:
    number = len(victims_to_tell(actor))
    if number:
        yield Task(
            room=ROOM,
            what=f"{count(number, 'victim')} to tell what the MARAC decided",
            about="Or say that it is not safe to",
            url=reverse("marac:index"),
            whose="Your team",
        )


def _flags(actor: Actor) -> Iterator[Task]:
    """Of the own team: what to confirm on its records, and what to take off."""
    found = waiting_flags(actor)
    begun = found[Standing.TO_CONFIRM]
    if begun:
        since = min(flag.set_on for flag in begun)
        yield _flag_task(begun, "to confirm", since + TO_CONFIRM_WITHIN)
    over = found[Standing.TO_TAKE_OFF]
    if over:
        yield _flag_task(over, "to take off", min(flag.until for flag in over))


def _flag_task(flags: list[Flag], what: str, due: dt.date) -> Task:
    return Task(
        room=ROOM,
        what=f"{count(len(flags), 'flag')} {what}",
        about="On your team’s own records",
        url=reverse("marac:flags"),
        due=due,
        whose="Your team",
    )
