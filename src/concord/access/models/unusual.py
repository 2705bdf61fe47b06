"""What stood out in a week's access to people and cases, and what came of it."""

from __future__ import annotations

from django.db import models

from concord.foundation.classified import classified
from concord.partnership.models import Account, Membership, Partnership


@classified(
    internal="id partnership account week kind facts made_at changed_at",
)
class Unusual(models.Model):
    """One thing that stood out in what one member of staff did in one week.

    A job works it out each night, for the week and the one before. `facts` are the
    numbers that it is about. Nobody sees what is said of themselves.
    """

    class Kind(models.TextChoices):
        MANY = "many", "Many cases"
        OUT_OF_HOURS = "out_of_hours", "Out of hours"
        OWN_NAME = "own_name", "Own surname"
        OWN_STREET = "own_street", "Near somebody they are kept from"
        REFUSALS = "refusals", "Refusals in a row"
        EMERGENCIES = "emergencies", "Emergencies"

    id = models.BigAutoField(primary_key=True)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    week = models.DateField(help_text="The Monday")
    kind = models.CharField(max_length=12, choices=Kind)
    facts = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(help_text="When the numbers last changed")

    class Meta:
        ordering = ("-week", "account", "kind")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "account", "week", "kind"],
                name="unusual_once_a_week",
            ),
        ]

    def __str__(self) -> str:
        return f"unusual {self.pk}"


@classified(internal="id partnership unusual note by by_account at")
class UnusualReview(models.Model):
    """What an auditor found out about it. Insert-only; a later one adds to it."""

    id = models.BigAutoField(primary_key=True)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    unusual = models.ForeignKey(Unusual, models.PROTECT, related_name="reviews")
    note = models.CharField(max_length=500)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    by_account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "access_unusual_review"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"review {self.pk}"
