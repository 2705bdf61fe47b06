"""What teams agree to do for a case: writing it down, what came of it, undoing that."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from concord.access.actions import sharing
from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.foundation.periods import add_working_days
from concord.foundation.ui.words import long_date
from concord.marac.models import (
    NEEDS_WHY,
    ActionKind,
    ActionState,
    AgendaItem,
    MaracAction,
    MaracActionUpdate,
    Meeting,
    Panel,
    RoomEntry,
)
from concord.partnership.models import Membership, Team

MOST_DAYS = 250  # working days: about a year


@transaction.atomic
def add(
    *,
    item: AgendaItem,
    team: Team,
    kind: str,
    words: str,
    due_on: dt.date | None = None,
    in_days: int | None = None,
    hat: Membership | None = None,
    risk: RoomEntry | None = None,
    key: uuid.UUID | None = None,
    by: Actor,
) -> MaracAction:
    """Write down what `team` does, by a day or within `in_days` working days.

    `key` names one sending: the same sent again gives the action that is there. Raises
    ValidationError by field, NotPermitted for whoever takes no part in the case.
    """
    permit(by, Verb.SEE_PEOPLE)
    fresh = _item(item, by)
    row_id = key_of(key, by)
    before = MaracAction.objects.visible_to(by).filter(pk=row_id).first()
    if before is not None:
        return before
    due = _due(due_on, in_days)
    _check(fresh, team, kind, words, hat)
    if risk is not None and risk.item_id != fresh.pk:
        raise ValidationError({"risk": "Risk: choose one that was named of this case."})
    action = MaracAction(
        **written(by),
        id=row_id,
        case_id=fresh.case_id,
        item=fresh,
        team=team,
        hat=hat,
        kind=kind,
        words=words.strip(),
        due_on=due,
        risk=risk,
    )
    action.full_clean(validate_unique=False, validate_constraints=False)
    action.save(force_insert=True)
    return action


@transaction.atomic
def say(*, action: MaracAction, state: str, why: str = "", by: Actor) -> MaracAction:
    """Done, not possible, not done; or open again, which undoes what was said.

    Its own team says it, the coordinator, or the team that holds the case. Saying the
    same again changes nothing. Raises ValidationError by field, NotPermitted.
    """
    permit(by, Verb.SEE_PEOPLE)
    fresh = _action(action, by)
    if not may_say(fresh, by):
        raise NotPermitted("The team of an action says what came of it.")
    if state not in ActionState.values:
        raise ValidationError({"state": "Choose what came of it."})
    if state in NEEDS_WHY and not why.strip():
        raise ValidationError(
            {"why": "Why: say what stood in the way. The next meeting reads it."}
        )
    if state == fresh.state and not why.strip():
        return fresh
    said = MaracActionUpdate(
        **written(by),
        case_id=fresh.case_id,
        action=fresh,
        state=state,
        why=why.strip(),
    )
    said.full_clean(validate_unique=False, validate_constraints=False)
    said.save(force_insert=True)
    fresh.state = state
    return fresh


@transaction.atomic
def set_aside(*, action: MaracAction, by: Actor) -> MaracAction:
    """It was written down wrongly. It is kept, and counts no more."""
    permit(by, Verb.SEE_PEOPLE)
    fresh = _action(action, by)
    if not may_set_aside(fresh, by):
        raise NotPermitted("Whoever wrote an action down sets it aside.")
    fresh.set_aside_at = timezone.now()
    fresh.save(update_fields=["set_aside_at"])
    return fresh


def may_write(item: AgendaItem, by: Actor) -> bool:
    """Whether the actor takes part where this case is heard: then they write actions.

    The coordinator, the team that holds the case, and, until the meeting is over,
    whoever has agreed to its confidentiality.
    """
    is_live = item.state in (AgendaItem.State.LISTED, AgendaItem.State.HEARD)
    return is_live and _takes_part(item, by)


def may_say(action: MaracAction, by: Actor) -> bool:
    """Whether the actor's team says what came of it."""
    return action.team_id == by.own_team or _answers_for_all(action, by)


def may_set_aside(action: MaracAction, by: Actor) -> bool:
    """Whether the actor's team may say that it was written down wrongly."""
    return action.owner_team_id == by.own_team or _answers_for_all(action, by)


def who_takes_part(item: AgendaItem) -> set[int]:
    """Teams that an action of this case may be given to. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.who_takes_part(%s)", [item.pk])
        return set(cursor.fetchone()[0])


def key_of(key: uuid.UUID | None, by: Actor) -> uuid.UUID:
    """The id of a row that is sent under this key: one's own keys meet no others."""
    if key is None:
        return uuid.uuid4()
    return uuid.uuid5(key, f"hat {by.own_hat}")


def _answers_for_all(action: MaracAction, by: Actor) -> bool:
    coordinates = Panel.objects.visible_to(by).filter(team_id=by.own_team).exists()
    return coordinates or sharing.owns(action.case_id)


def _item(item: AgendaItem, by: Actor) -> AgendaItem:
    fresh = (
        AgendaItem.objects.visible_to(by)
        .select_related("meeting__panel")
        .filter(pk=item.pk)
        .first()
    )
    if fresh is None:
        raise NotPermitted("There is no such case on an agenda here.")
    if fresh.state not in (AgendaItem.State.LISTED, AgendaItem.State.HEARD):
        raise ValidationError("This case is no longer on the agenda.")
    if not _takes_part(fresh, by):
        raise NotPermitted("Who takes part in the meeting writes its actions.")
    return fresh


def _takes_part(item: AgendaItem, by: Actor) -> bool:
    meeting = item.meeting
    if meeting.panel.team_id == by.own_team or sharing.owns(item.case_id):
        return True
    return (
        meeting.state == Meeting.State.AGENDA_ISSUED
        and meeting.attendance.filter(
            hat_id=by.own_hat, agreed_at__isnull=False
        ).exists()
    )


def _action(action: MaracAction, by: Actor) -> MaracAction:
    fresh = MaracAction.objects.visible_to(by).filter(pk=action.pk).first()
    if fresh is None:
        raise NotPermitted("There is no such action here.")
    if fresh.set_aside_at is not None:
        raise ValidationError("This action was set aside: it counts no more.")
    return fresh


def _due(due_on: dt.date | None, in_days: int | None) -> dt.date:
    today = timezone.localdate()
    if (due_on is None) == (in_days is None):
        raise ValidationError(
            {"due_on": "Due: enter a day, or a number of working days; one of them."}
        )
    if in_days is not None:
        if not 1 <= in_days <= MOST_DAYS:
            raise ValidationError({"in_days": f"Working days: enter 1 to {MOST_DAYS}."})
        return add_working_days(today, in_days)
    if due_on is None or due_on < today:
        raise ValidationError(
            {"due_on": f"Due: enter {long_date(today)} or a later day."}
        )
    return due_on


def _check(
    item: AgendaItem, team: Team, kind: str, words: str, hat: Membership | None
) -> None:
    wrong: dict[str, str] = {}
    if team.pk not in who_takes_part(item):
        wrong["team"] = "Team: choose one that this case has been shared with."
    if kind not in ActionKind.values:
        wrong["kind"] = "Kind: choose what it is. It is counted."
    if not words.strip():
        wrong["words"] = "What is done: say it so that the team can do it."
    if hat is not None and (
        hat.team_id != team.pk or not hat.is_valid_on(timezone.localdate())
    ):
        wrong["hat"] = "Who: choose somebody of that team, or leave it to the team."
    if wrong:
        raise ValidationError(wrong)
