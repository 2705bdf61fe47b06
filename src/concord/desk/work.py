"""What waits on a desk, gathered from the rooms: late, this week, later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.access.queries.approvals import hats_to_vouch
from concord.access.queries.approvals import standings as vouched
from concord.cases.queries.transfers import waiting_for
from concord.desk import (
    waiting_audit,
    waiting_frontdoor,
    waiting_marac,
    waiting_returns,
    waiting_risk,
    waiting_trust,
)
from concord.desk.task import Task
from concord.foundation.ui.words import count
from concord.partnership.models import Invitation
from concord.partnership.terms import role_word
from concord.plan.models import ImportDraft, UpdateRound
from concord.plan.queries.asking import (
    Asked,
    askable,
    asked_of,
    standings,
    view_of_running_plan,
)
from concord.plan.queries.changes import next_board
from concord.plan.queries.overview import Overview, Row
from concord.reports.models import Paper

SOON = dt.timedelta(days=7)
NAMED = 4  # teams named one by one before "and more"
BEFORE_THE_BOARD = dt.timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks of one urgency."""

    label: str
    tasks: list[Task]
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on a desk today."""

    today: dt.date
    groups: list[Group]
    waiting: list[Task]  # on others
    rooms: list[tuple[str, int]]

    @property
    def count(self) -> int:
        return sum(len(group.tasks) for group in self.groups)

    @property
    def total(self) -> int:
        """Tasks in all rooms, whichever room is chosen."""
        return sum(number for _, number in self.rooms)

    @property
    def late(self) -> int:
        return sum(len(group.tasks) for group in self.groups if group.is_late)


def desk(actor: Actor, *, room: str = "") -> Desk:
    """The work of this hat. A fixed number of queries."""
    found = view_of_running_plan(actor)
    today = found[0].today if found else timezone.localdate()
    tasks = list(_tasks(actor, found))
    rooms: dict[str, int] = {}
    for task in tasks:
        rooms[task.room] = rooms.get(task.room, 0) + 1
    chosen = [task for task in tasks if room in ("", task.room)]
    return Desk(
        today=today,
        groups=_grouped(chosen, today),
        waiting=list(_waiting(actor, found)),
        rooms=sorted(rooms.items()),
    )


def _grouped(tasks: list[Task], today: dt.date) -> list[Group]:
    far = dt.date.max
    ordered = sorted(tasks, key=lambda task: (task.due or far, task.room, task.what))
    groups = [
        Group("Late", [t for t in ordered if t.days_late(today)], is_late=True),
        Group("Today", [t for t in ordered if t.due == today]),
        Group("This week", [t for t in ordered if _within(t, today)]),
        Group("Later", [t for t in ordered if t.due is None or t.due > today + SOON]),
    ]
    return [group for group in groups if group.tasks]


def _within(task: Task, today: dt.date) -> bool:
    return task.due is not None and today < task.due <= today + SOON


Found = tuple[Overview, UpdateRound | None] | None


def _tasks(actor: Actor, found: Found) -> Iterator[Task]:
    if found is not None:
        view, update_round = found
        if update_round is not None and not update_round.closed_at:
            asked = asked_of(actor, view, update_round)
            yield from _updates(actor, view, update_round, asked)
            yield from _statements(actor, update_round, asked)
        if update_round is not None:
            yield from _paper(actor, view, update_round)
    if may(actor, Verb.EDIT_PLAN):
        yield from _imports(actor)
    if may(actor, Verb.MANAGE_PEOPLE):
        yield from _invitations(actor)
    if may(actor, Verb.READ_AUDIT):
        yield from waiting_audit.tasks(actor)
    yield from waiting_trust.tasks(actor)
    yield from waiting_returns.tasks(actor)
    if may(actor, Verb.SEE_PEOPLE):
        yield from _transfers(actor)
        yield from waiting_risk.tasks(actor)
        yield from waiting_frontdoor.tasks(actor)
        yield from waiting_marac.tasks(actor)
    yield from waiting_marac.governing(actor)
    if may(actor, Verb.APPROVE_PEOPLE):
        yield from _approvals(actor, found[0].today if found else timezone.localdate())


def _updates(
    actor: Actor, view: Overview, update_round: UpdateRound, asked: Asked | None
) -> Iterator[Task]:
    """What the hat's team leads, and what else it is asked for, as a deputy."""
    wanted = {row.action.pk for row in asked.rows} if asked else set()
    may_update = may(actor, Verb.UPDATE_ACTION)
    for row in askable(view):
        leads = row.lead is not None and row.lead.pk == actor.team_id
        if (leads and may_update) or row.action.pk in wanted:
            for_whom = "" if leads or row.lead is None else row.lead.short_name
            yield _update_task(row, update_round, for_whom)


