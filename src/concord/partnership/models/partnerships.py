"""The partnership itself, and how many people live in its area."""

from __future__ import annotations

import datetime as dt

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from concord.foundation.classified import classified
from concord.partnership.models.validity import Valid

AREA_CODE = RegexValidator(
    r"^[EWNSKJ]\d{8}$",
    "An ONS area code is one letter and eight digits, such as E09000006.",
)


@classified(
    public=(
        "code name area_name area_code parent_area_name parent_area_code part4_tier "
        "brand_colour terms example_note valid"
    ),
    internal="is_example example_today",
)
class Partnership(Valid):
    """A local domestic abuse partnership: one area, many agencies."""

    class Tier(models.TextChoices):
        """Part 4 of the Domestic Abuse Act 2021: who owes which duty."""

        ONE = "one", "Tier one: assesses need, publishes the strategy"
        TWO = "two", "Tier two: duty to co-operate (London boroughs, districts)"

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    area_name = models.CharField(max_length=120)
    area_code = models.CharField(max_length=9, validators=[AREA_CODE])
    parent_area_name = models.CharField(max_length=120, blank=True)
    parent_area_code = models.CharField(
        max_length=9, blank=True, validators=[AREA_CODE]
    )
    part4_tier = models.CharField(max_length=3, choices=Tier, default=Tier.TWO)
    brand_colour = models.CharField(
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "A colour is # and six.")],
    )
    terms = models.JSONField(
        default=dict,
        blank=True,
        help_text="Local words, such as what the person causing harm is called.",
    )
    is_example = models.BooleanField(default=False)
    example_note = models.TextField(blank=True)
    example_today = models.DateField(
        null=True,
        blank=True,
        help_text="An example lives on this day, so that its plan is not all overdue",
    )

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(example_today__isnull=True) | Q(is_example=True),
                name="only_examples_live_on_another_day",
            ),
        ]

    def today(self) -> dt.date:
        """The day it is for this partnership: a real one lives in the present."""
        return self.example_today or timezone.localdate()

    def __str__(self) -> str:
        return self.name


@classified(
    public="year sex age_from age_to persons approximate source", internal="partnership"
)
class Population(models.Model):
    """Residents of the area, counted or estimated: persons, never thousands."""

    class Sex(models.TextChoices):
        ALL = "all", "All"
        FEMALE = "female", "Female"
        MALE = "male", "Male"

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="populations"
    )
    year = models.PositiveSmallIntegerField(help_text="Mid-year estimate or census")
    sex = models.CharField(max_length=6, choices=Sex, default=Sex.ALL)
    age_from = models.PositiveSmallIntegerField(default=0)
    age_to = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Last year of age included; empty: no limit"
    )
    persons = models.PositiveIntegerField()
    approximate = models.BooleanField(default=False)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ("partnership", "-year", "sex", "age_from")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "year", "sex", "age_from", "age_to"],
                nulls_distinct=False,
                name="population_once_per_band",
            ),
            models.CheckConstraint(
                condition=Q(age_to__isnull=True) | Q(age_to__gte=F("age_from")),
                name="population_ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id} {self.year}"
