"""The calendar, an agenda as far as a hat may see it, who comes, what waits."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Grant
from concord.frontdoor.public import WorkItem, work_of
from concord.marac.models import (
    AgendaItem,
    Attendance,
    CoreTeam,
    Kind,
    Meeting,
    Panel,
    PanelNote,
)
from concord.partnership.models import Team

State = AgendaItem.State


def panels_of(actor: Actor) -> list[Panel]:
    """The panels here, the MARAC first. One query."""
    found = {
        one.kind: one for one in Panel.objects.visible_to(actor).select_related("team")
    }
    return [found[kind] for kind in Kind.values if kind in found]


def panel_of(actor: Actor) -> Panel | None:
    """The MARAC, or else another panel that has been set up here. One query.

    One team coordinates them all, so any of them says which.
    """
    return next(iter(panels_of(actor)), None)


def panel_in(partnership_id: int) -> Panel | None:
    """The MARAC of a partnership, for what is drawn for its board. One query."""
    return Panel.objects.filter(partnership_id=partnership_id, kind=Kind.MARAC).first()


def coordinates(panel: Panel | None, actor: Actor) -> bool:
    """Whether the actor's team coordinates it."""
    return panel is not None and panel.team_id == actor.team_id


def to_come(actor: Actor) -> QuerySet[Meeting]:
    """Meetings to come, the next first."""
    return (
        Meeting.objects.visible_to(actor)
        .select_related("panel")
        .filter(starts_at__gte=timezone.now(), state__in=Meeting.OPEN)
    )


def gone_by(actor: Actor) -> QuerySet[Meeting]:
    """Meetings of before and those called off, the last first."""
    return (
        Meeting.objects.visible_to(actor)
        .select_related("panel")
        .exclude(starts_at__gte=timezone.now(), state__in=Meeting.OPEN)
        .order_by("-starts_at")
    )


def waiting(actor: Actor, kinds: Collection[str] = (Kind.MARAC,)) -> list[WorkItem]:
    """Work of the actor's team for panels of these kinds that is on no agenda. Two
    queries.
    """
    work = [one for one in work_of(actor) if one.kind in kinds]
    listed = set(
        AgendaItem.objects.visible_to(actor)
        .filter(
            work_id__in=[one.pk for one in work], state__in=(State.LISTED, State.HEARD)
        )
        .values_list("work_id", flat=True)
    )
    return [one for one in work if one.pk not in listed]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What this hat sees of an agenda; every number is of that, so nothing shows."""

    listed: Sequence[AgendaItem]
    left: Sequence[AgendaItem]
    held: frozenset[uuid.UUID]  # cases that the own team holds

    @property
    def to_share(self) -> list[AgendaItem]:
        """Cases of the own team that no decision has shared yet."""
        return [
            i for i in self.listed if not i.disclosure_id and i.case_id in self.held
        ]

    @property
    def held_elsewhere(self) -> list[AgendaItem]:
        """Cases that another team has to share."""
        return [
            i for i in self.listed if not i.disclosure_id and i.case_id not in self.held
        ]


def agenda_of(meeting: Meeting, actor: Actor) -> Agenda:
    """The agenda as far as this hat sees it. Two queries."""
    items = list(
        AgendaItem.objects.visible_to(actor)
        .filter(meeting=meeting)
        .order_by("position", "code")
    )
    return Agenda(
        listed=[i for i in items if i.state in (State.LISTED, State.HEARD)],
        left=[i for i in items if i.state in (State.PUT_OFF, State.WITHDRAWN)],
        held=held_by(actor, {i.case_id for i in items}),
    )


def held_by(actor: Actor, cases: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Which of these cases the actor's team holds. One query."""
    return frozenset(
        Grant.objects.filter(
            kind=Grant.Kind.OWN,
            team_id=actor.own_team,
            case_id__in=cases,
            during__contains=timezone.now(),
        ).values_list("case_id", flat=True)
    )


def item_for(actor: Actor, pk: uuid.UUID) -> AgendaItem | None:
    """The item with this id, if the actor may see it."""
    found = (
        AgendaItem.objects.visible_to(actor)
        .select_related("meeting__panel")
        .filter(pk=pk)
        .first()
    )
    return found


def notes_of(item: AgendaItem, actor: Actor) -> list[PanelNote]:
    """Why panels did what they did with this referral, the last first. One query.

    Of this item, and of the one on another panel's agenda from which it came.
    """
    return list(
        PanelNote.objects.visible_to(actor)
        .filter(Q(item=item) | Q(work_id=item.work_id))
        .order_by("-written_at")
    )


def may_send(item: AgendaItem, actor: Actor) -> list[Panel]:
    """The panels to which the actor can send this case. One query, none for others.

    The team that coordinates, while the case is listed or was heard here.
    """
    if item.meeting.panel.team_id != actor.team_id or item.state not in (
        State.LISTED,
        State.HEARD,
    ):
        return []
    return [one for one in panels_of(actor) if one.pk != item.meeting.panel_id]


@dataclass(frozen=True, slots=True)
class Seat:
    """A team at a meeting, and who of it comes, observes or sends apologies."""

    team: Team
    is_core: bool
    said: Sequence[Attendance]

    @property
    def comes(self) -> bool:
        return any(one.kind == Attendance.Kind.ATTENDS for one in self.said)


@dataclass(frozen=True, slots=True)
class Attending:
    """Who comes to a meeting, and whether that is enough."""

    seats: Sequence[Seat]
    needed: int

    @property
    def core(self) -> int:
        return sum(seat.is_core for seat in self.seats)

    @property
    def coming(self) -> int:
        """How many core teams come. Observers and apologies are none."""
        return sum(seat.is_core and seat.comes for seat in self.seats)

    @property
    def is_quorate(self) -> bool:
        return self.coming >= self.needed


def attending(meeting: Meeting) -> Attending:
    """Core teams of that day, and whoever else has answered. Two queries."""
    said: dict[int, list[Attendance]] = {}
    teams: dict[int, Team] = {}
    for one in Attendance.objects.filter(meeting=meeting).select_related(
        "team", "hat__account"
    ):
        said.setdefault(one.team_id, []).append(one)
        teams[one.team_id] = one.team
    core = CoreTeam.objects.filter(panel_id=meeting.panel_id)
    seated = core.valid_on(meeting.day).select_related("team")
    seats = {seat.team_id: seat.team for seat in seated}
    ordered = sorted((teams | seats).values(), key=lambda team: team.short_name)
    return Attending(
        seats=[Seat(t, t.pk in seats, said.get(t.pk, [])) for t in ordered],
        needed=meeting.panel.quorum or len(seats) // 2 + 1,
    )
