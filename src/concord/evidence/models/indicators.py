"""The dictionary: what is counted, how, why, and which way is wanted when."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from concord.foundation.classified import classified
from concord.partnership.models.validity import Valid
from concord.plan.models import Strategy
from concord.plan.models.visible import OfPartnership


@classified(
    public=(
        "code printed_ref priority priority_position position is_long_term "
        "is_population"
    ),
    internal="strategy",
)
class Indicator(OfPartnership):
    """Something that is watched. What it means stands in its versions.

    `code` is ours and unique; `printed_ref` is the label that a strategy printed,
    which may repeat or be missing.
    """

    code = models.SlugField(max_length=60)
    printed_ref = models.CharField(max_length=20, blank=True)
    strategy = models.ForeignKey(
        Strategy, models.PROTECT, null=True, blank=True, related_name="+"
    )
    priority = models.CharField(max_length=120, blank=True)
    priority_position = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    is_long_term = models.BooleanField(
        default=False, help_text="Watched in the later years, as a successor"
    )
    is_population = models.BooleanField(
        default=False, help_text="Residents, against whom groups are held"
    )

    class Meta:
        ordering = ("priority_position", "position", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "code"], name="indicator_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Unit(models.TextChoices):
    """What one counts. Counts of different units are never added or divided."""

    CONTACT = "contact", "contacts"
    REFERRAL = "referral", "referrals"
    CASE = "case", "cases"
    PERSON = "person", "people"
    CHILD = "child", "children"
    HOUSEHOLD = "household", "households"
    FAMILY = "family", "families"
    INCIDENT = "incident", "incidents"
    OFFENCE = "offence", "offences"
    NOTIFICATION = "notification", "notifications"
    PRESENTATION = "presentation", "presentations"
    ENQUIRY = "enquiry", "enquiries"
    CONCERN = "concern", "concerns"
    REVIEW = "review", "reviews"
    ASSESSMENT = "assessment", "assessments"
    EPISODE = "episode", "episodes"
    ORDER = "order", "orders"
    SCHOOL = "school", "schools"
    AGENCY = "agency", "agencies"
    PRACTICE = "practice", "practices"
    PLACE = "place", "places"
    CHARGE = "charge", "charges"
    ANSWER = "answer", "answers"
    POUND = "pound", "pounds"


class Multiplier(models.TextChoices):
    """How numerator and denominator become the value that is shown."""

    COUNT = "count", "Count"
    PERCENT = "percent", "%"
    PER_1000 = "per_1000", "per 1,000"
    PER_10000 = "per_10000", "per 10,000"


class Frequency(models.TextChoices):
    """The length of a period."""

    MONTH = "month", "Month"
    QUARTER = "quarter", "Quarter"
    YEAR = "year", "Financial year"
    CALENDAR_YEAR = "calendar_year", "Calendar year"
    TWELVE_MONTHS = "twelve_months", "Twelve months"


@classified(
    public=(
        "version title why_it_matters numerator denominator unit multiplier "
        "population_words age_band source frequency is_rolling caveats owner measure "
        "valid"
    ),
    internal="indicator",
)
class IndicatorVersion(OfPartnership, Valid):
    """How an indicator is counted from one day to another.

    A figure keeps the version that it was counted by. Another version is another
    series: comparing across the change raises.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    why_it_matters = models.TextField(blank=True)
    numerator = models.TextField(help_text="What is counted, in one sentence")
    denominator = models.TextField(
        blank=True, help_text="Of what; empty where the count itself is shown"
    )
    unit = models.CharField(max_length=14, choices=Unit)
    multiplier = models.CharField(
        max_length=10, choices=Multiplier, default=Multiplier.COUNT
    )
    population_words = models.CharField(
        max_length=80, blank=True, help_text='Such as "adult females"'
    )
    age_band = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=200, blank=True)
    frequency = models.CharField(
        max_length=13, choices=Frequency, default=Frequency.QUARTER
    )
    is_rolling = models.BooleanField(
        default=False, help_text="Each period covers twelve months, so periods overlap"
    )
    caveats = models.TextField(blank=True)
    owner = models.CharField(max_length=120, blank=True)
    measure = models.CharField(
        max_length=60, blank=True, help_text="The fact of another room that fills it"
    )

    class Meta:
        ordering = ("indicator", "-version")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "version"], name="indicator_version_once"
            ),
            ExclusionConstraint(
                name="indicator_versions_do_not_overlap",
                expressions=[
                    ("indicator", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(multiplier="count") | ~Q(denominator=""),
                name="a_rate_says_of_what",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_share(self) -> bool:
        """Whether its value is a percentage of its denominator."""
        return self.multiplier == Multiplier.PERCENT

    @property
    def per(self) -> int:
        """What a rate is per: 1,000 or 10,000; 100 for a share; 1 for a count."""
        return {"percent": 100, "per_1000": 1_000, "per_10000": 10_000}.get(
            self.multiplier, 1
        )

    @property
    def unit_words(self) -> str:
        """ "Incidents", "% of cases heard", "Cases per 10,000 adult females"."""
        unit = str(Unit(self.unit).label)
        if self.multiplier == Multiplier.COUNT:
            return unit.capitalize()
        of = self.population_words or self.denominator
        if self.is_share:
            return f"% of {of}"
        return f"{unit.capitalize()} {Multiplier(self.multiplier).label} {of}".strip()


@classified(public="label first_day last_day", internal="strategy")
class Phase(OfPartnership):
    """Some years of a strategy in which one direction is wanted, or another."""

    strategy = models.ForeignKey(
        Strategy, models.PROTECT, null=True, blank=True, related_name="+"
    )
    label = models.CharField(max_length=80)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        ordering = ("first_day",)
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "strategy", "label"],
                nulls_distinct=False,
                name="phase_once",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="phase_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.label


@classified(
    public="direction target target_words", internal="indicator phase successor"
)
class IndicatorPhase(OfPartnership):
    """Which way is wanted of an indicator in a phase, and what takes over after it.

    A successor is another indicator, not the same with its sign turned.
    """

    class Direction(models.TextChoices):
        """Which way is wanted; some indicators have none."""

        UP = "up", "Up"
        DOWN = "down", "Down"
        NONE = "none", "No direction"

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="phases")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="indicators")
    direction = models.CharField(
        max_length=4, choices=Direction, default=Direction.NONE
    )
    target = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    target_words = models.CharField(max_length=200, blank=True)
    successor = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    class Meta:
        ordering = ("phase", "indicator")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "phase"], name="one_direction_per_phase"
            ),
            models.CheckConstraint(
                condition=~Q(successor=F("indicator")),
                name="an_indicator_does_not_succeed_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.direction}"


@classified(public="label value upper source reading_words", internal="indicator")
class Benchmark(OfPartnership, Valid):
    """What others reach. It may disagree with the local direction: both are shown."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="benchmarks")
    label = models.CharField(max_length=80)
    value = models.DecimalField(max_digits=14, decimal_places=4)
    upper = models.DecimalField(
        max_digits=14,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="The upper end, where the benchmark is a range",
    )
    source = models.CharField(max_length=300)
    reading_words = models.CharField(
        max_length=300,
        blank=True,
        help_text="How it is read, such as: a low rate may mean poor flagging",
    )

    class Meta:
        ordering = ("indicator", "label")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "label", "valid"], name="benchmark_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label
