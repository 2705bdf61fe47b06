"""Hands one e-mail to the mail server, and says what is known about the outcome."""

from __future__ import annotations

import contextlib
import smtplib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from concord.foundation.post.letters import registered, rendered
from concord.foundation.post.models import Message


class NotTakenError(Exception):
    """The server has certainly not taken the e-mail.

    `for_good`: trying again would be refused again. `code`: the server's, or 0.
    """

    def __init__(self, kind: str, code: int = 0, *, for_good: bool = False) -> None:
        super().__init__(kind)
        self.kind, self.code, self.for_good = kind, code, for_good


class UnclearError(Exception):
    """The connection broke while the e-mail was handed over."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def composed(message: Message) -> EmailMessage:
    """The e-mail of a message. Raises LetterError when its letter has changed."""
    subject, body = rendered(registered(message.letter), message.context)
    domain = urlsplit(settings.CONCORD_BASE_URL).hostname or "localhost"
    return EmailMessage(
        subject=subject,
        body=body,
        to=[message.address],
        headers={
            # The same at every attempt: a server that got it twice can tell.
            "Message-ID": f"<{message.pk}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def hand_over(email: EmailMessage) -> None:
    """Returns when the server has taken it; raises NotTakenError or UnclearError."""
    connection: Any = get_connection()
    try:
        connection.open()
    except OSError as error:  # smtplib's exceptions are OSErrors as well
        # Nothing was handed over yet: a wrong password can be put right meanwhile.
        raise NotTakenError(type(error).__name__, _code(error)) from None
    try:
        taken = connection.send_messages([email])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        code = _code(error)
        raise NotTakenError(
            type(error).__name__, code, for_good=500 <= code < 600
        ) from None
    except OSError as error:
        raise UnclearError(type(error).__name__) from None
    finally:
        with contextlib.suppress(OSError):
            connection.close()
    if not taken:
        raise NotTakenError("NothingTaken")


def _code(error: OSError) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in error.recipients.values()), default=0)
    return int(getattr(error, "smtp_code", 0))
