"""The meeting itself: it starts, hears each case once, and ends with nothing left."""

from __future__ import annotations

import re
import uuid

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Side, written
from concord.access.permit import NotPermitted, Verb, permit
from concord.cases.queries.cases import parties_of
from concord.marac.actions import passing_on
from concord.marac.actions.afterwards import let_go
from concord.marac.actions.agenda import put_off
from concord.marac.actions.agreed_actions import key_of
from concord.marac.actions.flags import flag_item
from concord.marac.actions.panel import coordinating
from concord.marac.actions.planning import open_meeting
from concord.marac.models import (
    AgendaItem,
    EntryKind,
    Hearing,
    Meeting,
    RoomEntry,
    outcomes_of,
)
from concord.partnership.models import Team

State = AgendaItem.State
Why = AgendaItem.Why
# What may stand on a wall holds no place and no way to reach anybody.
POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b", re.I)
DIGITS = re.compile(r"(?:\d[\s-]?){7,}")
SHORTEST_NAME = 3  # letters: shorter ones stand in too many words
OVERTAKEN = "Somebody corrected this a moment ago: see what it says now."


@transaction.atomic
def start(*, meeting: Meeting, by: Actor) -> Meeting:
    """The meeting begins. Starting it twice is starting it once.

    Raises ValidationError before its agenda was issued, NotPermitted for others than
    the team that coordinates.
    """
    fresh = open_meeting(meeting, by)
    if not fresh.is_issued:
        raise ValidationError("Issue the agenda first: until then nobody sees it.")
    if fresh.started_at is None:
        fresh.started_at = timezone.now()
        fresh.save(update_fields=["started_at"])
    return fresh


@transaction.atomic
def call(*, item: AgendaItem, by: Actor) -> Hearing:
    """The case is called: its clock runs from now. Calling it again changes nothing."""
    fresh = _listed(item, by)
    if fresh.meeting.started_at is None:
        raise ValidationError("Start the meeting first.")
    hearing = Hearing.objects.visible_to(by).filter(item_id=fresh.pk).first()
    if hearing is None:
        hearing = Hearing.objects.create(
            **written(by), case_id=fresh.case_id, item=fresh
        )
    return hearing


@transaction.atomic
def conclude(
    *, item: AgendaItem, outcome: str, why: str = "", criterion: str = "", by: Actor
) -> AgendaItem:
    """The case has been heard, with this outcome. It is heard once.

    After a MARAC each core team that sees it has a flag to put on its own records.
    A panel below the threshold says `why` in a few words instead; what it refers to
    MARAC waits there from now on. Said again before the meeting ends, it corrects the
    outcome. Raises ValidationError by field.
    """
    fresh = _listed(item, by)
    panel = fresh.meeting.panel
    if outcome not in outcomes_of(panel):
        raise ValidationError({"outcome": "Outcome: choose what came of this case."})
    hearing = Hearing.objects.visible_to(by).filter(item_id=fresh.pk).first()
    if hearing is None:
        hearing = call(item=fresh, by=by)
    hearing.closed_at = hearing.closed_at or timezone.now()
    hearing.outcome = outcome
    hearing.save(update_fields=["closed_at", "outcome"])
    if fresh.state == State.LISTED:
        fresh.state = State.HEARD
        fresh.save(update_fields=["state"])
        if panel.is_marac and fresh.disclosure_id is not None:
            flag_item(item=fresh, by=by)
    if not panel.is_marac:
        passing_on.note_outcome(
            item=fresh, outcome=outcome, why=why, criterion=criterion, by=by
        )
    return fresh


@transaction.atomic
def end(*, meeting: Meeting, by: Actor) -> list[AgendaItem]:
    """The meeting is over. Returns the cases that were not heard.

    Each goes to the next meeting that is planned; where there is none, its work waits
    for an agenda again. A trigger does the latter also for cases that the actor is kept
    from, and tells nobody. Below the threshold of MARAC teams with nothing to do are
    let go of at once: nobody has flags to confirm.
    """
    fresh = open_meeting(meeting, by)
    if fresh.started_at is None:
        raise ValidationError("This meeting has not started. Call it off instead.")
    left = list(
        AgendaItem.objects.visible_to(by).filter(meeting=fresh, state=State.LISTED)
    )
    if _later_meeting(fresh, by):
        for item in left:
            put_off(item=item, why=Why.NO_TIME, by=by)
    fresh.state, fresh.ended_at = Meeting.State.HELD, timezone.now()
    fresh.save(update_fields=["state", "ended_at"])
    if not fresh.panel.is_marac:
        let_go(meeting=fresh, by=by)
    return left


