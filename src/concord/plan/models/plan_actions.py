"""An action of the plan: what is promised, by whom, by when, measured how."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from concord.foundation.classified import classified
from concord.partnership.models import Team
from concord.plan.due import Due, DueKind
from concord.plan.models.strategy import Outcome, Plan, Priority
from concord.plan.models.visible import OfPartnership


@classified(
    public=(
        "position printed_ref title wording lead_role lead_printed due_kind due_on "
        "due_printed success_measure"
    ),
    internal=(
        "plan priority outcome parent thread carried_from lead_team state added_at "
        "updated_at funding funding_pounds funding_ends_on"
    ),
)
class PlanAction(OfPartnership):
    """One action, or a step of one (`parent`), in the plan of one year.

    The same promise keeps its `thread` from year to year. `printed_ref` is what the
    paper prints and may repeat (published plans do); nothing is looked up by it.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "In the plan"
        WITHDRAWN = "withdrawn", "Withdrawn from the plan"

    class DueChoice(models.TextChoices):
        DATE = DueKind.DATE, "On a date"
        MONTH = DueKind.MONTH, "In a month"
        QUARTER = DueKind.QUARTER, "In a quarter"
        ONGOING = DueKind.ONGOING, "Ongoing"
        NONE = DueKind.NONE, "No date"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="plan_actions")
    priority = models.ForeignKey(Priority, models.PROTECT, related_name="plan_actions")
    outcome = models.ForeignKey(
        Outcome, models.SET_NULL, null=True, blank=True, related_name="plan_actions"
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="steps"
    )
    thread = models.UUIDField(default=uuid.uuid4, editable=False)
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    position = models.PositiveSmallIntegerField()
    printed_ref = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=200, help_text="Short: one line of the plan")
    wording = models.TextField(help_text="As it is promised")
    lead_team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="leads_plan_actions"
    )
    lead_role = models.CharField(
        max_length=120, blank=True, help_text="Such as Head of community safety"
    )
    lead_printed = models.CharField(
        max_length=200, blank=True, help_text="The lead as the paper prints it"
    )
    due_kind = models.CharField(max_length=8, choices=DueChoice, default=DueChoice.NONE)
    due_on = models.DateField(
        null=True, blank=True, help_text="The last day on which it is in time"
    )
    due_printed = models.CharField(max_length=80, blank=True)
    success_measure = models.TextField(blank=True)
    funding = models.CharField(max_length=300, blank=True)
    funding_pounds = models.PositiveIntegerField(
        null=True, blank=True, help_text="Pounds a year"
    )
    funding_ends_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    added_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("priority__position", "position")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_kind__in=["ongoing", "none"], due_on__isnull=True)
                | Q(due_kind__in=["date", "month", "quarter"], due_on__isnull=False),
                name="due_date_where_the_kind_has_one",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")), name="not_a_step_of_itself"
            ),
            models.UniqueConstraint(
                fields=["plan", "thread"], name="one_row_per_thread_and_plan"
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "position"], name="plan_action_in_order"),
            models.Index(fields=["thread"], name="plan_action_thread"),
        ]

    def __str__(self) -> str:
        return f"{self.printed_ref} {self.title}".strip()

    @property
    def due(self) -> Due:
        """When it is due, as a value."""
        return Due(DueKind(self.due_kind), self.due_on, self.due_printed)

    def days_over(self, today: dt.date) -> int:
        """Days past the due date; 0 when it is in time or has no date."""
        return max(0, (today - self.due_on).days) if self.due_on else 0

    def answering_teams(self) -> set[int]:
        """Ids of the teams that may speak for this action: lead and support."""
        teams = {support.team_id for support in self.supports.all()}
        if self.lead_team_id is not None:
            teams.add(self.lead_team_id)
        return teams


@classified(internal="plan_action team")
class PlanActionSupport(OfPartnership):
    """A team that helps the lead."""

    plan_action = models.ForeignKey(PlanAction, models.CASCADE, related_name="supports")
    team = models.ForeignKey(Team, models.PROTECT, related_name="supports")

    class Meta:
        ordering = ("team__short_name",)
        constraints = [
            models.UniqueConstraint(
                fields=["plan_action", "team"], name="support_once_per_team"
            ),
        ]

    def __str__(self) -> str:
        return f"support {self.pk}"


@classified(public="code family position title source")
class Standard(models.Model):
    """A recommendation or duty that actions answer, such as NICE PH50 2.

    The same for every partnership; titles are short and in our own words.
    """

    code = models.CharField(max_length=40, primary_key=True)
    family = models.CharField(max_length=40, help_text="Such as NICE PH50")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("family", "position")

    def __str__(self) -> str:
        return self.code


@classified(public="printed sub_ref", internal="plan_action standard")
class PlanActionStandard(OfPartnership):
    """An action answers a standard, or one part of it (`sub_ref`, such as 2.1)."""

    plan_action = models.ForeignKey(
        PlanAction, models.CASCADE, related_name="standards"
    )
    standard = models.ForeignKey(
        Standard, models.PROTECT, null=True, related_name="answered_by"
    )
    printed = models.CharField(max_length=60)
    sub_ref = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("printed",)
        constraints = [
            models.UniqueConstraint(
                fields=["plan_action", "printed"], name="standard_once_per_action"
            ),
        ]

    def __str__(self) -> str:
        return self.printed
