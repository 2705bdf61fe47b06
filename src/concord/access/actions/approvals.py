"""Vouching for hats that can see people: two approve, and somebody each quarter."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from concord.access import letters
from concord.access.actor import Actor
from concord.access.models import Approval
from concord.access.permit import NotPermitted, Verb, may, permit
from concord.access.queries.approvals import approvers_of, standing_of
from concord.foundation.post import Staff
from concord.foundation.post.actions import send
from concord.partnership.models import Membership
from concord.partnership.roles import SEES_PEOPLE, Role

LONGEST = 300


@transaction.atomic
def approve(*, hat: Membership, why: str = "", by: Actor) -> Approval:
    """Vouch for a hat that can see people. It does so once two people have.

    Whoever has done so already gets what they said, and nothing more is counted.
    Raises ValidationError for a role that sees nobody or has ended, NotPermitted for
    one's own hat and for an agency lead outside the own agency.
    """
    _may_speak(hat, by)
    standing = standing_of(hat)
    for said in standing.approved:
        if said.by_account_id == by.account_id:
            return said
    return _say(Approval.Kind.APPROVED, hat=hat, why=why, by=by)


@transaction.atomic
def confirm(*, hat: Membership, why: str = "", by: Actor) -> Approval:
    """Say that a hat still has to see people: good for another quarter.

    Raises as `approve` does, and ValidationError where two have not approved it.
    """
    _may_speak(hat, by)
    if standing_of(hat).missing:
        raise ValidationError(
            "Two people approve a role before it can be confirmed. Approve it first."
        )
    return _say(Approval.Kind.CONFIRMED, hat=hat, why=why, by=by)


@transaction.atomic
def confirm_all(*, hats: Iterable[Membership], by: Actor) -> int:
    """Confirm several hats for another quarter, all or none. Returns how many."""
    return len([confirm(hat=hat, by=by) for hat in hats])


@transaction.atomic
def withdraw(*, hat: Membership, why: str, by: Actor) -> Approval:
    """Take the word of everybody back: from now on this hat sees nobody.

    Two people have to approve it again. Raises ValidationError by field without a
    reason, and where nobody has vouched for it.
    """
    _may_speak(hat, by)
    if not why.strip():
        raise ValidationError({"why": "Say why: history keeps it."})
    if not standing_of(hat).approved:
        raise ValidationError("Nobody vouches for this role: it sees nobody.")
    return _say(Approval.Kind.WITHDRAWN, hat=hat, why=why, by=by)


def count_giver(*, hat: Membership, giver: Membership | None, by: Actor) -> None:
    """Whoever gives a hat that can see people vouches for it, and a second is told.

    `giver` is the hat in whose name a job acts: whoever sent the invitation. One that
    has ended since, or may not approve, does not count, nor does one's own.
    """
    if Role(hat.role) not in SEES_PEOPLE:
        return
    if by.kind == "hat":
        counts = by.account_id != hat.account_id and may(by, Verb.APPROVE_PEOPLE, hat)
        said = approve(hat=hat, by=by) if counts else None
    else:
        said = in_name_of(giver, hat=hat, by=by) if giver is not None else None
    if said is not None:
        _tell_a_second(hat)


def in_name_of(giver: Membership, *, hat: Membership, by: Actor) -> Approval | None:
    """What a job writes down for whoever has given a hat; None if they may not.

    The database takes it only from the jobs that turn invitations into hats, and load
    examples.
    """
    if by.kind != "job":
        raise NotPermitted("A role is approved in person.")
    permit(by, Verb.APPROVE_PEOPLE, hat)
    if giver.account_id not in {other.account_id for other in approvers_of(hat)}:
        return None
    return Approval.objects.create(
        partnership_id=hat.partnership_id,
        membership=hat,
        by_account_id=giver.account_id,
        by_membership=giver,
        kind=Approval.Kind.APPROVED,
    )


def _tell_a_second(hat: Membership) -> None:
    """Everybody who could be the second hears that a role waits, and no more."""
    if hat.partnership.example_today is not None:
        return  # its people are invented
    spoken = {said.by_account_id for said in standing_of(hat).approved}
    others = [a for a in approvers_of(hat) if a.account_id not in spoken]
    send(
        letter=letters.ROLE_WAITS,
        to=[Staff(other.account.email) for other in others],
        key=f"access.role_waits:{hat.pk}",
        context={"link": settings.CONCORD_BASE_URL + reverse("approvals")},
    )


def _may_speak(hat: Membership, by: Actor) -> None:
    """Whether `by` may say anything about `hat`; orders two people by its row."""
    permit(by, Verb.APPROVE_PEOPLE, hat)
    if Role(hat.role) not in SEES_PEOPLE:
        raise ValidationError("This role sees no people: nobody has to approve it.")
    if hat.account_id == _person(by):
        raise NotPermitted("A role is approved by somebody else.")
    if by.role == Role.AGENCY_LEAD and hat.team.agency_id != by.agency_id:
        raise NotPermitted("An agency lead approves roles of the own agency.")
    locked = Membership.objects.select_for_update().get(pk=hat.pk)
    ends = locked.valid.upper
    if locked.valid.isempty or (ends is not None and ends <= timezone.localdate()):
        raise ValidationError("This role has ended: it sees nobody.")


def _person(by: Actor) -> int:
    if by.account_id is None:
        raise NotPermitted("A role is approved in person.")
    return by.account_id


def _say(kind: Approval.Kind, *, hat: Membership, why: str, by: Actor) -> Approval:
    if len(why.strip()) > LONGEST:
        raise ValidationError({"why": f"Use {LONGEST} letters or fewer."})
    return Approval.objects.create(
        partnership_id=hat.partnership_id,
        membership=hat,
        by_account_id=_person(by),
        by_membership_id=by.membership_id,
        kind=kind,
        why=why.strip(),
    )
