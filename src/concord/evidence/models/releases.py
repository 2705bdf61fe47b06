"""Figures that were published: frozen, so that later ones can be held against them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from concord.evidence.models.areas import Area, Category
from concord.evidence.models.indicators import Frequency, Indicator, IndicatorVersion
from concord.foundation.classified import classified
from concord.partnership.models import Membership
from concord.plan.models.visible import OfPartnership


@classified(
    public="title threshold method dimensions period_kind first last issued_at note",
    internal="by",
)
class Release(OfPartnership):
    """A declared set of figures for the public, protected jointly with earlier ones."""

    title = models.CharField(max_length=200)
    dimensions = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    period_kind = models.CharField(max_length=13, choices=Frequency)
    first = models.DateField()
    last = models.DateField()
    threshold = models.PositiveSmallIntegerField(default=5)
    method = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    issued_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-issued_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold__gte=4), name="release_threshold_protects"
            ),
        ]

    def __str__(self) -> str:
        return self.title


@classified(
    public="period_start numerator denominator vintage status is_total",
    internal="release indicator version area category",
)
class ReleaseCell(OfPartnership):
    """One figure as it was published: shown, or hidden and why. Insert-only."""

    class Status(models.TextChoices):
        """Whether the public saw it."""

        SHOWN = "shown", "Shown"
        PRIMARY = "primary", "Hidden: a small number"
        SECONDARY = "secondary", "Hidden: another could be worked out from it"

    release = models.ForeignKey(Release, models.PROTECT, related_name="cells")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    version = models.ForeignKey(IndicatorVersion, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+"
    )
    period_start = models.DateField()
    is_total = models.BooleanField(default=False)
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    vintage = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=9, choices=Status)

    class Meta:
        ordering = ("release", "indicator", "area", "period_start", "category")
        constraints = [
            models.UniqueConstraint(
                fields=["release", "indicator", "area", "category", "period_start"],
                nulls_distinct=False,
                name="release_cell_once",
            ),
            models.CheckConstraint(
                condition=Q(status="shown") | Q(numerator__isnull=True),
                name="what_is_hidden_has_no_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.status}"
