"""Flag and tag: each core team marks its own record of a case that MARAC has."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from concord.access.models import Part, Protected, Side
from concord.cases.models import Case
from concord.cases.models.cases import new_ref
from concord.foundation.classified import classified
from concord.frontdoor.public import WorkItem
from concord.marac.models.agenda import AgendaItem
from concord.partnership.models import Membership, Team
from concord.people.models import Person


class OnlineHidden(models.TextChoices):
    """Whether the entry is kept out of what a patient can see of their record online.

    Somebody who causes harm may stand beside her when she looks.
    """

    YES = "yes", "Hidden online"
    NO = "no", "Not hidden online"
    NOT_ASKED = "not_asked", "Not asked"


@classified(
    internal="case item work team part side code set_on until confirmed_at "
    "cleared_at cleared_why follows",
)
class Flag(Protected):
    """That a team's own record of a victim shall say: MARAC, for twelve months.

    Seen by that team and by the team that coordinates, by nobody else, whatever is
    granted. By which reference the team knows her is a row of its own. `code` is drawn,
    and may stand in the team's system. `follows` is the flag that a repeat has ended.
    """

    class Why(models.TextChoices):
        ENDED = "ended", "The twelve months are over"
        REPEAT = "repeat", "It was heard again: a new flag begins"
        PUT_OFF = "put_off", "It was put off: the flag begins with the later meeting"
        UNKNOWN = "unknown", "We keep no record of them"
        MISTAKE = "mistake", "It was set by mistake"
        MOVED = "moved", "They have moved away"
        DIED = "died", "They have died"
        OTHER = "other", "Another reason"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+")
    work = models.ForeignKey(WorkItem, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part, default=Part.IDENTITY)
    side = models.CharField(max_length=10, choices=Side, default=Side.VICTIM)
    code = models.CharField(max_length=9, unique=True, default=new_ref, editable=False)
    set_on = models.DateField()
    until = models.DateField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_why = models.CharField(max_length=7, choices=Why, blank=True)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("until", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "case"],
                condition=Q(cleared_at__isnull=True),
                name="a_team_has_one_live_flag_of_a_case",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("set_on")), name="a_flag_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True, cleared_why="")
                | Q(cleared_at__isnull=False) & ~Q(cleared_why=""),
                name="a_flag_that_is_taken_off_says_why",
            ),
            models.CheckConstraint(
                condition=Q(part="identity", side="victim"),
                name="a_flag_is_an_identity",
            ),
        ]

    def __str__(self) -> str:
        return f"flag {self.code}"

    @property
    def is_live(self) -> bool:
        return self.cleared_at is None

    def is_over_on(self, day: dt.date | None = None) -> bool:
        """Whether its twelve months have passed, so that it is to be taken off."""
        return self.is_live and self.until <= (day or timezone.localdate())


@classified(
    internal="flag case person part side n online_hidden",
    personal="reference",
    what={"reference": "By which reference a team knows somebody whom MARAC has heard"},
)
class FlagReference(Protected):
    """By which reference a team keeps its flag: its own words, read by nobody else.

    Insert-only: the last `n` counts. `person` is the team's own record of her, where it
    has one here. `written_by` is empty where the team's system has said it.
    """

    written_by = models.ForeignKey(  # type: ignore[assignment]
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    flag = models.ForeignKey(Flag, models.PROTECT, related_name="references")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    part = models.CharField(max_length=10, choices=Part, default=Part.IDENTITY)
    side = models.CharField(max_length=10, choices=Side, default=Side.VICTIM)
    n = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=60)
    online_hidden = models.CharField(max_length=9, choices=OnlineHidden, blank=True)

    class Meta:
        ordering = ("flag", "-n")
        indexes = [
            models.Index(fields=["owner_team", "reference"], name="flag_by_reference")
        ]
        constraints = [
            models.UniqueConstraint(fields=["flag", "n"], name="flag_reference_once"),
            models.CheckConstraint(
                condition=~Q(reference=""), name="a_flag_is_kept_by_a_reference"
            ),
            models.CheckConstraint(
                condition=Q(part="identity", side="victim"),
                name="a_flag_reference_is_an_identity",
            ),
        ]

    def __str__(self) -> str:
        return f"reference {self.n} of flag {self.flag_id}"
