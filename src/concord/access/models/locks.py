"""Conflict locks: members of staff who must not see a person, and how one comes."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import Q

from concord.foundation.classified import classified
from concord.partnership.models import Membership, Partnership


@classified(
    internal="id partnership account person_id source during by ended_by",
    special="why ended_why",
    what={
        "why": "How a member of staff is linked to the person",
        "ended_why": "Why the lock ended",
    },
)
class Lock(models.Model):
    """An account that is kept from a person, whatever its hats. Nobody reads this.

    The run-time role has no right to the table: functions of the database answer.
    """

    class Source(models.TextChoices):
        SAID = "said", "A worker said so"
        DECLARED = "declared", "The member of staff said so"
        EXACT = "exact", "The same e-mail address or telephone number"
        DECIDED = "decided", "A likely match was confirmed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    account = models.ForeignKey("partnership.Account", models.PROTECT, related_name="+")
    person_id = models.UUIDField()
    source = models.CharField(max_length=10, choices=Source)
    why = models.CharField(max_length=300, blank=True)
    during = DateTimeRangeField()
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-during",)
        indexes = [models.Index(fields=["account"], name="locks_of_account")]

    def __str__(self) -> str:
        return f"lock {self.pk}"


@classified(
    internal="id partnership account person_id signs at decided_by decided_at is_same",
    special="why",
    what={
        "why": "How whoever decided knows",
    },
)
class Suspicion(models.Model):
    """A member of staff may be a person in a case: somebody has to decide."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    account = models.ForeignKey("partnership.Account", models.PROTECT, related_name="+")
    person_id = models.UUIDField()
    signs = ArrayField(models.CharField(max_length=20))
    at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    is_same = models.BooleanField(null=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person_id"], name="suspected_once"
            ),
        ]

    def __str__(self) -> str:
        return f"suspicion {self.pk}"


@classified(
    internal="id partnership account membership at answered_by answered_at",
    special="words answer",
    what={
        "words": "Whom a member of staff knows, and how",
        "answer": "What was done about it",
    },
)
class Declaration(models.Model):
    """A member of staff says that they know somebody who may be in here.

    A question to the auditors, in free words. Nothing is looked up for it, and whoever
    wrote it is told nothing: not even their own words are shown to them again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    account = models.ForeignKey("partnership.Account", models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    words = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""), name="a_declaration_says_something"
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True, answer="")
                | Q(answered_by__isnull=False) & ~Q(answer=""),
                name="an_answer_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"declaration {self.pk}"
