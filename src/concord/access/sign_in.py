"""Sign-in rules: accounts by invitation only, lock-out, codes kept encrypted."""

from __future__ import annotations

import base64
import hashlib
import time
import uuid
from typing import Any, cast

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from concord.access import letters, sessions
from concord.access.sessions import How
from concord.foundation.post import Staff
from concord.foundation.post.actions import send
from concord.partnership.models import Account

TOO_MANY = frozenset({"too_many_login_attempts", "rate_limited"})
# What a letter says about each change; anything else that allauth would mail is not.
CHANGES = {
    "account/email/password_changed": "The password of your account was changed.",
    "account/email/password_reset": "A new password was set for your account.",
    "account/email/password_set": "A password was set for your account.",
    "mfa/email/totp_activated": "A second step of sign-in was set up for your account.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made for your "
    "account. The old ones do not work any more.",
}


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; a closed door looks the same for everybody."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address and the password don't fit "
        "together. Check both and try again",
        "enter_current_password": "Present password: this is not the one you use now. "
        "Try again",
        "incorrect_code": "Code: it does not fit. Codes change every 30 seconds: type "
        "the one that is shown now",
        "incorrect_password": "Password: this is not yours. Try again",
        "invalid_password_reset": "This link has been used or is too old",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from invitations."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home, after sign-in."""
        return "/"

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The sign-in page, after sign-out."""
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the person's own account."""
        return reverse("my_account")

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """As allauth does it, but too many tries get a page of their own (429)."""
        if code in TOO_MANY:
            raise ImmediateHttpResponse(ratelimit.respond_429(self.request))
        error: ValidationError = super().validation_error(code, *args)
        return error

    def _get_login_attempts_cache_key(
        self, request: HttpRequest, **credentials: Any
    ) -> str:
        """Counts by address alone: another host name is not another five tries."""
        return lock_key(str(credentials.get("email", "")))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the try. One too many is kept in the audit and gets a page (429)."""
        try:
            super().pre_authenticate(request, **credentials)
        except ImmediateHttpResponse:
            failed(_account_of(credentials), How.TOO_MANY_TRIES)
            raise

    def authenticate(
        self, request: HttpRequest, **credentials: Any
    ) -> AbstractBaseUser | None:
        """The account that these fit. A closed one is answered as a wrong password is.

        allauth would say that it is closed, and take back that the try was counted.
        """
        self.pre_authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()
        account: AbstractBaseUser | None = authenticate(request, **credentials)
        closed = AuthenticationBackend.unstash_authenticated_user()
        if account is not None:
            self._rollback_login_failed_rl_usage()
            return account
        if closed is not None:
            failed(closed.pk, How.CLOSED)
        else:
            failed(_account_of(credentials), How.WRONG_PASSWORD)
        return None

    def logout(self, request: HttpRequest) -> None:
        """Sign out by hand."""
        sessions.note_sign_in("sign_out", request.user.pk)
        super().logout(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A new password ends every session but the one in which it was set."""
        super().set_password(user, password)
        mine = self.request.user.is_authenticated and self.request.user.pk == user.pk
        sessions.end_all(
            cast(Account, user),
            how=How.NEW_PASSWORD,
            but=self.request.session.session_key if mine else None,
        )

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Nobody types a password twice in a row: signing in counts for ten minutes."""
        user = self.request.user
        if not user.is_authenticated:
            return True
        records = get_authentication_records(self.request, user)
        latest = max((record["at"] for record in records), default=0.0)
        return time.time() - latest >= float(account_settings.REAUTHENTICATION_TIMEOUT)

    def get_reauthentication_methods(
        self, user: AbstractBaseUser | AnonymousUser
    ) -> list[dict[str, Any]]:
        """The ways to check again, in our words."""
        words = {
            "reauthenticate": "Use your password",
            "mfa_reauthenticate": "Use a code instead",
        }
        return [
            {**method, "description": words.get(method["id"], method["description"])}
            for method in super().get_reauthentication_methods(user)
        ]

    def send_password_reset_mail(
        self, user: AbstractBaseUser, email: str, context: dict[str, Any]
    ) -> None:
        """A link that sets a new password, to the address of the account."""
        path = reverse(
            "account_reset_password_from_key",
            kwargs={"uidb36": context["uid"], "key": context["key"]},
        )
        send(
            letter=letters.NEW_PASSWORD,
            to=[Staff(email)],
            key=f"access.new_password:{user.pk}:{uuid.uuid4()}",
            context={"link": settings.CONCORD_BASE_URL + path},
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the owner that the sign-in of the account has changed."""
        what = CHANGES.get(template_prefix)
        if what is not None and isinstance(user, Account):
            send(
                letter=letters.ACCOUNT_CHANGED,
                to=[Staff(user.email)],
                key=f"access.account_changed:{user.pk}:{uuid.uuid4()}",
                context={
                    "what": what,
                    "link": settings.CONCORD_BASE_URL
                    + reverse("account_reset_password"),
                },
            )

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Nothing else leaves: allauth's own letters would name people."""


