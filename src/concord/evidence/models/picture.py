"""The local picture: what it shows, in what order, and what is printed besides.

A partnership arranges its own: sections, and in them items that show indicators or
stated figures.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

from concord.evidence.models.areas import Area, Category
from concord.evidence.models.indicators import Frequency, Indicator
from concord.evidence.models.observations import OF_KIND, Period
from concord.foundation.classified import classified
from concord.partnership.models import Membership
from concord.plan.models.visible import OfPartnership


@classified(public="title lead position")
class PictureSection(OfPartnership):
    """A part of the picture, such as "What the police recorded"."""

    title = models.CharField(max_length=120)
    lead = models.CharField(max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "title"], name="picture_section_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


@classified(
    public="title form dimension note source position",
    internal="section area indicators",
)
class PictureItem(OfPartnership):
    """One chart or table of a section: indicators, or stated figures, in one form.

    `area` empty: the partnership's own. `dimension` is what bars are broken down by.
    """

    class Form(models.TextChoices):
        """How it is shown."""

        LINE = "line", "Over time, beside the larger area"
        BARS = "bars", "Bars by group"
        WARDS = "wards", "By ward"
        FUNNEL = "funnel", "Steps of a service"
        TABLE = "table", "Table"
        COST = "cost", "Cost"
        MODELLED = "modelled", "Modelled, not counted"
        STATED = "stated", "Figures as stated"

    section = models.ForeignKey(PictureSection, models.CASCADE, related_name="items")
    title = models.CharField(max_length=120)
    form = models.CharField(max_length=8, choices=Form)
    dimension = models.CharField(
        max_length=16, choices=Category.Dimension, blank=True, default=""
    )
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    indicators = models.ManyToManyField(
        Indicator, through="PictureSeries", related_name="+"
    )

    class Meta:
        ordering = ("section", "position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["section", "title"], name="picture_item_once"
            ),
            models.CheckConstraint(
                condition=~Q(form="bars") | ~Q(dimension=""),
                name="bars_say_by_what",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@classified(public="position", internal="item indicator")
class PictureSeries(OfPartnership):
    """An indicator of an item, in its place."""

    item = models.ForeignKey(PictureItem, models.CASCADE, related_name="series")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("item", "position")
        verbose_name_plural = "picture series"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "indicator"], name="picture_series_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.indicator_id}"


@classified(
    public=(
        "key label value unit area_words period_words role where_printed caveat op of "
        "times places at_least again position"
    ),
    internal="item",
)
class PictureFigure(OfPartnership):
    """A figure that is no count of a period: a cost, a model, a share without counts.

    `op` with `of` (keys in the same item) and `times` says how it follows from others;
    it is worked out each time that the page is made. `again` are the same figure's
    other values in print: [{"value": "47", "where": "..."}].
    """

    class Op(models.TextChoices):
        """How it is worked out."""

        SUM = "sum", "Sum"
        DIFFERENCE = "difference", "Difference"
        PRODUCT = "product", "Product"
        QUOTIENT = "quotient", "Quotient"

    class Role(models.TextChoices):
        """What it is in its item."""

        PART = "part", "Part"
        TOTAL = "total", "Total"
        DIVISOR = "divisor", "What it is divided by"
        RESULT = "result", "Result"

    item = models.ForeignKey(PictureItem, models.CASCADE, related_name="figures")
    key = models.SlugField(max_length=60)
    label = models.CharField(max_length=200)
    value = models.DecimalField(max_digits=20, decimal_places=4)
    unit = models.CharField(max_length=40)
    area_words = models.CharField(max_length=120, blank=True)
    period_words = models.CharField(
        max_length=200, blank=True, help_text="With the prices, where it is money"
    )
    role = models.CharField(max_length=8, choices=Role, blank=True, default="")
    where_printed = models.CharField(max_length=300)
    caveat = models.CharField(max_length=500, blank=True)
    op = models.CharField(max_length=10, choices=Op, blank=True, default="")
    of = models.JSONField(default=list, blank=True)
    times = models.DecimalField(max_digits=20, decimal_places=4, default=1)
    places = models.SmallIntegerField(
        default=0, help_text="Decimal places printed; -5 for hundreds of thousands"
    )
    at_least = models.BooleanField(default=False, help_text='Printed as "over"')
    again = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("item", "position")
        constraints = [
            models.UniqueConstraint(fields=["item", "key"], name="picture_figure_once"),
        ]

    def __str__(self) -> str:
        return self.label


@classified(
    public=(
        "kind text where_printed period_kind period_start before_kind before_start "
        "vintage areas others"
    ),
    internal="indicator area category",
)
class PicturePrinted(OfPartnership):
    """What a publication prints beside its figures, and a page recomputes.

    A rate beside its count, a change in per cent, a total, or the sign that stands in
    place of a count that is hidden, such as "<5".
    """

    class Kind(models.TextChoices):
        """What is printed."""

        RATE = "rate", "A rate or share"
        CHANGE = "change", "A change in per cent"
        AREAS_ADDED = "areas_added", "A total of areas"
        COUNTS_ADDED = "counts_added", "A total of different counts"
        HIDDEN = "hidden", "A count that is hidden"

    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=40)
    where_printed = models.CharField(max_length=300)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+"
    )
    period_kind = models.CharField(max_length=13, choices=Frequency)
    period_start = models.DateField()
    before_kind = models.CharField(
        max_length=13, choices=Frequency, blank=True, default=""
    )
    before_start = models.DateField(null=True, blank=True)
    vintage = models.PositiveSmallIntegerField(default=1)
    areas = models.JSONField(default=list, blank=True, help_text="Codes of areas")
    others = models.JSONField(
        default=list, blank=True, help_text="Codes of further indicators"
    )

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "picture printed"

    def __str__(self) -> str:
        return self.text

    @property
    def period(self) -> Period:
        """The period that it is for."""
        return OF_KIND[self.period_kind].containing(self.period_start)

    @property
    def before(self) -> Period | None:
        """The period that a change is from."""
        if self.before_start is None:
            return None
        return OF_KIND[self.before_kind].containing(self.before_start)


@classified(public="shape source at", internal="area by principal")
class AreaBoundary(OfPartnership):
    """Where an area lies: rings of [longitude, latitude]. The newest one counts."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="boundaries")
    shape = models.JSONField()
    source = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    principal = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("area", "-at")
        verbose_name_plural = "area boundaries"

    def __str__(self) -> str:
        return f"{self.area_id} {self.at:%Y-%m-%d}"


def period_from(kind: str, first_day: dt.date) -> Period:
    """The period of a row, by its kind and its first day."""
    return OF_KIND[kind].containing(first_day)
