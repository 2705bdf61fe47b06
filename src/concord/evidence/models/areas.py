"""Where and for whom a figure is: areas, and the groups of a breakdown."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.foundation.classified import classified
from concord.plan.models.visible import OfPartnership


@classified(public="code name kind position is_home", internal="parent")
class Area(OfPartnership):
    """A place that figures are for: a ward, the borough, London, the nation.

    `parent` is the next larger area of the same partnership's list. One area is
    `is_home`: the partnership's own.
    """

    class Kind(models.TextChoices):
        """How large it is."""

        WARD = "ward", "Ward"
        BOROUGH = "borough", "Borough or district"
        COUNTY = "county", "County or police force area"
        REGION = "region", "Region"
        NATION = "nation", "Nation"
        OTHER = "other", "Other area"

    code = models.CharField(
        max_length=40, help_text="An ONS code where there is one, such as E05000106"
    )
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts"
    )
    is_home = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "name")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "code"], name="area_code_once"
            ),
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(is_home=True),
                name="one_home_area",
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")), name="area_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@classified(public="dimension code label position no_answer")
class Category(OfPartnership):
    """One group of a breakdown, such as the age band 25 to 34.

    `no_answer` marks "not recorded" and its like: shown beside the groups, never
    dropped, and never part of a comparison with the population.
    """

    class Dimension(models.TextChoices):
        """What people, or cases, are broken down by."""

        AGE = "age", "Age"
        SEX = "sex", "Sex"
        AGE_AND_SEX = "age_and_sex", "Age and sex"
        ETHNICITY = "ethnicity", "Ethnic group"
        ORIENTATION = "orientation", "Sexual orientation"
        DISABILITY = "disability", "Disability"
        RELIGION = "religion", "Religion or belief"
        RELATIONSHIP = "relationship", "Relationship"
        REFERRER = "referrer", "Who referred"
        ABUSE = "abuse", "Kind of abuse"
        OUTCOME = "outcome", "Outcome"
        ORDER = "order", "Kind of order"
        OTHER = "other", "Other"

    dimension = models.CharField(max_length=16, choices=Dimension)
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    no_answer = models.BooleanField(default=False)

    class Meta:
        ordering = ("dimension", "position", "label")
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "dimension", "code"], name="category_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label


# A person's own characteristics: crossing two of them is for nobody's page.
PERSONAL = frozenset(
    {
        Category.Dimension.AGE,
        Category.Dimension.SEX,
        Category.Dimension.AGE_AND_SEX,
        Category.Dimension.ETHNICITY,
        Category.Dimension.ORIENTATION,
        Category.Dimension.DISABILITY,
        Category.Dimension.RELIGION,
    }
)
