"""What the public pages say, in versions. Nothing is altered: a later one counts.

The texts that come with the program are no rows: a partnership that has written
nothing of its own shows those, in English.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from concord.foundation.classified import classified
from concord.partnership.models import Membership
from concord.plan.models.visible import OfPartnership


@classified(
    public="page language n title lead body state at review_due",
    internal="why by",
)
class PageVersion(OfPartnership):
    """One page in one language. The highest approved `n` is shown."""

    class State(models.TextChoices):
        """A draft is seen by those who keep the pages only."""

        DRAFT = "draft", "Draft"
        APPROVED = "approved", "Approved"

    page = models.SlugField(max_length=30)
    language = models.CharField(max_length=3)
    n = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    lead = models.CharField(max_length=300, blank=True)
    body = models.TextField(max_length=20_000)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    review_due = models.DateField(help_text="By when somebody reads it again")
    why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("page", "language", "n")
        constraints = [
            models.UniqueConstraint(
                fields=("partnership", "page", "language", "n"),
                name="page_version_once",
            ),
            models.CheckConstraint(
                condition=~Q(body="") & ~Q(title=""), name="a_page_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.language} {self.n}"


@classified(public="language n words at", internal="by")
class WordsVersion(OfPartnership):
    """The words around the pages in one language: buttons, states, the danger panel.

    `words` is a dict of key and text, and holds only what has been translated.
    """

    language = models.CharField(max_length=3)
    n = models.PositiveIntegerField()
    words = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("language", "n")
        constraints = [
            models.UniqueConstraint(
                fields=("partnership", "language", "n"), name="words_version_once"
            ),
            models.CheckConstraint(
                condition=~Q(language="en"), name="english_comes_with_the_program"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.n}"


@classified(
    public="language n is_signed digest at",
    internal="by",
    personal="reviewer reviewer_role",
    what={"reviewer": "Reviewer of a language", "reviewer_role": "Reviewer's work"},
)
class Signing(OfPartnership):
    """A named reviewer has read the safety text of a language, or it is taken off.

    The language is on while the last row is signed and `digest` is that of the text
    as it stands: who changes the safety text turns the language off.
    """

    language = models.CharField(max_length=3)
    n = models.PositiveIntegerField()
    is_signed = models.BooleanField()
    reviewer = models.CharField(max_length=120)
    reviewer_role = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("language", "n")
        constraints = [
            models.UniqueConstraint(
                fields=("partnership", "language", "n"), name="signing_once"
            ),
            models.CheckConstraint(
                condition=Q(is_signed=False) | (~Q(digest="") & ~Q(reviewer="")),
                name="a_signature_has_a_name_and_a_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.n}"
