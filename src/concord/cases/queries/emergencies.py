"""What is open in an emergency, and what waits for its review."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Emergency, Grant
from concord.cases.models import Case
from concord.partnership.models import Team


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening with what the asking hat may know of the case.

    `ref` is empty for an auditor, who sees no case; `holder` is the team that holds it.
    """

    emergency: Emergency
    ref: str
    holder: Team | None
    is_mine: bool

    @property
    def is_open(self) -> bool:
        return bool(self.emergency.during.upper > timezone.now())


def open_now(actor: Actor) -> list[tuple[Case, Emergency]]:
    """Cases that this hat has open in an emergency. Two queries."""
    found = Emergency.objects.filter(
        membership_id=actor.own_hat, during__contains=timezone.now()
    ).order_by("during")
    by_case = {emergency.case_id: emergency for emergency in found}
    cases = Case.objects.visible_to(actor).filter(pk__in=by_case)
    return [(case, by_case[case.pk]) for case in cases]


def open_emergency(case_id: uuid.UUID, actor: Actor) -> Emergency | None:
    """What this hat has open of a case in an emergency now. One query."""
    if actor.membership_id is None:
        return None
    return (
        Emergency.objects.filter(
            case_id=case_id,
            membership_id=actor.membership_id,
            during__contains=timezone.now(),
        )
        .order_by("-during")
        .first()
    )


def openings(actor: Actor) -> QuerySet[Emergency]:
    """Openings that this hat may know of: its own, of its team's cases, an auditor's.

    The newest first. One query, less what the row policy hides.
    """
    return (
        Emergency.objects.filter(partnership_id=actor.here)
        .select_related("team__agency", "membership__account", "reviewed_by__account")
        .order_by("-during")
    )


def to_review(actor: Actor) -> list[Emergency]:
    """Openings that wait for this hat to say whether they were right. One query."""
    waiting = openings(actor).filter(reviewed_by__isnull=True)
    return [one for one in waiting if one.membership.account_id != actor.account_id]


def with_their_cases(found: Iterable[Emergency], actor: Actor) -> list[Opening]:
    """The same with reference and holder of each case. Two queries."""
    rows = list(found)
    ids = {row.case_id for row in rows}
    refs = {
        case.pk: case.ref for case in Case.objects.visible_to(actor).filter(pk__in=ids)
    }
    holders = {
        grant.case_id: grant.team
        for grant in Grant.objects.filter(
            case_id__in=ids, kind=Grant.Kind.OWN, during__contains=timezone.now()
        ).select_related("team")
    }
    return [
        Opening(
            emergency=row,
            ref=refs.get(row.case_id, ""),
            holder=holders.get(row.case_id),
            is_mine=row.membership.account_id == actor.account_id,
        )
        for row in rows
    ]
