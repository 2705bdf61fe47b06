"""Who asked to open the words of searches, who approved it, and until when."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from concord.foundation.classified import classified
from concord.partnership.models import Account, Membership, Partnership


@classified(
    internal="id partnership event_ids asked_by asked_by_account asked_at "
    "approved_by approved_by_account approved_at good_until",
    # It says whom an auditor suspects, and of what.
    personal="why",
    what={"why": "Why the words of searches have to be read"},
)
class TermsOpening(models.Model):
    """One auditor asks, another approves within a day; then the first may read.

    They have a day to begin, and an hour from then on. Written by functions of the
    database only; each look is an event of its own (`access.open_terms`). Both are
    people, not hats: nobody approves what they asked for in another role.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    event_ids = ArrayField(models.BigIntegerField())
    why = models.CharField(max_length=500)
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_by_account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    approved_by_account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    good_until = models.DateTimeField(null=True, help_text="Set by the first look")

    class Meta:
        db_table = "access_terms_opening"
        ordering = ("-asked_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by_account=None)
                | ~Q(approved_by_account=F("asked_by_account")),
                name="two_people_open_terms",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None, good_until=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="terms_are_approved_first",
            ),
        ]

    def __str__(self) -> str:
        return f"opening {self.pk}"
