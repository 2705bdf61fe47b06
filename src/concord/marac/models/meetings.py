"""The panel of a partnership, its core teams, and when it meets."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.validators import BaseValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from concord.access.actor import Actor
from concord.foundation.classified import classified
from concord.foundation.periods import working_day_on_or_before
from concord.foundation.ui.words import local_date
from concord.partnership.models import Partnership, Team
from concord.partnership.models.validity import Valid, ValidQuerySet


class HereQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> HereQuerySet:
        return self.filter(partnership_id=actor.here)


class Kind(models.TextChoices):
    """What a panel is for. The values are those of the front door's ways to it.

    Below the threshold of MARAC the bones are the same, and lighter: no quorum, no
    round of research, no flags, no minutes and no part in the national return.
    """

    MARAC = "marac", "MARAC"
    BELOW_THRESHOLD = "below_threshold", "Below-threshold review"
    EARLY_HELP = "early_help", "Early-help panel"


class CoreTeamQuerySet(ValidQuerySet):
    def seated(self) -> CoreTeamQuerySet:
        """Without a last day. One that ended on its first day never was."""
        return self.filter(valid__endswith__isnull=True, valid__isempty=False)

    def visible_to(self, actor: Actor) -> CoreTeamQuerySet:
        return self.filter(partnership_id=actor.here)


def _between(low: int, high: int) -> list[BaseValidator]:
    return [MinValueValidator(low), MaxValueValidator(high)]


@classified(
    internal="partnership kind name team capacity agenda_days_before "
    "minutes_working_days idva_contact_hours quorum case_minutes "
    "absent_in_a_row least_attendance attendance_meetings",
)
class Panel(models.Model):
    """One of a kind per partnership: who coordinates, and its own limits.

    One team coordinates all panels of a partnership: what a coordinator may read is
    decided by the team, and the database holds that there is only one.

    The limits are custom of the place, not law: no statute sets when an agenda leaves
    or how many cases a meeting takes. An empty `quorum` is more than half of the core
    teams.
    """

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="marac_panels"
    )
    kind = models.CharField(
        max_length=15, choices=Kind, default=Kind.MARAC, db_default=Kind.MARAC
    )
    name = models.CharField(max_length=120)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    capacity = models.PositiveSmallIntegerField(default=20, validators=_between(1, 100))
    agenda_days_before = models.PositiveSmallIntegerField(
        default=8, validators=_between(0, 60)
    )
    minutes_working_days = models.PositiveSmallIntegerField(
        default=3, validators=_between(1, 60)
    )
    idva_contact_hours = models.PositiveSmallIntegerField(
        default=48, validators=_between(1, 500)
    )
    quorum = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=_between(1, 100)
    )

    # How long a case is meant to take: the room's clock, and no more than that.
    case_minutes = models.PositiveSmallIntegerField(
        default=10, validators=_between(1, 120)
    )

    # From when on the board is told of a core team that does not come. Custom of the
    # field, in no document: so much in a row, or in per cent of the last so many.
    absent_in_a_row = models.PositiveSmallIntegerField(
        default=2, db_default=2, validators=_between(1, 24)
    )
    least_attendance = models.PositiveSmallIntegerField(
        default=50, db_default=50, validators=_between(0, 100)
    )
    attendance_meetings = models.PositiveSmallIntegerField(
        default=6, db_default=6, validators=_between(2, 24)
    )

    objects = HereQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "kind"], name="a_panel_is_one_of_its_kind"
            ),
            ExclusionConstraint(
                name="one_team_coordinates_all_panels",
                expressions=[("partnership", "="), ("team", "<>")],
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"panel of partnership {self.partnership_id}"

    @property
    def is_marac(self) -> bool:
        return self.kind == Kind.MARAC

    @property
    def called(self) -> str:
        """What it is called within a sentence."""
        return CALLED[Kind(self.kind)]


CALLED = {
    Kind.MARAC: "MARAC",
    Kind.BELOW_THRESHOLD: "below-threshold review",
    Kind.EARLY_HELP: "early-help panel",
}


@classified(internal="partnership panel team")
class CoreTeam(Valid):
    """A team that every meeting counts on, from one day to another."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="core_teams")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = CoreTeamQuerySet.as_manager()

    class Meta:
        ordering = ("team__short_name",)
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "team"],
                condition=Q(valid__endswith__isnull=True, valid__isempty=False),
                name="a_core_team_is_one_once",
            ),
        ]

    def __str__(self) -> str:
        return f"core team {self.team_id} of panel {self.panel_id}"


@classified(
    internal="partnership panel starts_at venue state is_emergency started_at ended_at"
)
class Meeting(models.Model):
    """One meeting of the panel. It names nobody."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        AGENDA_ISSUED = "agenda_issued", "Agenda issued"
        HELD = "held", "Held"
        CALLED_OFF = "called_off", "Called off"

    OPEN = (State.PLANNED, State.AGENDA_ISSUED)

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    venue = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=13, choices=State, default=State.PLANNED)
    is_emergency = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HereQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "starts_at"],
                condition=~Q(state="called_off"),
                name="a_meeting_is_planned_once",
            ),
        ]

    def __str__(self) -> str:
        return f"MARAC meeting {self.pk}"

    @property
    def day(self) -> dt.date:
        """The day of it where people are."""
        return local_date(self.starts_at)

    @property
    def agenda_by(self) -> dt.date:
        """The working day by which its agenda should have left."""
        before = dt.timedelta(days=self.panel.agenda_days_before)
        return working_day_on_or_before(self.day - before)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_issued(self) -> bool:
        return self.state == self.State.AGENDA_ISSUED
