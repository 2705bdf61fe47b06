"""Where an account is signed in, in words that its owner understands."""

from __future__ import annotations

import uuid

from django.db import models

from concord.foundation.classified import classified
from concord.partnership.models import Account


@classified(
    internal="id account started_at",
    personal="key_hash browser touched_at",
    what={
        "key_hash": "SHA-256 of what the cookie of the browser holds",
        "browser": "Which browser on which kind of device its owner uses",
        "touched_at": "When its owner last did something",
    },
)
class Session(models.Model):
    """What is kept of one live session beside the session itself.

    No network address and no full name of the browser; the key of the session only
    as its SHA-256, so that a list of sessions can't be used as one. Times are whole
    minutes. Only `access.note_session` writes it; only its owner reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key_hash = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    browser = models.CharField(max_length=60, help_text="Such as Firefox on Windows")
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        ordering = ("-touched_at",)

    def __str__(self) -> str:
        return f"session {self.pk}"
