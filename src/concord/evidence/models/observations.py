"""Figures as they came, never altered: a later one is the next vintage."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from concord.evidence.models.areas import Area, Category
from concord.evidence.models.indicators import Frequency, Indicator, IndicatorVersion
from concord.foundation.classified import classified
from concord.foundation.periods import (
    CalendarYear,
    FinancialYear,
    Month,
    Quarter,
    TwelveMonths,
)
from concord.partnership.models import Agency, Membership
from concord.plan.models.visible import OfPartnership, PartnershipQuerySet

Period = Month | Quarter | FinancialYear | CalendarYear | TwelveMonths
OF_KIND: dict[str, type[Period]] = {
    Frequency.MONTH: Month,
    Frequency.QUARTER: Quarter,
    Frequency.YEAR: FinancialYear,
    Frequency.CALENDAR_YEAR: CalendarYear,
    Frequency.TWELVE_MONTHS: TwelveMonths,
}


KIND_OF: dict[type[Period], str] = {made: kind for kind, made in OF_KIND.items()}


def kind_of(period: Period) -> str:
    """ "month", "quarter", "year" or "calendar_year"."""
    return KIND_OF[type(period)]


@classified(public="kind origin note at", internal="by principal")
class Batch(OfPartnership):
    """Figures that came together: from where, when, and who brought them."""

    class Kind(models.TextChoices):
        """From where."""

        RETURN = "return", "Data return"
        MEASURE = "measure", "Counted by Concord"
        EXTRACT = "extract", "Counted from a file"
        PUBLISHED = "published", "Published elsewhere"
        ENTERED = "entered", "Entered by hand"

    kind = models.CharField(max_length=9, choices=Kind)
    origin = models.CharField(max_length=300, help_text="Where the figures come from")
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    principal = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("-at",)
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return self.origin


@classified(
    public=(
        "period_kind period_start numerator denominator value status vintage "
        "may_publish quality note"
    ),
    internal="indicator version area category batch",
)
class Observation(OfPartnership):
    """One figure of an indicator: for an area, a period, and a group or everybody.

    Insert-only. Of several vintages the highest counts. `value` is given only where
    a source prints a rate without the counts that made it.
    """

    class Status(models.TextChoices):
        """How settled it is."""

        PROVISIONAL = "provisional", "Provisional"
        FINAL = "final", "Final"
        REPUBLISHED = "republished", "Republished"

    class Quality(models.TextChoices):
        """How far it can be relied on."""

        COMPLETE = "complete", "Complete"
        PARTIAL = "partial", "Partly complete"
        DOUBTFUL = "doubtful", "Doubtful"

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    version = models.ForeignKey(
        IndicatorVersion, models.PROTECT, related_name="observations"
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    period_kind = models.CharField(max_length=13, choices=Frequency)
    period_start = models.DateField()
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+"
    )
    numerator = models.BigIntegerField(null=True, blank=True)
    denominator = models.BigIntegerField(null=True, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    status = models.CharField(max_length=11, choices=Status, default=Status.PROVISIONAL)
    vintage = models.PositiveSmallIntegerField(default=1)
    may_publish = models.BooleanField(default=False)
    quality = models.CharField(max_length=8, choices=Quality, default=Quality.COMPLETE)
    note = models.CharField(max_length=500, blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="observations")

    class Meta:
        ordering = ("indicator", "area", "period_start", "category", "-vintage")
        constraints = [
            # Also the index that a page reads by: an area, a group, its indicators.
            models.UniqueConstraint(
                fields=[
                    "partnership",
                    "area",
                    "category",
                    "indicator",
                    "period_kind",
                    "period_start",
                    "vintage",
                ],
                nulls_distinct=False,
                name="observation_vintage_once",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True) | Q(numerator__gte=0),
                name="observation_numerator_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gte=0),
                name="observation_denominator_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True) | Q(value__isnull=True),
                name="observation_counts_or_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period_start}"

    @property
    def period(self) -> Period:
        """The period that it is for."""
        return OF_KIND[self.period_kind].containing(self.period_start)


class BreakQuerySet(PartnershipQuerySet["SeriesBreak"]):
    """Breaks, also those that were taken back."""

    def in_force(self) -> BreakQuerySet:
        """Those that part figures. Whoever compares asks for these alone."""
        return self.filter(taken_back__isnull=True)


@classified(public="at why", internal="indicator area agency mark by principal")
class SeriesBreak(OfPartnership):
    """From this day on an indicator was recorded in another way.

    `area` empty: everywhere. Figures before and after are never compared, unless the
    break was taken back. `mark`: 1, or more where it was marked again after that.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="breaks")
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateField(help_text="The first day of the new way of recording")
    why = models.CharField(max_length=500)
    mark = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    principal = models.CharField(max_length=60, blank=True)

    objects: ClassVar[Any] = BreakQuerySet.as_manager()

    class Meta:
        ordering = ("indicator", "at", "mark")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "at", "mark"],
                nulls_distinct=False,
                name="series_break_marked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.at}"

    def is_in(self, first: dt.date, last: dt.date) -> bool:
        """Whether it lies between a period that begins `first` and one on `last`."""
        return first < self.at <= last


@classified(public="why at", internal="series_break by principal")
class BreakTakenBack(OfPartnership):
    """A break that was marked wrongly: recording did not change. Insert-only.

    The break stays where it is, for whoever asks why a chart was once cut.
    """

    series_break = models.OneToOneField(
        SeriesBreak, models.PROTECT, related_name="taken_back"
    )
    why = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    principal = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("-at",)
        verbose_name_plural = "breaks taken back"

    def __str__(self) -> str:
        return f"{self.series_break_id}"
