"""Who comes to a meeting, and who has agreed to keep what is said there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.foundation.classified import classified
from concord.marac.models.meetings import HereQuerySet, Meeting
from concord.partnership.models import Membership, Partnership, Team


@classified(internal="partnership meeting team hat kind agreed_at")
class Attendance(models.Model):
    """What one hat does at one meeting. `agreed_at`: to the confidentiality of it."""

    class Kind(models.TextChoices):
        ATTENDS = "attends", "Comes"
        APOLOGIES = "apologies", "Sends apologies"
        OBSERVES = "observes", "Observes"

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    hat = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind)
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = HereQuerySet.as_manager()

    class Meta:
        ordering = ("meeting", "team__short_name")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "hat"], name="a_hat_answers_a_meeting_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="apologies") | Q(agreed_at__isnull=True),
                name="who_stays_away_agrees_to_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"attendance of hat {self.hat_id} at meeting {self.meeting_id}"
