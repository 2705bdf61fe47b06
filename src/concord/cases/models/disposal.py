"""Keeping a case longer than usual, and what was disposed of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.access.models import Part, Protected, Side
from concord.cases.models.cases import Case
from concord.foundation.classified import classified
from concord.partnership.models import Membership, Partnership


@classified(
    internal="case part side ended_on ended_by",
    special="why",
    what={
        "why": "What the case is kept for",
    },
)
class LegalHold(Protected):
    """A case that must not be disposed of, for a review or a court."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="holds")
    part = models.CharField(max_length=10, choices=Part, default=Part.NOTE)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    why = models.CharField(max_length=300)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-written_at",)
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="a_hold_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"legal hold {self.pk}"


@classified(
    internal="id case_id partnership by at rows",
)
class Disposal(models.Model):
    """A case that was disposed of: which, when, by whom. Nothing of what it held.

    Written by `access.dispose` only. The same line goes into the ledger outside the
    database, so that a restored backup loses the case again.
    """

    id = models.BigAutoField(primary_key=True)
    case_id = models.UUIDField(unique=True)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    rows = models.PositiveIntegerField(help_text="How many rows went")

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"disposal {self.pk}"
