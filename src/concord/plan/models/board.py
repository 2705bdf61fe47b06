"""What goes up to the board: an exception, and the decision it needs."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from concord.foundation.classified import classified
from concord.foundation.periods.fields import QuarterField
from concord.partnership.models import Meeting, Membership
from concord.plan.models.plan_actions import PlanAction
from concord.plan.models.visible import OfPartnership


@classified(
    internal=(
        "plan_action kind quarter meeting title why being_done asked_to who_leads "
        "state decision raised_by raised_at"
    ),
)
class BoardMatter(OfPartnership):
    """A matter raised to the board about an action, or about the plan as a whole."""

    class Kind(models.TextChoices):
        EXCEPTION = "exception", "Exception"
        ACHIEVEMENT = "achievement", "Achievement"

    class State(models.TextChoices):
        RAISED = "raised", "Raised"
        DECIDED = "decided", "Decided"
        WITHDRAWN = "withdrawn", "Withdrawn"

    plan_action = models.ForeignKey(
        PlanAction,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="board_matters",
    )
    kind = models.CharField(max_length=11, choices=Kind, default=Kind.EXCEPTION)
    quarter = QuarterField()
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=200)
    why = models.TextField(blank=True, help_text="What is wrong, in two sentences")
    being_done = models.TextField(blank=True, help_text="A verb and a date")
    asked_to = models.TextField(
        blank=True, help_text="The board is asked to ...; empty: to note"
    )
    who_leads = models.CharField(max_length=120, blank=True, help_text="A role")
    state = models.CharField(max_length=10, choices=State, default=State.RAISED)
    decision = models.TextField(blank=True)
    raised_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    raised_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-quarter", "id")

    def __str__(self) -> str:
        return f"board matter {self.pk}"
