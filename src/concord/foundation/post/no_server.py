"""Where no mail server is set, e-mails are not sent, and not written anywhere else.

Django would print them: the addresses, and the links that only their readers may use,
would stand in the log of the service.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class NoServer(BaseEmailBackend):
    """Takes nothing, so a message waits, is tried again, and is failed in the end."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return 0
