"""History: one row for every change of a protected row, written by the database."""

from __future__ import annotations

from django.db import models

from concord.foundation.classified import classified
from concord.partnership.models import Membership, Partnership


@classified(
    internal="id at transaction table_name row_id verb membership actor partnership",
    # Copies of rows, those of accounts and invitations too; and why a hat ended.
    personal="why before after",
    what={
        "why": "The reason that was given for a change",
        "before": "The changed columns of a row as they were",
        "after": "The changed columns of a row as they became",
    },
)
class Change(models.Model):
    """Who changed which row, in which hat, when, why, from what to what.

    A trigger writes it (`access.remember`); the run-time role may only read, so
    neither a fault in a page nor SQL slipped into one can alter what is kept.
    `before` and `after` hold the columns that changed (all of them for a new or
    removed row).
    """

    class Verb(models.TextChoices):
        INSERT = "INSERT", "Added"
        UPDATE = "UPDATE", "Changed"
        DELETE = "DELETE", "Removed"

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    transaction = models.BigIntegerField()
    table_name = models.CharField(max_length=63)
    row_id = models.CharField(max_length=40)
    verb = models.CharField(max_length=6, choices=Verb)
    membership = models.ForeignKey(
        Membership, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    actor = models.CharField(max_length=80, help_text="hat:12, job:plan.reminders ...")
    partnership = models.ForeignKey(
        Partnership, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    why = models.CharField(max_length=500, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["table_name", "row_id", "-id"], name="change_of_row"),
            models.Index(fields=["partnership", "-id"], name="change_in_partnership"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.table_name} {self.row_id}"
