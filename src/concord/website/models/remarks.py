"""What somebody said of the pages or of a service, without saying who they are."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.foundation.classified import classified
from concord.partnership.models import Membership
from concord.plan.models.visible import OfPartnership


@classified(
    internal="about on key dealt_on dealt_by done",
    # Whoever writes is asked to name nobody, and may do so all the same.
    special="words",
    what={"words": "What somebody said of a page or service"},
)
class Remark(OfPartnership):
    """One remark. When it has been dealt with its words go, and what was done stays.

    `key` is a hash of what was said that day, so that one sent twice is kept once.
    """

    class About(models.TextChoices):
        """As the page asks it, in plain words."""

        NUMBER = "number", "A number or address is wrong"
        SERVICE = "service", "Someone did not help me"
        PAGE = "page", "A page is hard to read or to use"
        GOOD = "good", "Something was good"
        OTHER = "other", "Something else"

    about = models.CharField(max_length=7, choices=About)
    words = models.TextField(max_length=2000, blank=True)
    on = models.DateField(help_text="The day only: a time could point to somebody")
    key = models.CharField(max_length=64)
    dealt_on = models.DateField(null=True)
    dealt_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    done = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("partnership", "key"), name="remark_kept_once"
            ),
            models.CheckConstraint(
                condition=(Q(dealt_on=None) & ~Q(words="") & Q(done=""))
                | (Q(dealt_on__isnull=False) & Q(words="") & ~Q(done="")),
                name="words_go_when_dealt_with",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.about}"
