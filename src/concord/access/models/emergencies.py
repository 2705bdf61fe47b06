"""Break-glass: opening a case in an emergency."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q

from concord.foundation.classified import classified
from concord.partnership.models import Membership, Partnership, Team


@classified(
    internal="id partnership case_id membership team during reviewed_by "
    "reviewed_at outcome",
    special="why review",
    what={
        "why": "Why it could not wait",
        "review": "What the reviewer says of it",
    },
)
class Emergency(models.Model):
    """Break-glass: a hat opened a case for some hours, said why, and is reviewed.

    It shows no location, exports nothing, writes nothing and never passes a lock.
    Written and changed by functions of the database only.
    """

    class Outcome(models.TextChoices):
        RIGHT = "right", "It was right"
        WRONG = "wrong", "It was not right"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    case_id = models.UUIDField()
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    why = models.TextField()
    during = DateTimeRangeField()
    reviewed_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=5, choices=Outcome, blank=True)
    review = models.TextField(blank=True)

    class Meta:
        ordering = ("-during",)
        indexes = [
            models.Index(fields=["membership", "case_id"], name="emergency_of_hat"),
            models.Index(fields=["case_id"], name="emergencies_of_case"),
            models.Index(
                fields=["partnership"],
                condition=Q(reviewed_by__isnull=True),
                name="emergencies_to_review",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="emergency_has_a_reason"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, outcome="")
                | Q(reviewed_by__isnull=False) & ~Q(outcome=""),
                name="a_review_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"emergency {self.pk}"
