"""Why a panel did with a case what it did, in a few words."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.access.models import Part, Protected, Side
from concord.cases.models import Case
from concord.foundation.classified import classified
from concord.frontdoor.public import WorkItem
from concord.marac.models.agenda import AgendaItem


class ForMarac(models.TextChoices):
    """Why a case goes to MARAC: any of the four is enough (SafeLives)."""

    JUDGEMENT = "judgement", "Professional judgement"
    VISIBLE = "visible", "Visible high risk"
    ESCALATION = "escalation", "Potential escalation"
    REPEAT = "repeat", "Repeat within twelve months of MARAC"


@classified(
    internal="case item part side what work",
    special="criterion words",
    what={
        "criterion": "By which criterion a case goes to MARAC",
        "words": "Why a panel below the MARAC threshold decided so",
    },
)
class PanelNote(Protected):
    """What came of a case at a panel below the threshold, or why it changed panels.

    Insert-only: the last of an item counts. Of part "minutes": the team that holds the
    case reads it, and the team that coordinates, which writes it. `work` is the same
    referral on its way to the other panel.
    """

    class What(models.TextChoices):
        OUTCOME = "outcome", "Outcome"
        SENT_UP = "sent_up", "Sent up to the MARAC"
        SENT_ON = "sent_on", "Sent to another panel"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="panel_notes")
    part = models.CharField(max_length=10, choices=Part, default=Part.MINUTES)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    what = models.CharField(max_length=7, choices=What)
    criterion = models.CharField(max_length=10, choices=ForMarac, blank=True)
    words = models.CharField(max_length=1000)
    work = models.OneToOneField(
        WorkItem, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("item", "-written_at")
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(work__isnull=False),
                name="a_case_leaves_a_panel_for_another_once",
            ),
            models.CheckConstraint(
                condition=Q(what="outcome", work__isnull=True)
                | Q(what__in=["sent_up", "sent_on"], work__isnull=False),
                name="what_is_sent_on_has_its_work",
            ),
            models.CheckConstraint(
                condition=Q(what="sent_up") & ~Q(criterion="")
                | ~Q(what="sent_up") & Q(criterion=""),
                name="what_is_sent_up_says_by_which_criterion",
            ),
            models.CheckConstraint(
                condition=Q(part="minutes", side="none") & ~Q(words=""),
                name="a_panel_note_is_of_the_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"panel note {self.pk}"