def _update_task(row: Row, update_round: UpdateRound, for_whom: str) -> Task:
    name = row.action.printed_ref or row.action.title
    return Task(
        room="Delivery plan",
        what=f"Give the {update_round.quarter.label.split(',')[0].lower()} update "
        f"on {name}",
        about=row.action.title if row.action.printed_ref else row.action.priority.title,
        url=reverse("plan:give_update", args=[row.action.pk]),
        due=update_round.due_on,
        whose=_whose(for_whom),
    )


def _statements(
    actor: Actor, update_round: UpdateRound, asked: Asked | None
) -> Iterator[Task]:
    for team in asked.teams if asked else []:
        own = team.pk == actor.team_id
        yield Task(
            room="Board papers",
            what="Send your statement to the board",
            about=update_round.quarter.long_label,
            url=reverse("plan:statement") + ("" if own else f"?team={team.pk}"),
            due=update_round.due_on,
            whose=_whose("" if own else team.short_name),
        )


def _whose(for_whom: str) -> str:
    return f"You, for {for_whom}" if for_whom else "You"


def _paper(actor: Actor, view: Overview, update_round: UpdateRound) -> Iterator[Task]:
    """The paper for the next board, until it is issued."""
    if not may(actor, Verb.WRITE_PAPER):
        return
    board = next_board(view.plan, view.today)
    if board is None or board.held_on - view.today > BEFORE_THE_BOARD:
        return
    paper = (
        Paper.objects.filter(plan=view.plan, quarter=update_round.quarter)
        .order_by("-issue")
        .first()
    )
    if paper is not None and not paper.is_draft:
        return
    yield Task(
        room="Board papers",
        what="Issue the board paper" if paper else "Draw the board paper",
        about=f"{update_round.quarter.label}, for the board on "
        f"{board.held_on:%-d %B %Y}",
        url=reverse("reports:paper", args=[paper.pk])
        if paper
        else reverse("reports:start"),
        due=board.held_on,
    )


def _imports(actor: Actor) -> Iterator[Task]:
    for draft in (
        ImportDraft.objects.visible_to(actor)
        .filter(state=ImportDraft.State.READY)
        .only("pk", "file_name")
    ):
        yield Task(
            room="Delivery plan",
            what="Check an imported strategy",
            about=draft.file_name,
            url=reverse("plan:check_import", args=[draft.pk]),
        )


def _invitations(actor: Actor) -> Iterator[Task]:
    standing = Invitation.objects.filter(
        partnership_id=actor.here, state=Invitation.State.SENT
    )
    for invitation in standing:
        yield Task(
            room="People",
            what="An invitation has not been taken up",
            about=f"Sent {invitation.sent_at:%-d %B %Y}",
            url=reverse("invitation", args=[invitation.pk]),
            due=invitation.expires_at.date(),
        )


def _transfers(actor: Actor) -> Iterator[Task]:
    """Cases that other partnerships have sent to the team: nothing about whom."""
    for pk in waiting_for(actor):
        yield Task(
            room="Cases",
            what="Receive a case from another partnership",
            about="Sent to your team's MARAC",
            url=reverse("cases:transfer", args=[pk]),
            whose="Anyone in your team",
        )


def _approvals(actor: Actor, today: dt.date) -> Iterator[Task]:
    """Roles that see people: to be the second who approves, and to confirm.

    Their days are of the present; an example's desk stands on a day of its own.
    """
    known = [
        standing
        for standing in vouched(hats_to_vouch(actor))
        if standing.hat.account_id != actor.account_id
    ]
    for standing in known:
        if standing.missing and not standing.said_by(actor.account_id):
            hat = standing.hat
            yield Task(
                room="Approvals",
                what="A role waits for your approval",
                about=f"{role_word(hat.partnership, hat.role)}, {hat.team.short_name}",
                url=reverse("approval", args=[hat.pk]),
            )
    due = [one.due_on for one in known if one.is_to_confirm and one.due_on]
    if due:
        yield Task(
            room="Approvals",
            what=f"Confirm {count(len(due), 'role')} for another quarter",
            about="Roles that see people. Ten days after its day, each stops",
            url=reverse("approvals") + "?show=due",
            due=today + (min(due) - timezone.localdate()),
        )


def _waiting(actor: Actor, found: Found) -> Iterator[Task]:
    """What others still owe, for whoever chases."""
    if found is None or not may(actor, Verb.CHASE):
        return
    view, update_round = found
    if update_round is None:
        return
    standing = standings(view, update_round)
    owing = {
        "updates": [s.team.short_name for s in standing if s.outstanding],
        "statements": [
            s.team.short_name
            for s in standing
            if s.team.gives_statement and s.statement is None
        ],
    }
    for what, teams in owing.items():
        if teams:
            more = len(teams) - NAMED
            yield Task(
                room="Delivery plan",
                what=f"{update_round.quarter.label} {what}",
                about=", ".join(teams[:NAMED])
                + (f" and {more} more" if more > 0 else ""),
                url=reverse("plan:updates", args=[view.plan.pk]),
                due=update_round.due_on,
            )
