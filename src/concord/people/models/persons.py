"""A person as one team knows them, and what was known when."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from concord.access.models import Protected
from concord.foundation.classified import classified


class Person(Protected):
    """One team's own record of a person. Never merged with another team's.

    Another team sees it only through a party of a case that it may see.
    """

    class Meta:
        indexes = [models.Index(fields=["owner_team"], name="persons_of_team")]

    def __str__(self) -> str:
        return f"person {self.pk}"

    def person_read(self) -> uuid.UUID | None:
        return self.pk


@classified(
    internal="person n born_precision",
    personal="given_name family_name other_names born_on sex language "
    "needs_interpreter why",
    special="gender",
    what={
        "given_name": "Given names",
        "family_name": "Family name",
        "born_on": "Date of birth, as exact as is known",
        "sex": "Sex",
        "language": "Language they speak",
        "needs_interpreter": "Whether they need an interpreter",
    },
)
class PersonVersion(Protected):
    """What a team knew of a person from then on. Insert-only; the last `n` counts."""

    class Precision(models.TextChoices):
        DAY = "day", "Exact day"
        MONTH = "month", "Month and year"
        YEAR = "year", "Year"
        ABOUT = "about", "About this year"
        UNKNOWN = "unknown", "Not known"

    class Sex(models.TextChoices):
        FEMALE = "female", "Female"
        MALE = "male", "Male"
        NOT_KNOWN = "not_known", "Not known"

    person = models.ForeignKey(Person, models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    other_names = ArrayField(
        models.CharField(max_length=160),
        default=list,
        blank=True,
        help_text="Former names, aliases, what they are called",
    )
    born_on = models.DateField(null=True, blank=True)
    born_precision = models.CharField(
        max_length=7, choices=Precision, default=Precision.UNKNOWN
    )
    sex = models.CharField(max_length=9, choices=Sex, default=Sex.NOT_KNOWN)
    gender = models.CharField(max_length=60, blank=True, help_text="In their own words")
    language = models.CharField(max_length=60, blank=True)
    needs_interpreter = models.BooleanField(default=False)
    why = models.CharField(max_length=200, blank=True, help_text="What was corrected")

    class Meta:
        ordering = ("person", "-n")
        indexes = [
            models.Index(fields=["owner_team", "family_name"], name="version_by_name"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "n"], name="person_version_once"),
            models.CheckConstraint(
                condition=Q(born_on__isnull=True, born_precision="unknown")
                | Q(born_on__isnull=False) & ~Q(born_precision="unknown"),
                name="a_birth_date_says_how_exact",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.n} of person {self.person_id}"

    @property
    def name(self) -> str:
        """The name as it is said, or "Name not known"."""
        said = f"{self.given_name} {self.family_name}".strip()
        return said or "Name not known"

    def age_on(self, day: dt.date) -> int | None:
        """Whole years on `day`, where the year of birth is known."""
        if self.born_on is None:
            return None
        had = (day.month, day.day) >= (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - (0 if had else 1)
