"""The second step of an account from outside sign-in: present code, starting again."""

from __future__ import annotations

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access import sessions
from concord.access.actor import Actor, acting_as
from concord.partnership.models import Account, Membership


class OnlyExamples(Exception):
    """Codes are told only for invented people on a trial installation."""


def may_be_told(account: Account) -> bool:
    """Whether codes of this account are shown: an invented person, in the trial."""
    return bool(settings.CONCORD_TRIAL) and account.is_example


def code_now(secret: str) -> str:
    """The six digits that an app with this secret shows now."""
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return str(auth.format_hotp_value(auth.hotp_value(secret, counter)))


def present_code(account: Account) -> str:
    """The present code of an invented account on a trial installation.

    Raises OnlyExamples for anybody else, and ValidationError where no second step has
    been set up yet.
    """
    if not may_be_told(account):
        raise OnlyExamples("Codes are told only for example accounts, in the trial.")
    found = Authenticator.objects.filter(
        user_id=account.pk, type=Authenticator.Type.TOTP
    ).first()
    if found is None:
        raise ValidationError("This account has not set up its second step yet.")
    return code_now(decrypt(found.data["secret"]))


@transaction.atomic
def start_again(*, account: Account, why: str) -> int:
    """Take the second step away, so that the next sign-in sets up a new one.

    For whoever has lost phone and recovery codes; only from the shell, because it is as
    good as a key. Ends every session. Returns how many sessions ended. History keeps
    the reason, in the partnership of the account's first hat.
    """
    if not why.strip():
        raise ValidationError("Say why: it is kept in the history.")
    job = Actor.from_job("access.setup", _partnership_of(account))
    with acting_as(job, why=why):
        Authenticator.objects.filter(user_id=account.pk).delete()
    return sessions.end_all(account, how=sessions.How.SECOND_STEP_GONE)


def _partnership_of(account: Account) -> int | None:
    """Where history keeps it: the partnership of the account's first hat."""
    with acting_as(Actor.from_account(account.pk)):
        hat = Membership.objects.filter(account=account).order_by("pk").first()
    return hat.partnership_id if hat else None
