"""The meeting itself: what is said of a case, when it was heard, what she was told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.access.models import Part, Protected, Side
from concord.cases.models import Case
from concord.foundation.classified import classified
from concord.marac.models.agenda import AgendaItem
from concord.marac.models.meetings import Panel
from concord.partnership.models import Team


class EntryKind(models.TextChoices):
    """What is said in the room, in the order of the hearing."""

    WISHES = "wishes", "What the victim wants"
    RISK = "risk", "Risk"
    INFORMATION = "information", "What a team knows"
    DISCUSSION = "discussion", "Discussion"
    DECISION = "decision", "Decision"


@classified(
    internal="case item part side kind team chair_only replaces replaced_at",
    special="words why_now shown",
    what={
        "words": "What was said of a case at MARAC",
        "why_now": "Why a risk matters now",
        "shown": "The same, as a wall may show it: without names or places",
    },
)
class RoomEntry(Protected):
    """Something said of a case. Append-only: a correction is an entry that replaces.

    Only whoever sits in the room reads it (`walls_of_the_room`); what is `chair_only`
    only the team that coordinates, and the team that wrote it. `team` is whose word
    it is, `side` whom it is about. `shown` is all that a projector shows of it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="entries")
    part = models.CharField(max_length=10, choices=Part, default=Part.MINUTES)
    side = models.CharField(max_length=10, choices=Side)
    kind = models.CharField(max_length=11, choices=EntryKind)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    words = models.CharField(max_length=4000)
    why_now = models.CharField(max_length=300, blank=True)
    shown = models.CharField(max_length=300, blank=True)
    chair_only = models.BooleanField(default=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("item", "written_at")
        constraints = [
            models.CheckConstraint(
                condition=Q(part="minutes"), name="a_room_entry_is_of_the_minutes"
            ),
            models.CheckConstraint(
                condition=~Q(words=""), name="a_room_entry_has_words"
            ),
            models.CheckConstraint(
                condition=Q(chair_only=False) | Q(shown=""),
                name="what_is_for_the_chair_is_on_no_wall",
            ),
        ]

    def __str__(self) -> str:
        return f"room entry {self.pk}"


class CaseOutcome(models.TextChoices):
    """What came of hearing a case. Whoever sees the agenda sees it."""

    ACTIONS = "actions", "Actions agreed"
    NO_ACTION = "no_action", "No action needed"
    AGAIN = "again", "To be heard again"
    ELSEWHERE = "elsewhere", "Goes to another MARAC"
    OTHER_WAY = "other_way", "Goes on in another way than MARAC"

    # Of panels below the threshold.
    SUPPORT = "support", "Support offered"
    TO_MARAC = "to_marac", "Referred to MARAC"
    FAMILY = "family", "Referred to early help or children's social care"
    STEP_DOWN = "step_down", "Stepped down to a service"
    NO_FURTHER = "no_more", "No further action"


BELOW = (
    CaseOutcome.SUPPORT,
    CaseOutcome.TO_MARAC,
    CaseOutcome.FAMILY,
    CaseOutcome.STEP_DOWN,
    CaseOutcome.NO_FURTHER,
)


def outcomes_of(panel: Panel) -> list[CaseOutcome]:
    """What can come of a case at a panel of this kind."""
    return [one for one in CaseOutcome if (one in BELOW) != panel.is_marac]


@classified(internal="case item part side closed_at outcome")
class Hearing(Protected):
    """A case is heard: from when it was called, until when, and its outcome. Once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="hearing")
    part = models.CharField(max_length=10, choices=Part, default=Part.IDENTITY)
    side = models.CharField(max_length=10, choices=Side, default=Side.VICTIM)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=CaseOutcome, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="what_was_heard_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(part="identity", side="victim"),
                name="a_hearing_is_an_identity",
            ),
        ]

    def __str__(self) -> str:
        return f"hearing of agenda item {self.item_id}"


class Told(models.TextChoices):
    """Whether the victim knows what the meeting decided."""

    TOLD = "told", "Told"
    NOT_YET = "not_yet", "Not told yet"
    NOT_SAFE = "not_safe", "Not told: it is not safe"


@classified(
    internal="case item part side told",
    special="said wishes",
    what={
        "said": "What the victim was told of the meeting",
        "wishes": "What the victim wished after it",
    },
)
class VictimFeedback(Protected):
    """What the IDVA told the victim of the meeting. Insert-only: the last counts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="feedback")
    part = models.CharField(max_length=10, choices=Part, default=Part.RISK)
    side = models.CharField(max_length=10, choices=Side, default=Side.VICTIM)
    told = models.CharField(max_length=8, choices=Told)
    said = models.CharField(max_length=2000, blank=True)
    wishes = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ("item", "-written_at")
        constraints = [
            models.CheckConstraint(
                condition=~Q(told="told") | ~Q(said=""),
                name="who_was_told_was_told_something",
            ),
            models.CheckConstraint(
                condition=Q(part="risk", side="victim"),
                name="feedback_is_of_the_victims_side",
            ),
        ]

    def __str__(self) -> str:
        return f"feedback to the victim of agenda item {self.item_id}"
