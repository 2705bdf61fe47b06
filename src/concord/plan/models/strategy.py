"""A strategy, the delivery plan of each of its years, priorities and outcomes."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from concord.foundation.classified import classified
from concord.foundation.periods import FinancialYear
from concord.plan.models.visible import OfPartnership


@classified(
    public="title starts_on ends_on vision values source example_note",
    internal="is_example",
)
class Strategy(OfPartnership):
    """What the partnership has published: its period, vision and values."""

    title = models.CharField(max_length=200)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(
        null=True, blank=True, help_text="The last day of its period"
    )
    vision = models.TextField(blank=True)
    values = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    source = models.CharField(
        max_length=300, blank=True, help_text="Where it was published"
    )
    is_example = models.BooleanField(default=False)
    example_note = models.TextField(blank=True)

    class Meta:
        ordering = ("-starts_on", "title")
        verbose_name_plural = "strategies"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="strategy_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@classified(public="year edition", internal="strategy carried_from frozen_at")
class Plan(OfPartnership):
    """The delivery plan of one year of a strategy.

    A refreshed plan is a new row; the old year is frozen and stays as it was.
    `year` is the calendar year in which the financial year starts (April).
    """

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField(default=1)
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-year", "-edition")
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "year", "edition"], name="one_plan_per_year_edition"
            ),
            models.UniqueConstraint(
                fields=["strategy"],
                condition=Q(frozen_at__isnull=True),
                name="one_running_plan_per_strategy",
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery plan {self.financial_year.label}"

    @property
    def financial_year(self) -> FinancialYear:
        """The financial year of the plan, from 1 April."""
        return FinancialYear(self.year)

    @property
    def is_frozen(self) -> bool:
        """Whether a later year has taken over."""
        return self.frozen_at is not None


@classified(public="position printed_ref title aim", internal="plan")
class Priority(OfPartnership):
    """A priority, theme or objective. `printed_ref` is a label and may repeat."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="priorities")
    position = models.PositiveSmallIntegerField()
    printed_ref = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=300)
    aim = models.TextField(blank=True)

    class Meta:
        ordering = ("plan", "position")
        verbose_name_plural = "priorities"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"],
                name="priority_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.title


@classified(public="position wording", internal="priority")
class Outcome(OfPartnership):
    """What should be different for people when the actions below it are done."""

    priority = models.ForeignKey(Priority, models.CASCADE, related_name="outcomes")
    position = models.PositiveSmallIntegerField()
    wording = models.TextField()

    class Meta:
        ordering = ("priority", "position")

    def __str__(self) -> str:
        return self.wording[:60]
