"""One referral with all that hangs on it, and lists of referrals."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from concord.access.actions import sharing
from concord.access.actor import Actor
from concord.access.models import Side
from concord.frontdoor.clock import due
from concord.frontdoor.models import (
    Abuse,
    Attachment,
    Decision,
    Draft,
    FrontDoor,
    Named,
    Referral,
    Step,
    Strand,
    WorkItem,
)
from concord.frontdoor.queries.board import hours_for, who_refers
from concord.frontdoor.queries.files import files_of


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look into, and what came of it last."""

    code: str
    label: str
    step: Step | None


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """Everything on the page of one referral, as far as this hat may see it."""

    referral: Referral
    from_whom: str
    named: Sequence[Named]
    steps: Sequence[Step]
    checks: Sequence[Check]
    decisions: Sequence[Decision]
    is_at_my_door: bool
    files: Sequence[Attachment]
    holds_case: bool
    may_add_files: bool
    due_at: dt.datetime | None

    @property
    def victim(self) -> Named | None:
        return next((n for n in self.named if n.side == Side.VICTIM), None)

    @property
    def alleged(self) -> list[Named]:
        return [n for n in self.named if n.side == Side.ALLEGED]

    @property
    def children(self) -> list[Named]:
        return [n for n in self.named if n.side == Side.CHILD]

    @property
    def must_report(self) -> bool:
        """Whether the duty to report FGM was asked about."""
        return bool(self.referral.mandatory_report)

    @property
    def strands(self) -> list[str]:
        return [Strand(one).label for one in self.referral.strands]

    @property
    def abuse(self) -> list[str]:
        return [Abuse(one).label for one in self.referral.abuse]

    @property
    def decision(self) -> Decision | None:
        return self.decisions[0] if self.decisions else None


def referral_for(actor: Actor, pk: uuid.UUID) -> Referral | None:
    """The referral with this id, if the actor may see it."""
    return (
        Referral.objects.visible_to(actor)
        .select_related(
            "from_team", "to_team", "owner_team", "taken_by__account", "case"
        )
        .filter(pk=pk)
        .first()
    )


def page_of(referral: Referral, actor: Actor) -> ReferralPage:
    """The page of one referral. Eight queries."""
    at_my_door = goes_on_with(referral, actor)
    steps = list(
        referral.steps.select_related("written_by__account", "owner_team").order_by("n")
    )
    last = {step.code: step for step in steps if step.kind == Step.Kind.CHECKED}
    door = FrontDoor.objects.visible_to(actor).first() if at_my_door else None
    return ReferralPage(
        referral=referral,
        from_whom=who_refers(referral),
        named=list(referral.named.order_by("n")),
        steps=steps,
        checks=[
            Check(code, label, last.get(code)) for code, label in Step.Check.choices
        ],
        decisions=list(
            referral.decisions.select_related("to_team", "written_by__account")
        ),
        is_at_my_door=at_my_door,
        files=files_of(referral),
        may_add_files=referral.is_open and referral.owner_team_id == actor.team_id,
        holds_case=referral.case_id is not None and sharing.owns(referral.case_id),
        due_at=due(referral.since, hours_for(referral.state, door), door)
        if door and referral.is_open
        else None,
    )


def goes_on_with(referral: Referral, actor: Actor) -> bool:
    """Whether the actor stands at its door, and need not leave it to colleagues.

    Whoever is kept from a referral sees it only if they wrote it themselves: then as
    any referrer does.
    """
    if referral.to_team_id != actor.team_id:
        return False
    if referral.written_by_id != actor.membership_id:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.must_leave(%s)", [referral.pk])
        return not cursor.fetchone()[0]


def made_by_team(actor: Actor) -> QuerySet[Referral]:
    """What the actor's own team has referred, whoever is at the door."""
    return Referral.objects.visible_to(actor).filter(from_team_id=actor.own_team)


def decided_here(actor: Actor) -> QuerySet[Referral]:
    """Referrals at the actor's door that are decided."""
    return Referral.objects.visible_to(actor).filter(
        to_team_id=actor.own_team, state=Referral.State.DECIDED
    )


def drafts_of(actor: Actor) -> list[Draft]:
    """What the actor has begun and not sent."""
    return list(
        Draft.objects.visible_to(actor).filter(
            written_by_id=actor.membership_id, state=Draft.State.OPEN
        )
    )


def work_of(actor: Actor) -> list[WorkItem]:
    """Work that waits for the actor's team, what is due first, first."""
    return list(
        WorkItem.objects.visible_to(actor)
        .filter(
            to_team_id=actor.own_team,
            state__in=(WorkItem.State.WAITING, WorkItem.State.TAKEN),
        )
        .select_related("taken_by__account", "owner_team", "case")
        .order_by("due_on", "written_at")
    )


def sent_back_to(actor: Actor) -> list[WorkItem]:
    """Work that another team has sent back, while its referral is not looked at."""
    return list(
        WorkItem.objects.visible_to(actor)
        .filter(
            owner_team_id=actor.own_team,
            state=WorkItem.State.SENT_BACK,
            decision__referral__state=Referral.State.DECIDED,
        )
        .select_related("to_team", "decision")
    )


def about_case(case_id: uuid.UUID, actor: Actor) -> QuerySet[Referral]:
    """Referrals about a case that this hat may see."""
    return Referral.objects.visible_to(actor).filter(case_id=case_id)


def count_in(case_id: uuid.UUID, actor: Actor) -> int:
    """How many referrals about a case the hat may see. One query, no row loaded."""
    return about_case(case_id, actor).count()


def decision_behind(work: WorkItem, actor: Actor) -> Decision | None:
    """The decision that made the work; None where its words are not shared.

    Whoever works with the person alleged to cause harm gets the work, and not what was
    said about her.
    """
    return Decision.objects.visible_to(actor).filter(pk=work.decision_id).first()
