"""Inviting a person: a hat is offered by e-mail and taken once, within a week."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from concord.access import letters
from concord.access.actions import approvals, hats
from concord.access.actor import Actor, acting_as
from concord.access.permit import Verb, permit
from concord.foundation.post import Staff
from concord.foundation.post.actions import send
from concord.partnership.models import Account, Invitation, Membership, Team
from concord.partnership.roles import Role

GOOD_FOR = dt.timedelta(days=7)
SALT = "concord.access.invitation"
ASK_AGAIN = "Ask whoever invited you for a new one."
HAS_ACCOUNT = "There is an account with this address already. Sign in to accept."


class InvitationOver(Exception):
    """The link has been used, withdrawn or is too old. The message says which."""


class NotTheirs(Exception):
    """The invitation is for another address than that of the account."""


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
    """Offer a hat, and send the link by e-mail once this is committed.

    Raises ValidationError by field: for an address that can't be one, a hat that the
    person has already, and an offer that is still open.
    """
    permit(by, Verb.MANAGE_PEOPLE, team)
    invitation = Invitation(
        partnership_id=team.partnership_id,
        team=team,
        role=role,
        title=title.strip(),
        email=email.strip().lower(),
        name=name.strip(),
        invited_by_id=by.membership_id,
        expires_at=timezone.now() + GOOD_FOR,
    )
    # From the shell there is nobody's hat to have invited.
    invitation.full_clean(
        exclude=["invited_by"], validate_unique=False, validate_constraints=False
    )
    if not team.is_valid_on(team.partnership.today()):
        raise ValidationError({"team": "This team has ended. Choose another."})
    _refuse_twice(invitation)
    invitation.save()
    _post(invitation)
    return invitation


@transaction.atomic
def send_again(*, invitation: Invitation, by: Actor) -> Invitation:
    """A new link, good for another week. The one before stops working."""
    permit(by, Verb.MANAGE_PEOPLE, invitation)
    fresh = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if fresh.state == Invitation.State.ACCEPTED:
        raise ValidationError("This invitation has been accepted already.")
    fresh.state = Invitation.State.SENT
    fresh.expires_at = timezone.now() + GOOD_FOR
    _refuse_twice(fresh)
    fresh.save(update_fields=["state", "expires_at"])
    _post(fresh)
    return fresh


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Actor) -> None:
    """Take an offer back before it is used."""
    permit(by, Verb.MANAGE_PEOPLE, invitation)
    Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.SENT).update(
        state=Invitation.State.WITHDRAWN
    )


def link(invitation: Invitation) -> str:
    """The address that accepts this invitation, as it stands in the e-mail."""
    path = reverse("accept_invitation", args=[link_token(invitation)])
    return settings.CONCORD_BASE_URL + path


def link_token(invitation: Invitation) -> str:
    """The signed token of the link: names the invitation, and nobody's e-mail."""
    return signing.dumps(
        [
            str(invitation.pk),
            invitation.partnership_id,
            int(invitation.expires_at.timestamp()),
        ],
        salt=SALT,
        compress=True,
    )


def read(token: str) -> Invitation:
    """The invitation behind a link, still open. Raises InvitationOver."""
    found, partnership, until = _open(token)
    with acting_as(Actor.from_job("invitations", partnership)):
        invitation = (
            Invitation.objects.select_related("team__agency", "partnership")
            .filter(pk=found)
            .first()
        )
    if invitation is None or invitation.state == Invitation.State.WITHDRAWN:
        raise InvitationOver("This invitation was taken back.")
    if invitation.state == Invitation.State.ACCEPTED:
        raise InvitationOver("This invitation has been used. Sign in instead.")
    if int(invitation.expires_at.timestamp()) != until:
        raise InvitationOver("A newer link has been sent. Use that one.")
    if invitation.expires_at < timezone.now():
        raise InvitationOver(f"This invitation is more than a week old. {ASK_AGAIN}")
    return invitation


def account_of(invitation: Invitation) -> Account | None:
    """The account with the address of the invitation, if there is one already."""
    return Account.objects.filter(email__iexact=invitation.email).first()


def accept_with_new_account(*, token: str, name: str, password: str) -> Account:
    """Make an account for the invited address, and give it the offered hat.

    Raises InvitationOver, and ValidationError where the address has an account: its
    owner signs in and accepts with that. Two clicks at once make one account.
    """
    invitation = read(token)
    with acting_as(_job(invitation), why="Invitation accepted"):
        locked = _take(invitation)
        if account_of(locked) is not None:
            raise ValidationError(HAS_ACCOUNT)
        try:
            with transaction.atomic():
                account = Account.objects.create(
                    email=locked.email, name=name.strip(), password=password
                )
        except IntegrityError as error:  # another invitation, at the same moment
            raise ValidationError(HAS_ACCOUNT) from error
        _give(locked, account)
    return account


def accept_with_account(*, token: str, account: Account) -> Membership:
    """Give the offered hat to the account that is signed in.

    Raises InvitationOver, and NotTheirs when the invitation is for another address.
    """
    invitation = read(token)
    if account.email.casefold() != invitation.email.casefold():
        raise NotTheirs("This invitation is for another address.")
    with acting_as(_job(invitation), why="Invitation accepted"):
        return _give(_take(invitation), account)


def _job(invitation: Invitation) -> Actor:
    return Actor.from_job("invitations", invitation.partnership_id)


def _take(invitation: Invitation) -> Invitation:
    """The invitation's row, locked until the transaction ends, and still open."""
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if locked.state != Invitation.State.SENT:
        raise InvitationOver("This invitation has been used. Sign in instead.")
    return locked


def _give(invitation: Invitation, account: Account) -> Membership:
    if not invitation.team.is_valid_on(invitation.partnership.today()):
        raise InvitationOver(f"The team of this invitation has ended. {ASK_AGAIN}")
    hat = hats.give(
        account=account,
        team=invitation.team,
        role=Role(invitation.role),
        title=invitation.title,
        by=_job(invitation),
    )
    invitation.state = Invitation.State.ACCEPTED
    invitation.account = account
    invitation.save(update_fields=["state", "account"])
    approvals.count_giver(hat=hat, giver=invitation.invited_by, by=_job(invitation))
    return hat


def _refuse_twice(invitation: Invitation) -> None:
    """One offer of a hat at a time, and none of a hat that the person has."""
    same = {"team": invitation.team, "role": invitation.role}
    has_it = Membership.objects.valid_on().filter(
        account__email__iexact=invitation.email, **same
    )
    if has_it.exists():
        raise ValidationError(
            {"role": "They have this role in this team already. Choose another."}
        )
    still_open = Invitation.objects.filter(
        email__iexact=invitation.email,
        state=Invitation.State.SENT,
        expires_at__gt=timezone.now(),
        **same,
    ).exclude(pk=invitation.pk)
    if still_open.exists():
        raise ValidationError(
            {"email": "An invitation to this role is on its way. Send that one again."}
        )


def _post(invitation: Invitation) -> None:
    until = timezone.localtime(invitation.expires_at)
    send(
        letter=letters.INVITATION,
        to=[Staff(invitation.email)],
        key=f"access.invitation:{invitation.pk}:{int(until.timestamp())}",
        context={"link": link(invitation), "until": f"{until:%-d %B %Y}"},
    )


def _open(token: str) -> tuple[uuid.UUID, int, int]:
    """The invitation's id, its partnership and its end. Raises InvitationOver."""
    try:
        found, partnership, until = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
        return uuid.UUID(found), int(partnership), int(until)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise InvitationOver(
            f"This link does not work any more. {ASK_AGAIN}"
        ) from error
