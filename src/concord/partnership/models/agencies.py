"""Agencies, their teams, and the groups that the partnership meets in."""

from __future__ import annotations

from django.db import models

from concord.foundation.classified import classified
from concord.partnership.models.partnerships import Partnership
from concord.partnership.models.validity import Valid


@classified(public="name kind regime valid")
class Agency(Valid):
    """An organisation. A controller of its own data, under one legal regime.

    Agencies come and go (a clinical commissioning group ended on 30 June 2022): an
    ended one stays readable in every plan that named it.
    """

    class Kind(models.TextChoices):
        COUNCIL = "council", "Council"
        POLICE = "police", "Police"
        HEALTH = "health", "Health"
        HOUSING = "housing", "Housing provider"
        PROBATION = "probation", "Probation"
        EDUCATION = "education", "Education"
        SPECIALIST = "specialist", "Specialist domestic abuse service"
        VOLUNTARY = "voluntary", "Voluntary and community sector"
        JUSTICE = "justice", "Courts and prosecution"
        PARTNERSHIP = "partnership", "Partnership body"
        OTHER = "other", "Other"

    class Regime(models.TextChoices):
        UK_GDPR = "uk_gdpr", "UK GDPR"
        PART_3 = "part_3", "Data Protection Act 2018, Part 3 (law enforcement)"

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    regime = models.CharField(max_length=10, choices=Regime, default=Regime.UK_GDPR)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


@classified(
    public="name short_name kind", internal="agency partnership gives_statement"
)
class Team(Valid):
    """One team of an agency in one partnership. Teams, not agencies, do and see."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="teams")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=160)
    short_name = models.CharField(
        max_length=40, help_text="As it stands in a plan's column, such as Housing"
    )
    kind = models.CharField(max_length=40, blank=True)
    gives_statement = models.BooleanField(
        default=True, help_text="Asked each quarter for a statement to the board"
    )

    class Meta:
        ordering = ("short_name",)
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "name"], name="team_name_once_per_partnership"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


@classified(public="name kind", internal="partnership reports_to")
class Group(models.Model):
    """A board, forum or task-and-finish group, and whom it reports to."""

    class Kind(models.TextChoices):
        STRATEGIC_BOARD = "strategic_board", "Strategic board"
        OPERATIONAL_FORUM = "operational_forum", "Operational forum"
        SUB_GROUP = "sub_group", "Sub-group"
        TASK_AND_FINISH = "task_and_finish", "Task and finish group"
        ADVISORY = "advisory", "Survivor advisory group"
        OTHER = "other", "Other"

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="groups")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    reports_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reporting"
    )

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "name"], name="group_name_once_per_partnership"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@classified(internal="partnership group held_on")
class Meeting(models.Model):
    """One meeting of a group. The board's meetings divide what has changed."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="meetings"
    )
    group = models.ForeignKey(Group, models.CASCADE, related_name="meetings")
    held_on = models.DateField()

    class Meta:
        ordering = ("held_on",)
        constraints = [
            models.UniqueConstraint(
                fields=["group", "held_on"], name="one_meeting_of_a_group_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.held_on:%Y-%m-%d}"
