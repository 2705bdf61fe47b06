"""Data sheets: what a partnership asks of a team, in versions."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from concord.foundation.classified import classified
from concord.partnership.models import Membership, Team
from concord.plan.models.visible import OfPartnership
from concord.returns.checking import Rule

CODE = RegexValidator(
    r"^[a-z][a-z0-9_]*\Z",
    "Use small letters, figures and _ only, and begin with a letter.",
)


class Every(models.TextChoices):
    """How long the period of a sheet is."""

    MONTH = "month", "Month"
    QUARTER = "quarter", "Quarter"
    YEAR = "year", "Financial year"


@classified(public="name about every", internal="run_by ended_at")
class Sheet(OfPartnership):
    """A data sheet, such as "Housing": who runs it, and how often it is sent."""

    name = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)
    every = models.CharField(max_length=8, choices=Every, default=Every.QUARTER)
    run_by = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "name"], name="sheet_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@classified(internal="sheet n made_at made_by", public="note frozen_at")
class SheetVersion(OfPartnership):
    """The fields of a sheet as they were asked. Frozen by the first window that uses
    it: a change is the next version."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="versions")
    n = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("sheet", "-n")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "n"], name="sheet_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet.name}, version {self.n}"

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


@classified(
    public=(
        "section code name question definition example after_number position role "
        "dimension categories has_total is_whole lowest highest not_above part_of "
        "watches_jump indicator"
    ),
    internal="version",
)
class SheetField(OfPartnership):
    """One question of a sheet, and the figure that its answer becomes.

    `categories` is the breakdown as it was when the field was made: pairs of code and
    label. `not_above` and `part_of` are codes of other fields of the version.
    """

    class Role(models.TextChoices):
        NUMERATOR = "numerator", "How many (numerator)"
        DENOMINATOR = "denominator", "Out of how many (denominator)"
        VALUE = "value", "The figure itself, without its parts"

    version = models.ForeignKey(SheetVersion, models.CASCADE, related_name="fields")
    section = models.CharField(max_length=120)
    code = models.CharField(max_length=40, validators=[CODE])
    name = models.CharField(max_length=80, help_text="Short, as in a message")
    question = models.CharField(max_length=200)
    definition = models.CharField(max_length=400, blank=True)
    example = models.CharField(max_length=12, default="7")
    after_number = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=1)
    indicator = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=12, choices=Role, default=Role.NUMERATOR)
    dimension = models.CharField(max_length=40, blank=True)
    categories = models.JSONField(default=list, blank=True)
    has_total = models.BooleanField(default=True)
    is_whole = models.BooleanField(default=True)
    lowest = models.DecimalField(
        max_digits=16, decimal_places=4, null=True, blank=True, default=0
    )
    highest = models.DecimalField(
        max_digits=16, decimal_places=4, null=True, blank=True
    )
    not_above = models.CharField(max_length=40, blank=True)
    part_of = models.CharField(max_length=40, blank=True)
    watches_jump = models.BooleanField(default=True)

    class Meta:
        ordering = ("version", "position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"], name="field_code_once_in_version"
            ),
            models.CheckConstraint(
                condition=Q(lowest=None)
                | Q(highest=None)
                | Q(highest__gte=F("lowest")),
                name="field_range_is_one",
            ),
            models.CheckConstraint(
                condition=~Q(not_above=F("code")) & ~Q(part_of=F("code")),
                name="field_is_not_compared_with_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def rule(self) -> Rule:
        """The field as the checks see it."""
        return Rule(
            code=self.code,
            name=self.name,
            after_number=self.after_number,
            example=self.example,
            is_whole=self.is_whole,
            lowest=None if self.lowest is None else plain_number(self.lowest),
            highest=None if self.highest is None else plain_number(self.highest),
            not_above=self.not_above,
            part_of=self.part_of,
            watches_jump=self.watches_jump,
            categories=tuple((code, label) for code, label in self.categories),
            has_total=self.has_total,
        )


def plain_number(value: Decimal) -> Decimal:
    """Without the noughts that the column keeps: 96, not 96.0000."""
    found = Decimal(value)
    whole = found.to_integral_value()
    return whole if whole == found else found.normalize()
