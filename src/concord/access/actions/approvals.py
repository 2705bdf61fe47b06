"""Vouching for hats that can see people: two approve, and somebody each quarter."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access.actor import Actor
from concord.access.models import Approval
from concord.access.permit import NotPermitted, Verb, permit
from concord.partnership.models import Membership
from concord.partnership.roles import SEES_PEOPLE, Role


@transaction.atomic
def approve(*, hat: Membership, why: str = "", by: Actor) -> Approval:
    """Vouch for a hat that can see people. It does so once two people have.

    Raises ValidationError for a role that sees nobody, NotPermitted for one's own hat
    and for an agency lead outside the own agency.
    """
    return _say(Approval.Kind.APPROVED, hat=hat, why=why, by=by)


def _say(kind: Approval.Kind, *, hat: Membership, why: str, by: Actor) -> Approval:
    permit(by, Verb.APPROVE_PEOPLE, hat)
    if Role(hat.role) not in SEES_PEOPLE:
        raise ValidationError("This role sees no people: nobody has to approve it.")
    if by.account_id is None or hat.account_id == by.account_id:
        raise NotPermitted("A role is approved by somebody else, in person.")
    if by.role == Role.AGENCY_LEAD and hat.team.agency_id != by.agency_id:
        raise NotPermitted("An agency lead approves roles of the own agency.")
    return Approval.objects.create(
        partnership_id=hat.partnership_id,
        membership=hat,
        by_account_id=by.account_id,
        by_membership_id=by.membership_id,
        kind=kind,
        why=why.strip(),
    )
