"""What a team has agreed to do for a case, and what came of it."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

from concord.access.models import Part, Protected, Side
from concord.cases.models import Case
from concord.foundation.classified import classified
from concord.marac.models.agenda import AgendaItem
from concord.partnership.models import Membership, Team


class ActionKind(models.TextChoices):
    """What is done, as MARACs say it. It is counted, and may be shown on a wall."""

    TELL = "tell", "Tell the victim"
    SAFETY_PLAN = "safety_plan", "Safety plan with the victim"
    FLAG = "flag", "Flag and tag"
    TARGET_HARDEN = "target_harden", "Make the home safer"
    VISIT = "visit", "Welfare visit"
    ORDER = "order", "Protective order"
    ENFORCE = "enforce", "Arrest, bail, licence or breach"
    CHILDREN = "children", "Safeguard children"
    ADULT = "adult", "Safeguard an adult with care needs"
    SCHOOL = "school", "Plan with a school"
    HOUSING = "housing", "Housing or a move"
    HEALTH = "health", "Health care"
    PERPETRATOR = "perpetrator", "Work with whoever causes harm"
    FIND_OUT = "find_out", "Find out, and tell the others"
    OTHER = "other", "Something else"


class ActionState(models.TextChoices):
    """How far an action is. Not possible and not done are counted apart."""

    OPEN = "open", "Open"
    DONE = "done", "Done"
    NOT_POSSIBLE = "not_possible", "Not possible"
    NOT_DONE = "not_done", "Not done"


NEEDS_WHY = (ActionState.NOT_POSSIBLE, ActionState.NOT_DONE)


@classified(
    internal="case item part side team hat kind due_on state set_aside_at risk",
    special="words",
    what={"words": "What a team does for a case heard at MARAC"},
)
class MaracAction(Protected):
    """An action of `team`, by `due_on`. `owner_team` is the team that wrote it down.

    Its words can name a risk: they are part "action", which no agenda opens. `state`
    follows the last update (by a trigger); nothing else writes it. An action that was
    written down wrongly is set aside, and kept.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="actions")
    part = models.CharField(max_length=10, choices=Part, default=Part.ACTION)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    hat = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=13, choices=ActionKind)
    words = models.CharField(max_length=1000)
    due_on = models.DateField()
    state = models.CharField(
        max_length=12, choices=ActionState, default=ActionState.OPEN
    )
    set_aside_at = models.DateTimeField(null=True, blank=True)
    # The risk that it answers, where it was said in the room.
    risk = models.ForeignKey(
        "marac.RoomEntry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_by",
    )

    class Meta:
        ordering = ("due_on", "written_at")
        indexes = [
            models.Index(
                fields=["team", "state", "due_on"], name="marac_action_of_team"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(part="action", side="none"),
                name="a_marac_action_is_an_action",
            ),
            models.CheckConstraint(
                condition=~Q(words=""), name="a_marac_action_says_what"
            ),
        ]

    def __str__(self) -> str:
        return f"MARAC action {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == ActionState.OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on < self.today()

    @staticmethod
    def today() -> dt.date:
        return timezone.localdate()


@classified(
    internal="case action part side n state",
    special="why",
    what={"why": "Why an action could not be done, or was not, or what came of it"},
)
class MaracActionUpdate(Protected):
    """What a team says of an action. Insert-only: the last `n` counts.

    The database counts `n`, so that two who speak at once both are kept.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    action = models.ForeignKey(MaracAction, models.PROTECT, related_name="updates")
    part = models.CharField(max_length=10, choices=Part, default=Part.ACTION)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    n = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=ActionState)
    why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("action", "n")
        constraints = [
            models.UniqueConstraint(
                fields=["action", "n"], name="an_update_of_an_action_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "done"]) | ~Q(why=""),
                name="what_is_not_done_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"update {self.n} of MARAC action {self.action_id}"
