"""Inviting a person: a hat is offered by e-mail and taken once, within a week."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core import signing
from django.db import transaction
from django.utils import timezone

from concord.access.actions import hats
from concord.access.actor import Actor, acting_as
from concord.access.permit import Verb, permit
from concord.partnership.models import Account, Invitation, Team
from concord.partnership.roles import Role

GOOD_FOR = dt.timedelta(days=7)
SALT = "concord.access.invitation"


class InvitationOver(Exception):
    """The link has been used, withdrawn or is too old. The message says which."""


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    team: Team,
    role: Role,
    title: str = "",
    by: Actor,
) -> Invitation:
    """Offer a hat. The caller sends `link_token(invitation)` by e-mail."""
    permit(by, Verb.MANAGE_PEOPLE, team)
    return Invitation.objects.create(
        partnership_id=team.partnership_id,
        team=team,
        role=role,
        title=title,
        email=email.strip().lower(),
        name=name.strip(),
        invited_by_id=by.membership_id,
        expires_at=timezone.now() + GOOD_FOR,
    )


def link_token(invitation: Invitation) -> str:
    """The signed token of the link: names the invitation, and nobody's e-mail."""
    return signing.dumps(
        [str(invitation.pk), invitation.partnership_id], salt=SALT, compress=True
    )


def open_token(token: str) -> tuple[uuid.UUID, int]:
    """The invitation's id and its partnership. Raises InvitationOver."""
    try:
        found, partnership = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
        return uuid.UUID(found), int(partnership)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise InvitationOver(
            "This link does not work any more. Ask whoever invited you for a new one."
        ) from error


def read(token: str) -> Invitation:
    """The invitation behind a link, still open. Raises InvitationOver."""
    found, partnership = open_token(token)
    with acting_as(Actor.from_job("invitations", partnership)):
        invitation = (
            Invitation.objects.select_related("team__agency", "partnership")
            .filter(pk=found)
            .first()
        )
    if invitation is None or invitation.state == Invitation.State.WITHDRAWN:
        raise InvitationOver("This invitation was withdrawn.")
    if invitation.state == Invitation.State.ACCEPTED:
        raise InvitationOver("This invitation has been used. Sign in instead.")
    if invitation.expires_at < timezone.now():
        raise InvitationOver(
            "This invitation is more than a week old. Ask for a new one."
        )
    return invitation


def accept(*, token: str, name: str, password: str | None) -> Account:
    """Take the offered hat: a new account, or one more hat for an existing one.

    `password` is for a new account; somebody who has an account already keeps the
    password they have. Two clicks at once make one account and one hat.
    """
    invitation = read(token)
    as_job = Actor.from_job("invitations", invitation.partnership_id)
    with acting_as(as_job, why="Invitation accepted"):
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if locked.state != Invitation.State.SENT:
            raise InvitationOver("This invitation has been used. Sign in instead.")
        account = Account.objects.filter(email__iexact=locked.email).first()
        if account is None:
            account = Account.objects.create(
                email=locked.email, name=name.strip(), password=password
            )
        hats.give(
            account=account,
            team=locked.team,
            role=Role(locked.role),
            title=locked.title,
            by=as_job,
        )
        locked.state = Invitation.State.ACCEPTED
        locked.account = account
        locked.save(update_fields=["state", "account"])
    return account


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Actor) -> None:
    """Take an offer back before it is used."""
    permit(by, Verb.MANAGE_PEOPLE, invitation)
    Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.SENT).update(
        state=Invitation.State.WITHDRAWN
    )
