"""Sign-in rules: accounts by invitation only, codes kept encrypted."""

from __future__ import annotations

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves, and no mail is sent behind our back."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from invitations."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home, after sign-in."""
        return "/"


class SecondStepAdapter(DefaultMFAAdapter):
    """Keeps the shared secret of one-time codes encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """`text` under a key derived from CONCORD_SECRET_KEY."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The counterpart; the previous secret key is tried too."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Account mail goes through foundation.post, never from here."""


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derive(key)) for key in keys])


def _derive(secret: str) -> bytes:
    digest = hashlib.sha256(b"concord second step\x00" + secret.encode()).digest()
    return base64.urlsafe_b64encode(digest)
