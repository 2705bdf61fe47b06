"""Actions that a place agrees again and again, to be said in one step."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from concord.foundation.classified import classified
from concord.marac.models.agreed_actions import ActionKind
from concord.marac.models.meetings import HereQuerySet
from concord.partnership.models import Membership, Partnership


@classified(internal="partnership words kind in_days retired_at written_by written_at")
class UsualAction(models.Model):
    """A template of the place for an action. It names nobody, and is never changed.

    One that is out of use keeps its row. `in_days`: working days.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    words = models.CharField(max_length=200)
    kind = models.CharField(max_length=13, choices=ActionKind)
    in_days = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(250)]
    )
    retired_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    objects = HereQuerySet.as_manager()

    class Meta:
        ordering = ("words", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""), name="a_usual_action_says_what"
            ),
            models.CheckConstraint(
                condition=Q(in_days__gte=1, in_days__lte=250),
                name="a_usual_action_is_due_within_a_year",
            ),
            models.UniqueConstraint(
                fields=["partnership", "words"],
                condition=Q(retired_at__isnull=True),
                name="a_usual_action_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return f"usual action {self.pk}"
