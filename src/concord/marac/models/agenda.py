"""The cases of a meeting. The unit that is counted is the case, not the person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.access.models import Disclosure, Part, Protected, Side
from concord.cases.models import Case
from concord.cases.models.cases import new_ref
from concord.foundation.classified import classified
from concord.frontdoor.public import WorkItem
from concord.marac.models.meetings import Meeting


@classified(
    internal="case work meeting part side position code is_late state disclosure",
    special="why",
    what={"why": "Why it was put off or taken from the agenda, as one of a list"},
)
class AgendaItem(Protected):
    """A case on the agenda of a meeting.

    Until there is a sharing decision (`disclosure`) only the team that coordinates and
    the team that holds the case see it; from then on core teams to whom the decision
    opens who she is. All who may see that read this whole row: so `why` is one of a
    list, and never words about anybody. `code` is drawn, so that no number has a gap.
    """

    class State(models.TextChoices):
        LISTED = "listed", "Listed"
        HEARD = "heard", "Heard"
        PUT_OFF = "put_off", "Put off"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Why(models.TextChoices):
        NOT_READY = "not_ready", "Too little is known to hear it"
        NO_TIME = "no_time", "The meeting has no time for it"
        TEAM_AWAY = "team_away", "A team that is needed can't come"
        NOT_MET = "not_met", "The criteria are not met"
        ELSEWHERE = "elsewhere", "Another MARAC hears it"
        SENT_ON = "sent_on", "Another panel hears it"
        OTHER = "other", "Another reason"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    work = models.ForeignKey(WorkItem, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    part = models.CharField(max_length=10, choices=Part, default=Part.IDENTITY)
    side = models.CharField(max_length=10, choices=Side, default=Side.VICTIM)
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=9, unique=True, default=new_ref, editable=False)
    is_late = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=State, default=State.LISTED)
    why = models.CharField(max_length=9, choices=Why, blank=True)
    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("meeting", "position", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "case"], name="a_case_is_on_an_agenda_once"
            ),
            models.UniqueConstraint(
                fields=["work"],
                condition=Q(state__in=["listed", "heard"]),
                name="a_referral_is_heard_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["put_off", "withdrawn"]) & ~Q(why="")
                | Q(state__in=["listed", "heard"], why=""),
                name="what_leaves_an_agenda_says_why",
            ),
            models.CheckConstraint(
                condition=Q(part="identity", side="victim"),
                name="an_agenda_item_is_an_identity",
            ),
        ]

    def __str__(self) -> str:
        return f"agenda item {self.code}"