@transaction.atomic
def note(
    *,
    item: AgendaItem,
    kind: str,
    words: str,
    side: str = Side.NONE,
    team: Team | None = None,
    why_now: str = "",
    shown: str = "",
    chair_only: bool = False,
    replaces: RoomEntry | None = None,
    key: uuid.UUID | None = None,
    by: Actor,
) -> RoomEntry:
    """Write down what is said of a case. Nothing that was said is changed or lost.

    `shown` is what a wall may show of it: names of the case, numbers and postcodes are
    refused there. `key` names one sending: sent again, it gives what is there. Raises
    ValidationError by field, NotPermitted for whoever is not in the room.
    """
    permit(by, Verb.SEE_PEOPLE)
    fresh = _heard_in_my_room(item, by)
    row_id = key_of(key, by)
    before = RoomEntry.objects.visible_to(by).filter(pk=row_id).first()
    if before is not None:
        return before
    whose = team.pk if team is not None else by.own_team
    _check(fresh, kind, words, side, whose, shown, chair_only, by)
    entry = RoomEntry(
        **written(by),
        id=row_id,
        case_id=fresh.case_id,
        item=fresh,
        side=side,
        kind=kind,
        team_id=whose,
        words=words.strip(),
        why_now=why_now.strip(),
        shown=shown.strip(),
        chair_only=chair_only,
        replaces=_own_entry(replaces, fresh, by) if replaces else None,
    )
    entry.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        if replaces is None:
            raise
        raise ValidationError(OVERTAKEN) from error
    return entry


def in_my_rooms() -> set[uuid.UUID]:
    """Agenda items that the actor's team hears at meetings that are not over. One."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.my_rooms()")
        return set(cursor.fetchone()[0])


def hears(item: AgendaItem, by: Actor) -> bool:
    """Whether the actor sits in the room that hears this case. Two queries.

    The wall is their team's; here each has agreed to confidentiality by themselves.
    """
    return item.pk in in_my_rooms() and has_sat_down(item.meeting, by)


def has_sat_down(meeting: Meeting, by: Actor) -> bool:
    """Whether they have agreed to its confidentiality; its coordinator runs it."""
    if meeting.panel.team_id == by.own_team:
        return True
    return bool(
        meeting.attendance.filter(hat_id=by.own_hat, agreed_at__isnull=False).exists()
    )


def _listed(item: AgendaItem, by: Actor) -> AgendaItem:
    """The item, listed or heard, of a meeting that this team coordinates, held."""
    panels = coordinating(by)
    fresh = (
        AgendaItem.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("meeting__panel")
        .filter(pk=item.pk, meeting__panel__in=panels)
        .first()
    )
    if fresh is None:
        raise NotPermitted("There is no such case on this panel's agendas.")
    if fresh.state not in (State.LISTED, State.HEARD):
        raise ValidationError("This case is no longer on the agenda.")
    if not fresh.meeting.is_issued:
        raise ValidationError("This meeting is over, or its agenda is not issued.")
    return fresh


def _later_meeting(meeting: Meeting, by: Actor) -> bool:
    return (
        Meeting.objects.visible_to(by)
        .filter(
            panel_id=meeting.panel_id,
            starts_at__gt=meeting.starts_at,
            state__in=Meeting.OPEN,
            is_emergency=False,
        )
        .exists()
    )


def _heard_in_my_room(item: AgendaItem, by: Actor) -> AgendaItem:
    fresh = (
        AgendaItem.objects.visible_to(by)
        .select_related("meeting__panel", "case")
        .filter(pk=item.pk)
        .first()
    )
    if fresh is None:
        raise NotPermitted("There is no such case on an agenda here.")
    if not fresh.meeting.is_issued:
        raise ValidationError("This meeting is over: what is said now is not of it.")
    if fresh.state not in (State.LISTED, State.HEARD):
        raise ValidationError("This case is no longer on the agenda.")
    if not hears(fresh, by):
        raise NotPermitted("Whoever sits in the room writes down what is said there.")
    return fresh


def _check(
    item: AgendaItem,
    kind: str,
    words: str,
    side: str,
    team_id: int,
    shown: str,
    chair_only: bool,
    by: Actor,
) -> None:
    wrong: dict[str, str] = {}
    if kind not in EntryKind.values:
        wrong["kind"] = "Kind: choose what it is."
    if side not in Side.values:
        wrong["side"] = "About: choose whom it is about."
    if not words.strip():
        wrong["words"] = "What was said: write it down."
    if team_id != by.own_team and item.meeting.panel.team_id != by.own_team:
        wrong["team"] = "Team: each writes for its own; the coordinator for any."
    if shown.strip() and chair_only:
        wrong["shown"] = "On the wall: nothing that is for the chair alone."
    elif shown.strip() and (why := not_for_a_wall(shown, item)):
        wrong["shown"] = f"On the wall: {why}"
    if wrong:
        raise ValidationError(wrong)


def not_for_a_wall(words: str, item: AgendaItem) -> str:
    """Why these words must not be projected, or nothing."""
    if POSTCODE.search(words) or DIGITS.search(words):
        return "leave out postcodes and numbers."
    names = {
        part
        for line in parties_of(item.case)
        if line.known
        for name in (line.known.given_name, line.known.family_name)
        for part in re.findall(r"\w+", name.casefold())
        if len(part) >= SHORTEST_NAME
    }
    if names & set(re.findall(r"\w+", words.casefold())):
        return "it names somebody of this case. Say: she, he, the child."
    return ""


def _own_entry(entry: RoomEntry, item: AgendaItem, by: Actor) -> RoomEntry:
    """What is replaced: one's own team's, or any for the coordinator."""
    fresh = (
        RoomEntry.objects.visible_to(by).filter(pk=entry.pk, item_id=item.pk).first()
    )
    coordinates = item.meeting.panel.team_id == by.own_team
    if fresh is None or (fresh.owner_team_id != by.own_team and not coordinates):
        raise NotPermitted("Each team corrects what it has written.")
    if fresh.replaced_at is not None:
        raise ValidationError(OVERTAKEN)
    return fresh
