"""Seals of the audit, each over a block of events, and what checking them found."""

from __future__ import annotations

from django.db import models

from concord.foundation.classified import classified


@classified(
    internal="n form era from_xid to_xid first_id last_id rows leaves root prev_root "
    "sealed_at anchored_at",
)
class Seal(models.Model):
    """One block of events whose transactions are over. Only the database writes it.

    It holds all events of an era with from_xid <= xid < to_xid. `leaves` has 40 bytes
    for each, in the order of (xid, id): the id, and the SHA-256 of the whole row.
    `root` is the SHA-256 of the root before, this seal's own fields, and the leaves; so
    the newest root stands for everything before it (`concord.access.audit.leaves`).
    """

    n = models.BigIntegerField(primary_key=True)
    form = models.PositiveSmallIntegerField(help_text="Version of what is hashed")
    era = models.PositiveIntegerField()
    from_xid = models.BigIntegerField()
    to_xid = models.BigIntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    leaves = models.BinaryField()
    root = models.BinaryField()
    prev_root = models.BinaryField()
    sealed_at = models.DateTimeField()
    anchored_at = models.DateTimeField(
        null=True, help_text="When its head had left the database"
    )

    class Meta:
        ordering = ("-n",)
        indexes = [
            models.Index(fields=["era", "-to_xid"], name="seal_of_era"),
            models.Index(
                fields=["n"],
                name="seal_not_anchored",
                condition=models.Q(anchored_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"seal {self.n}"


@classified(internal="id at good whole rows blocks seconds report")
class Verification(models.Model):
    """One check of the whole log, and what it found. Insert-only.

    `report` is `concord.access.audit.findings.Report` as JSON: numbers of rows and
    blocks, no names.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    good = models.BooleanField()
    whole = models.BooleanField(help_text="From the first block on")
    rows = models.BigIntegerField()
    blocks = models.BigIntegerField()
    seconds = models.FloatField()
    report = models.JSONField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"verification {self.pk}"
