"""What governs a panel: what a team says of its absence, and who is there to help."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from concord.foundation.classified import classified
from concord.marac.models.meetings import HereQuerySet, Meeting, Panel
from concord.partnership.models import Membership, Partnership, Team


@classified(
    internal="partnership team meeting n written_by written_at",
    # A team writes here who of it was ill or has left.
    personal="why changes",
    what={
        "why": "Why a team was absent from MARAC meetings",
        "changes": "What a team changes, so that it comes",
    },
)
class AbsenceAnswer(models.Model):
    """What a core team says to the board of its absence. Insert-only: the last counts.

    `meeting` is the last one that it had missed: a team that misses the next is asked
    again.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    n = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=1000)
    changes = models.CharField(max_length=1000)
    written_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    objects = HereQuerySet.as_manager()

    class Meta:
        ordering = ("team", "meeting", "n")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "meeting", "n"], name="an_absence_is_answered_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(why="") & ~Q(changes=""),
                name="an_absence_says_why_and_what_changes",
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk} of team {self.team_id}"


@classified(
    internal="partnership panel since idvas administrators written_by written_at"
)
class Staffing(models.Model):
    """How many full-time posts help the panel from a day on. Insert-only.

    Of two that begin on one day, the one that was written last counts.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="staffing")
    since = models.DateField()
    idvas = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(200))],
    )
    administrators = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(200))],
    )
    written_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    objects = HereQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "-written_at", "-pk")

    def __str__(self) -> str:
        return f"staffing of panel {self.panel_id} since {self.since}"
