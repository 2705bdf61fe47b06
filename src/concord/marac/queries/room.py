"""The room: what is said of a case so far, what a wall may show, what comes next."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Side
from concord.frontdoor.public import Referral
from concord.marac.models import (
    ActionKind,
    AgendaItem,
    Attendance,
    EntryKind,
    Hearing,
    MaracAction,
    MaracActionUpdate,
    Meeting,
    PastHearing,
    RoomEntry,
    Told,
    VictimFeedback,
)
from concord.marac.queries.agreed_actions import Tally, of_item, tally
from concord.marac.queries.meetings import Attending, attending, held_by
from concord.marac.queries.past import heard_before
from concord.partnership.models import Membership
from concord.risk.public import RiskAssessment

State = AgendaItem.State


@dataclass(frozen=True, slots=True)
class LastTime:
    """When the case was heard before, what came of it, and what has come since."""

    item: AgendaItem
    hearing: Hearing | None
    actions: Sequence[MaracAction]
    referrals: int
    assessments: int

    @property
    def tally(self) -> Tally:
        return tally(self.actions)


@dataclass(frozen=True, slots=True)
class Live:
    """What changes while people talk. `mark` tells whether it has changed."""

    mark: str
    entries: Sequence[RoomEntry]
    corrected: Sequence[RoomEntry]
    actions: Sequence[MaracAction]

    def of(self, kind: str) -> list[RoomEntry]:
        return [entry for entry in self.entries if entry.kind == kind]

    @property
    def wishes(self) -> list[RoomEntry]:
        return self.of(EntryKind.WISHES)

    @property
    def risks(self) -> list[tuple[RoomEntry, list[MaracAction]]]:
        """Each risk with the actions that answer it: also those of before it was
        corrected."""
        before = {e.pk: e.replaces_id for e in (*self.entries, *self.corrected)}
        answers: dict[uuid.UUID, list[MaracAction]] = {}
        for action in self.actions:
            if action.risk_id:
                answers.setdefault(action.risk_id, []).append(action)
        found = []
        for entry in self.of(EntryKind.RISK):
            mine: list[MaracAction] = []
            key: uuid.UUID | None = entry.pk
            while key:
                mine += answers.get(key, [])
                key = before.get(key)
            found.append((entry, mine))
        return found

    @property
    def unanswered(self) -> int:
        """How many risks no action answers yet."""
        return sum(not actions for _, actions in self.risks)

    @property
    def information(self) -> list[RoomEntry]:
        return sorted(
            self.of(EntryKind.INFORMATION), key=lambda one: one.team.short_name
        )

    @property
    def talk(self) -> list[RoomEntry]:
        kinds = (EntryKind.DISCUSSION, EntryKind.DECISION)
        return [entry for entry in self.entries if entry.kind in kinds]


def live(item: AgendaItem, actor: Actor) -> Live:
    """What is said of a case so far, as far as this hat hears it. Nine queries.

    The mark is taken first: what is written while the rest is read makes the next look
    find news. Taken last, it would stand for words that nobody was shown.
    """
    mark = mark_of(item.pk, actor)
    said = list(
        RoomEntry.objects.visible_to(actor)
        .select_related("team")
        .filter(item_id=item.pk)
        .order_by("written_at")
    )
    actions = [one for one in of_item(item, actor) if one.set_aside_at is None]
    return Live(
        mark=mark,
        entries=[one for one in said if one.replaced_at is None],
        corrected=[one for one in said if one.replaced_at is not None],
        actions=actions,
    )


def risks_of(item: AgendaItem, actor: Actor) -> QuerySet[RoomEntry]:
    """Risks that were named of a case, as far as this hat hears them."""
    return (
        RoomEntry.objects.visible_to(actor)
        .filter(item_id=item.pk, kind=EntryKind.RISK, replaced_at__isnull=True)
        .order_by("written_at")
    )


def mark_of(item_id: uuid.UUID, actor: Actor) -> str:
    """A mark that changes with what this hat would see of the case. Four queries.

    It asks for keys alone, so that looking whether there is news shows nobody, and
    leaves no line in the record of who has read what.
    """
    found: list[uuid.UUID] = []
    for rows in (
        RoomEntry.objects.filter(item_id=item_id),
        MaracAction.objects.filter(item_id=item_id, set_aside_at__isnull=True),
        MaracActionUpdate.objects.filter(action__item_id=item_id),
        Hearing.objects.filter(item_id=item_id, closed_at__isnull=False),
    ):
        found += rows.visible_to(actor).values_list("pk", flat=True)
    told = ",".join(sorted(str(pk) for pk in found))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def is_there(item_id: uuid.UUID, meeting_id: int, actor: Actor) -> bool:
    """Whether the actor sees this case on this agenda. No row is loaded. One query."""
    return (
        AgendaItem.objects.visible_to(actor)
        .filter(pk=item_id, meeting_id=meeting_id)
        .exists()
    )


@dataclass(frozen=True, slots=True)
class Room:
    """One case on the screen."""

    item: AgendaItem
    number: int
    of: int
    before: AgendaItem | None
    after: AgendaItem | None
    hearing: Hearing | None
    live: Live
    attending: Attending
    last_time: LastTime | None
    past: Sequence[PastHearing]  # from the coordinator's old spreadsheet
    feedback: VictimFeedback | None

    @property
    def minutes(self) -> int:
        """For how many whole minutes this case is, or was, heard."""
        if self.hearing is None:
            return 0
        until = self.hearing.closed_at or timezone.now()
        return int((until - self.hearing.written_at).total_seconds() // 60)

    @property
    def here(self) -> list[Attendance]:
        """Who comes or observes, and has agreed to confidentiality."""
        return [one for one in _coming(self.attending) if one.agreed_at]

    @property
    def not_agreed(self) -> list[Attendance]:
        """Who comes or observes, and has not."""
        return not_agreed(self.attending)


def not_agreed(found: Attending) -> list[Attendance]:
    """Who comes or observes, and has not agreed to the confidentiality of it."""
    return [one for one in _coming(found) if not one.agreed_at]


def _coming(found: Attending) -> list[Attendance]:
    return [
        one
        for seat in found.seats
        for one in seat.said
        if one.kind != Attendance.Kind.APOLOGIES
    ]


def room(item: AgendaItem, actor: Actor) -> Room:
    """Everything that the screen of one case shows, in a fixed number of queries."""
    order = in_order(item.meeting, actor)
    here = next((n for n, one in enumerate(order) if one.pk == item.pk), 0)
    return Room(
        item=item,
        number=here + 1,
        of=len(order),
        before=order[here - 1] if here else None,
        after=order[here + 1] if here + 1 < len(order) else None,
        hearing=hearing_of(item, actor),
        live=live(item, actor),
        attending=attending(item.meeting),
        last_time=last_time(item, actor),
        past=heard_before(item.case_id, actor),
        feedback=feedback_of(item, actor),
    )


def in_order(meeting: Meeting, actor: Actor) -> list[AgendaItem]:
    """Cases listed or heard, as far as the actor sees them: numbers have no gap."""
    return list(
        AgendaItem.objects.visible_to(actor)
        .filter(meeting_id=meeting.pk, state__in=(State.LISTED, State.HEARD))
        .order_by("position", "code")
    )


def current(meeting: Meeting, actor: Actor) -> AgendaItem | None:
    """The case that is being heard; else the next that was not; else the last."""
    order = in_order(meeting, actor)
    called = (
        Hearing.objects.visible_to(actor)
        .filter(item__in=[one.pk for one in order], closed_at__isnull=True)
        .order_by("-written_at")
        .values_list("item_id", flat=True)
    )
    found = next((pk for pk in called), None)
    return (
        next((one for one in order if one.pk == found), None)
        or next((one for one in order if one.state == State.LISTED), None)
        or (order[-1] if order else None)
    )


def after(item: AgendaItem, actor: Actor) -> AgendaItem | None:
    """The next case that has not been heard: after this one, else from the top."""
    waiting = [o for o in in_order(item.meeting, actor) if o.state == State.LISTED]
    later = [o for o in waiting if (o.position, o.code) > (item.position, item.code)]
    return next((one for one in later or waiting if one.pk != item.pk), None)


def hearing_of(item: AgendaItem, actor: Actor) -> Hearing | None:
    """When this case was called, and what came of it. One query."""
    found: Hearing | None = (
        Hearing.objects.visible_to(actor).filter(item_id=item.pk).first()
    )
    return found


def feedback_of(item: AgendaItem, actor: Actor) -> VictimFeedback | None:
    """The last that was said to the victim of this meeting. One query."""
    found: VictimFeedback | None = (
        VictimFeedback.objects.visible_to(actor)
        .filter(item_id=item.pk)
        .order_by("-written_at")
        .first()
    )
    return found


def last_time(item: AgendaItem, actor: Actor) -> LastTime | None:
    """When this case was heard before, and what has come since. Seven queries."""
    before = (
        AgendaItem.objects.visible_to(actor)
        .select_related("meeting__panel")
        .filter(
            case_id=item.case_id,
            state=State.HEARD,
            meeting__starts_at__lt=item.meeting.starts_at,
        )
        .order_by("-meeting__starts_at")
        .first()
    )
    if before is None:
        return None
    since = before.meeting.ended_at or before.meeting.starts_at
    return LastTime(
        item=before,
        hearing=hearing_of(before, actor),
        actions=[one for one in of_item(before, actor) if one.set_aside_at is None],
        referrals=_since(Referral, item, since, actor),
        assessments=_since(RiskAssessment, item, since, actor),
    )


def _since(
    model: type[Referral] | type[RiskAssessment],
    item: AgendaItem,
    since: dt.datetime,
    actor: Actor,
) -> int:
    rows = model.objects.visible_to(actor).filter(
        case_id=item.case_id, written_at__gt=since
    )
    return int(rows.count())


@dataclass(frozen=True, slots=True)
class KeptAway:
    """Somebody who has said that they come, and must not hear this case."""

    item: AgendaItem
    hat: Membership


def kept_away(meeting: Meeting, actor: Actor) -> list[KeptAway]:
    """For the coordinator alone; to everybody else it answers nothing. Three."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.kept_from_meeting(%s)", [meeting.pk])
        found = cursor.fetchall()
    items = {
        one.pk: one
        for one in AgendaItem.objects.visible_to(actor).filter(
            pk__in=[pk for pk, _ in found]
        )
    }
    hats = Membership.objects.select_related("account", "team").in_bulk(
        [hat for _, hat in found]
    )
    return sorted(
        (KeptAway(items[pk], hats[hat]) for pk, hat in found if pk in items),
        key=lambda one: (one.item.position, one.hat.account.name),
    )


