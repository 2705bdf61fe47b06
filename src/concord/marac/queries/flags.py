"""Flags: a team's own, and for the coordinator which teams have confirmed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from concord.access.actor import Actor
from concord.access.audit.terms import searched
from concord.access.models import Side
from concord.cases.models import Party
from concord.marac.actions.flags import plain_reference
from concord.marac.models import AgendaItem, Flag, FlagReference, Meeting, OnlineHidden
from concord.partnership.models import Team
from concord.people.models import PersonVersion


class Standing(StrEnum):
    """How far a flag is, for the team whose flag it is."""

    TO_CONFIRM = "to_confirm"
    LIVE = "live"
    TO_TAKE_OFF = "to_take_off"
    TAKEN_OFF = "taken_off"

    @property
    def label(self) -> str:
        return WORDS[self]


WORDS = {
    Standing.TO_CONFIRM: "To confirm",
    Standing.LIVE: "Confirmed",
    Standing.TO_TAKE_OFF: "To take off",
    Standing.TAKEN_OFF: "Taken off",
}
WAITS = (Standing.TO_CONFIRM, Standing.TO_TAKE_OFF)


def standing_of(flag: Flag, today: dt.date | None = None) -> Standing:
    """One of four: a flag that is over is to be taken off, confirmed or not."""
    if not flag.is_live:
        return Standing.TAKEN_OFF
    if flag.is_over_on(today):
        return Standing.TO_TAKE_OFF
    return Standing.LIVE if flag.confirmed_at else Standing.TO_CONFIRM


@dataclass(frozen=True, slots=True)
class OwnFlag:
    """A flag of the own team: whom it is about, and by which reference it is kept."""

    flag: Flag
    standing: Standing
    said: FlagReference | None
    known: PersonVersion | None  # the victim, while the case is shared with the team

    @property
    def pk(self) -> uuid.UUID:
        return self.flag.pk

    @property
    def name(self) -> str:
        who = self.known
        named = f"{who.given_name} {who.family_name}".strip() if who else ""
        return named or "not recorded"

    @property
    def reference(self) -> str:
        return self.said.reference if self.said else ""

    @property
    def online(self) -> str:
        kept = self.said.online_hidden if self.said else ""
        return OnlineHidden(kept).label if kept else ""


def flags_of_team(actor: Actor, **narrowed: object) -> list[OwnFlag]:
    """Flags of the actor's team, those that end first at the top. Four queries."""
    flags = Flag.objects.visible_to(actor).filter(team_id=actor.own_team, **narrowed)
    return _with_who(list(flags), actor)


def own_flag(actor: Actor, pk: uuid.UUID) -> OwnFlag | None:
    """One flag of the actor's team. Four queries."""
    return next(iter(flags_of_team(actor, pk=pk)), None)


def by_reference(text: str, actor: Actor) -> list[OwnFlag]:
    """The team's own flags with exactly this reference. What is asked is audited."""
    wanted = plain_reference(text)
    if not wanted:
        return []
    searched({"reference": wanted})
    said = FlagReference.objects.visible_to(actor).filter(
        owner_team_id=actor.own_team, reference__iexact=wanted
    )
    hits = set(said.values_list("flag_id", flat=True))
    found = flags_of_team(actor, pk__in=hits)
    return [one for one in found if one.reference.lower() == wanted.lower()]


def over(actor: Actor) -> list[OwnFlag]:
    """The unflag list: the own flags whose twelve months have passed."""
    return flags_of_team(
        actor, cleared_at__isnull=True, until__lte=timezone.localdate()
    )


def waiting_flags(actor: Actor) -> dict[Standing, list[Flag]]:
    """Own flags to confirm, and to take off. One query."""
    found: dict[Standing, list[Flag]] = {standing: [] for standing in WAITS}
    live = Flag.objects.visible_to(actor).filter(
        team_id=actor.own_team, cleared_at__isnull=True
    )
    for flag in live:
        standing = standing_of(flag)
        if standing in found:
            found[standing].append(flag)
    return found


def earlier_reference(flag: Flag, actor: Actor) -> FlagReference | None:
    """By which reference the team kept the flag before this one. One query."""
    if flag.follows_id is None:
        return None
    found = FlagReference.objects.visible_to(actor).filter(flag_id=flag.follows_id)
    return found.first()


def _with_who(flags: Sequence[Flag], actor: Actor) -> list[OwnFlag]:
    said: dict[uuid.UUID, FlagReference] = {}
    for one in FlagReference.objects.visible_to(actor).filter(
        flag_id__in=[flag.pk for flag in flags], owner_team_id=actor.own_team
    ):
        said.setdefault(one.flag_id, one)  # the last one comes first
    who = victims({flag.case_id for flag in flags})
    return [
        OwnFlag(flag, standing_of(flag), said.get(flag.pk), who.get(flag.case_id))
        for flag in flags
    ]


def victims(cases: Collection[uuid.UUID]) -> dict[uuid.UUID, PersonVersion]:
    """What is known now of the victim of each case. Two queries."""
    parties = Party.objects.filter(case_id__in=list(cases), side=Side.VICTIM)
    person = {party.case_id: party.person_id for party in parties}
    latest: dict[uuid.UUID, PersonVersion] = {}
    for version in PersonVersion.objects.filter(
        person__in=list(person.values())
    ).order_by("n"):
        latest[version.person_id] = version
    return {case: latest[who] for case, who in person.items() if who in latest}


@dataclass(frozen=True, slots=True)
class FlaggedItem:
    """A case of a meeting, and the flag of each team, None where it has none."""

    item: AgendaItem
    by_team: Sequence[tuple[Team, Flag | None]]

    @property
    def flags(self) -> list[Flag]:
        return [flag for _, flag in self.by_team if flag is not None]


@dataclass(frozen=True, slots=True)
class Overview:
    """Which teams have flagged which cases of a meeting; by no team's reference."""

    teams: Sequence[Team]
    items: Sequence[FlaggedItem]
    to_flag: Sequence[AgendaItem]

    @property
    def asked(self) -> int:
        return sum(len(one.flags) for one in self.items)

    @property
    def confirmed(self) -> int:
        return sum(bool(f.confirmed_at) for one in self.items for f in one.flags)


def overview(meeting: Meeting, items: Iterable[AgendaItem], actor: Actor) -> Overview:
    """For the coordinator: of these cases of a meeting, who has confirmed. Two queries.

    A team that had a flag of this meeting and got a new one counts with the new one.
    """
    shared = [one for one in items if one.disclosure_id]
    flags: dict[tuple[uuid.UUID, int], Flag] = {}
    for flag in (
        Flag.objects.visible_to(actor)
        .filter(item__meeting_id=meeting.pk)
        .order_by("written_at")
    ):
        flags[flag.item_id, flag.team_id] = flag
    teams = list(
        Team.objects.filter(pk__in={team for _, team in flags}).order_by("short_name")
    )
    flagged = {item for item, _ in flags}
    return Overview(
        teams=teams,
        items=[
            FlaggedItem(one, [(t, flags.get((one.pk, t.pk))) for t in teams])
            for one in shared
        ],
        to_flag=[one for one in shared if one.pk not in flagged],
    )