class SecondStepAdapter(DefaultMFAAdapter):
    """Keeps the shared secret of one-time codes encrypted in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        """`text` under a key derived from CONCORD_SECRET_KEY."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The counterpart; the previous secret key is tried too."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """A second step is replaced by another one, never simply taken away."""
        return False


def signed_in(*, request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    """Both steps are done, or as many as there are: kept in the audit.

    Called by Django's own signal, so that no way of signing in goes past it.
    """
    records = get_authentication_records(request, user)
    last = records[-1] if records else {}
    by_code = last.get("type") == Authenticator.Type.RECOVERY_CODES
    how = How.BY_RECOVERY_CODE if by_code else How.USUAL
    sessions.note_sign_in("sign_in", user.pk, how)
    sessions.follow(request, user.pk)


def failed(account_id: int | None, how: How) -> None:
    """A try to sign in that went wrong: with the account, if there is one."""
    sessions.note_sign_in("sign_in_failed", account_id, how)


def recovery_code_used(account: Account) -> None:
    """Tell the owner that a code from paper was used, and how many are left."""
    found = Authenticator.objects.filter(
        user_id=account.pk, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    send(
        letter=letters.CODE_USED,
        to=[Staff(account.email)],
        key=f"access.code_used:{account.pk}:{uuid.uuid4()}",
        context={
            "left": len(found.wrap().get_unused_codes()) if found else 0,
            "link": settings.CONCORD_BASE_URL + reverse("account_reset_password"),
        },
    )


def pretend_to_send(email: str) -> None:
    """The work of sending a link for a new password, of which nothing is kept.

    So that an address that nobody has takes as long as one that somebody has.
    """
    with transaction.atomic():
        # Letters go to staff only, so for this moment the address is somebody's.
        somebody, _ = Account.objects.get_or_create(
            email=email.strip().lower(), defaults={"name": "Nobody"}
        )
        key = default_token_generator.make_token(somebody)
        path = reverse(
            "account_reset_password_from_key", kwargs={"uidb36": "0", "key": key}
        )
        send(
            letter=letters.NEW_PASSWORD,
            to=[Staff(email)],
            key=f"access.new_password:0:{uuid.uuid4()}",
            context={"link": settings.CONCORD_BASE_URL + path},
        )
        transaction.set_rollback(True)


def _account_of(credentials: dict[str, Any]) -> int | None:
    """Whose address this is. Asked for every wrong try, whoever it is."""
    email = str(credentials.get("email", "")).strip().lower()
    found = Account.objects.filter(email=email).values_list("pk", flat=True).first()
    return int(found) if found is not None else None


def lock_key(email: str) -> str:
    """Under which wrong passwords for an address are counted."""
    return f"sign-in:{email.strip().lower()}"


def unlock(account: Account) -> None:
    """Forget the wrong tries of an account, with passwords and with codes."""
    for rate in ratelimit.get_rates(app="allauth.account", action="login_failed"):
        if rate.per != "key":
            continue
        for key in (lock_key(account.email), f"mfa-auth-user-{account.pk}"):
            name = ratelimit.get_cache_key(
                None,
                app="allauth.account",
                action="login_failed",
                rate=rate,
                key=key,
            )
            cache.delete(name)


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derive(key)) for key in keys])


def _derive(secret: str) -> bytes:
    digest = hashlib.sha256(b"concord second step\x00" + secret.encode()).digest()
    return base64.urlsafe_b64encode(digest)