TOLD_WITHIN = dt.timedelta(days=180)  # an older meeting waits for no telling


def to_tell(actor: Actor) -> list[uuid.UUID]:
    """Agenda items of cases that the own team holds, of which the victim knows nothing.

    Heard in the last half year, and nobody has said told, or not safe. Three queries;
    no row is loaded.
    """
    heard: dict[uuid.UUID, uuid.UUID] = dict(
        AgendaItem.objects.visible_to(actor)
        .filter(state=State.HEARD, meeting__starts_at__gt=timezone.now() - TOLD_WITHIN)
        .order_by("meeting__starts_at")
        .values_list("pk", "case_id")
    )
    told = set(
        VictimFeedback.objects.visible_to(actor)
        .filter(item_id__in=heard)
        .exclude(told=Told.NOT_YET)
        .values_list("item_id", flat=True)
    )
    held = held_by(actor, set(heard.values()))
    return [pk for pk, case in heard.items() if pk not in told and case in held]


def items_to_tell(actor: Actor) -> list[AgendaItem]:
    """The same as rows, for a page that lists them by code. Four queries."""
    found = to_tell(actor)
    if not found:
        return []
    return list(
        AgendaItem.objects.visible_to(actor)
        .select_related("meeting")
        .filter(pk__in=found)
        .order_by("meeting__starts_at", "position")
    )


