"""Quarterly updates, the evidence in them, agencies' statements, and chasing."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from concord.foundation.classified import classified
from concord.foundation.periods.fields import QuarterField
from concord.partnership.models import Membership, Team
from concord.plan.models.plan_actions import PlanAction
from concord.plan.models.strategy import Plan
from concord.plan.models.visible import OfPartnership
from concord.plan.status import Status


class StatusChoice(models.TextChoices):
    """The seven normalised statuses, as a choice of the database and of forms."""

    NOT_STARTED = Status.NOT_STARTED, "Not started"
    IN_PROGRESS = Status.IN_PROGRESS, "In progress"
    ON_TRACK = Status.ON_TRACK, "On track"
    AT_RISK = Status.AT_RISK, "At risk"
    OFF_TRACK = Status.OFF_TRACK, "Off track"
    COMPLETE = Status.COMPLETE, "Complete"
    CLOSED_NOT_DONE = Status.CLOSED_NOT_DONE, "Closed, not done"


@classified(
    # Candid words for colleagues. The pages ask to name nobody in them.
    internal=(
        "plan_action quarter n status status_printed text confidence blockers "
        "next_step source by_membership on_behalf_of at"
    ),
)
class PlanUpdate(OfPartnership):
    """What the owner says of an action for one quarter. Never overwritten.

    A correction is a new row with the next `n`; the highest `n` of a quarter counts.
    """

    class Confidence(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    class Source(models.TextChoices):
        TYPED = "typed", "Typed"
        IMPORTED = "imported", "Read from a published document"
        EXAMPLE = "example", "Invented example"

    plan_action = models.ForeignKey(PlanAction, models.CASCADE, related_name="updates")
    quarter = QuarterField()
    n = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=16, choices=StatusChoice)
    status_printed = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence, blank=True)
    blockers = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    source = models.CharField(max_length=8, choices=Source, default=Source.TYPED)
    by_membership = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="plan_updates"
    )
    on_behalf_of = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("plan_action", "-quarter", "-n")
        constraints = [
            models.UniqueConstraint(
                fields=["plan_action", "quarter", "n"], name="update_number_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["plan_action", "-quarter", "-n"], name="update_latest_first"
            ),
        ]

    def __str__(self) -> str:
        return f"update {self.pk}"


@classified(
    internal="plan_update kind label url figure content_type size",
    # Any file: nobody looks into it, so it counts as what it might hold.
    personal="content",
    what={"content": "A file that was given as evidence"},
)
class Evidence(OfPartnership):
    """What shows that an update is true: a file, a link or a figure."""

    class Kind(models.TextChoices):
        FILE = "file", "File"
        LINK = "link", "Link"
        FIGURE = "figure", "Figure"

    plan_update = models.ForeignKey(PlanUpdate, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=6, choices=Kind)
    label = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    figure = models.CharField(max_length=80, blank=True)
    content = models.BinaryField(null=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="Bytes")

    class Meta:
        ordering = ("plan_update", "id")

    def __str__(self) -> str:
        return f"evidence {self.pk}"


@classified(internal="plan_action field was is_now why by_membership at")
class PlanActionChange(OfPartnership):
    """A changed wording, date or lead: from what, to what, who and why."""

    class Field(models.TextChoices):
        WORDING = "wording", "Wording"
        TITLE = "title", "Short title"
        DUE = "due", "Due date"
        LEAD = "lead", "Lead"
        SUPPORT = "support", "Support"
        MEASURE = "measure", "Success measure"
        FUNDING = "funding", "Money"
        PRIORITY = "priority", "Priority"
        OUTCOME = "outcome", "Outcome"
        STANDARDS = "standards", "Standards"
        STATE = "state", "Place in the plan"

    plan_action = models.ForeignKey(PlanAction, models.CASCADE, related_name="changes")
    field = models.CharField(max_length=10, choices=Field)
    was = models.TextField(blank=True)
    is_now = models.TextField(blank=True)
    why = models.CharField(max_length=500)
    by_membership = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"change {self.pk}"


@classified(internal="plan quarter opens_on due_on closed_at")
class UpdateRound(OfPartnership):
    """One quarter's asking: from when, and by when owners answer."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rounds")
    quarter = QuarterField()
    opens_on = models.DateField()
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-quarter",)
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "quarter"], name="one_round_per_quarter"
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("opens_on")),
                name="round_due_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.quarter}"


@classified(internal="update_round membership kind outstanding sent_on")
class Reminder(OfPartnership):
    """One message to one hat in one round, so that nobody is asked twice."""

    class Kind(models.TextChoices):
        ASK = "ask", "Asked"
        BEFORE = "before", "Reminded before the date"
        AFTER_3 = "after_3", "Reminded after the date"
        AFTER_10 = "after_10", "Reminded again"
        BY_HAND = "by_hand", "Reminded by the lead"

    update_round = models.ForeignKey(
        UpdateRound, models.CASCADE, related_name="reminders"
    )
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    outstanding = models.PositiveSmallIntegerField(
        help_text="Actions without an update"
    )
    sent_on = models.DateField()

    class Meta:
        ordering = ("-sent_on",)
        constraints = [
            models.UniqueConstraint(
                fields=["update_round", "membership", "kind", "sent_on"],
                name="reminder_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"reminder {self.pk}"


@classified(
    # `by_role` stands under the statement in the board paper, on purpose.
    internal="team quarter n text source by_membership by_role on_behalf at",
)
class Statement(OfPartnership):
    """A team's own words for the board, one quarter. A correction is a new `n`.

    A team, not an agency: a council's housing and its social care speak for themselves.
    """

    team = models.ForeignKey(Team, models.PROTECT, related_name="statements")
    quarter = QuarterField()
    n = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()
    source = models.CharField(
        max_length=8, choices=PlanUpdate.Source, default=PlanUpdate.Source.TYPED
    )
    by_membership = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="statements"
    )
    by_role = models.CharField(max_length=120, blank=True)
    on_behalf = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("team", "-quarter", "-n")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "quarter", "n"],
                name="statement_number_once",
            ),
        ]

    def __str__(self) -> str:
        return f"statement {self.pk}"
