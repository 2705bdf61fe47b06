"""Who has vouched for a hat that can see people. Two must, and again each quarter."""

from __future__ import annotations

from django.db import models

from concord.foundation.classified import classified
from concord.partnership.models import Account, Membership, Partnership


@classified(
    internal="id partnership membership by_account by_membership kind at",
    # Why a role was withdrawn is about whoever wore it.
    personal="why",
    what={"why": "What the approver says of it"},
)
class Approval(models.Model):
    """One person's word about one hat. Insert-only.

    A hat that can see people does so only while two different people, neither of
    them its wearer, have approved it since it was last withdrawn, and somebody has
    approved or confirmed it within the last 100 days (`access.people_hat`).
    """

    class Kind(models.TextChoices):
        APPROVED = "approved", "Approved"
        CONFIRMED = "confirmed", "Confirmed for another quarter"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.BigAutoField(primary_key=True)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="approvals")
    by_account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    by_membership = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("membership", "id")
        indexes = [
            models.Index(fields=["membership", "-id"], name="approvals_of_hat"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} hat {self.membership_id}"