# What an action is tells of whoever causes harm: spoken, and on no wall.
ON_NO_WALL = (ActionKind.ENFORCE, ActionKind.PERPETRATOR)


@dataclass(frozen=True, slots=True)
class WallAction:
    """An action as a wall shows it: its kind, never its words."""

    what: str
    team: str
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class Wall:
    """All that a projector shows of a case. It is made of words that were meant for it.

    Nothing is hidden in the page: what is not here has not left the server.
    """

    mark: str
    number: int
    of: int
    code: str
    minutes: int
    wishes: Sequence[str]
    risks: Sequence[str]
    spoken: int
    actions: Sequence[WallAction]
    teams_here: int
    all_agreed: bool


def wall(found: Room) -> Wall:
    """What may be projected of a room that was read."""
    told = [e for e in found.live.entries if not e.chair_only]
    shown = [e for e in told if e.shown and e.side != Side.ALLEGED]
    return Wall(
        mark=found.live.mark,
        number=found.number,
        of=found.of,
        code=found.item.code,
        minutes=found.minutes,
        wishes=[e.shown for e in shown if e.kind == EntryKind.WISHES],
        risks=[e.shown for e in shown if e.kind == EntryKind.RISK],
        spoken=len(told) - len(shown),
        actions=[
            WallAction(_for_a_wall(one), one.team.short_name, one.due_on)
            for one in found.live.actions
        ],
        teams_here=len({one.team_id for one in found.here}),
        all_agreed=not found.not_agreed,
    )


def _for_a_wall(action: MaracAction) -> str:
    if action.kind in ON_NO_WALL:
        return "Spoken, not shown"
    return str(ActionKind(action.kind).label)
