"""The audit: one row for every read, write, search, export, sign-in and refusal."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models

from concord.foundation.classified import classified


@classified(
    internal="id era xid at actor membership_id account_id team_id partnership_id "
    "verb door table_name row_id case_ids person_ids parts columns n "
    "terms_mark",
    # Free words, where a verb asks for a reason.
    personal="why",
    what={"why": "The reason that was given"},
)
class Event(models.Model):
    """What somebody did with protected records. Only the database writes it.

    Rows are added by `access.note`, by the trigger `access.note_write` and by
    `access.note_sign_in`; nobody can change or remove one, and a sealing job chains
    them in blocks. It holds ids and names of columns, never a value.
    `case_ids` and `person_ids` name what was touched; `parts` which parts of a case
    were among it; `n` how many rows.
    """

    class Verb(models.TextChoices):
        READ = "read", "Opened"
        LIST = "list", "Listed"
        SEARCH = "search", "Searched"
        EXPORT = "export", "Exported"
        PRINT = "print", "Printed"
        INSERT = "insert", "Added"
        UPDATE = "update", "Changed"
        DELETE = "delete", "Removed"
        REFUSAL = "refusal", "Refused"
        SIGN_IN = "sign_in", "Signed in"
        SIGN_IN_FAILED = "sign_in_failed", "Sign-in failed"
        SIGN_OUT = "sign_out", "Signed out"
        SESSION_ENDED = "session_ended", "Session ended"
        BREAK_GLASS = "break_glass", "Opened in an emergency"
        LOCK = "lock", "Locked out"
        UNLOCK = "unlock", "Lock ended"
        AUDIT_READ = "audit_read", "Read the audit"
        OPEN_TERMS = "open_terms", "Opened search terms"
        DISPOSE = "dispose", "Disposed of"
        ERA = "era", "Began after a restore"

    id = models.BigAutoField(primary_key=True)
    era = models.PositiveIntegerField()
    xid = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    membership_id = models.BigIntegerField(null=True)
    account_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)
    partnership_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=20, choices=Verb)
    door = models.CharField(max_length=80, blank=True)
    table_name = models.CharField(max_length=63, blank=True)
    row_id = models.CharField(max_length=40, blank=True)
    case_ids = ArrayField(models.UUIDField(), default=list)
    person_ids = ArrayField(models.UUIDField(), default=list)
    parts = ArrayField(models.CharField(max_length=10), default=list)
    columns = ArrayField(models.CharField(max_length=63), default=list)
    n = models.PositiveIntegerField(default=0)
    terms_mark = models.BinaryField(null=True, help_text="SHA-256 of the cipher")
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["partnership_id", "-id"], name="event_in_partnership"),
            models.Index(fields=["account_id", "-id"], name="event_of_account"),
            GinIndex(fields=["case_ids"], name="event_of_case"),
            models.Index(fields=["era", "xid", "id"], name="event_for_sealing"),
            BrinIndex(fields=["at"], name="event_at", pages_per_range=32),
        ]

    def __str__(self) -> str:
        return f"event {self.pk}: {self.verb}"
