"""What the front door decided, and the work that it made for another team."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.access.models import Disclosure, Part, Protected, Side
from concord.cases.models import Case
from concord.foundation.classified import classified
from concord.frontdoor.models.before_case import BeforeCase
from concord.frontdoor.models.referrals import Referral
from concord.partnership.models import Membership, Team


class Outcome(models.TextChoices):
    """Where a referral goes. The words are the field's; which exist here is local."""

    MARAC = "marac", "MARAC"
    SUPPORT = "support", "Specialist support"
    REFUGE = "refuge", "Refuge or safe accommodation"
    CHILDREN = "children", "Children's social care"
    ADULTS = "adults", "Adult safeguarding"
    EARLY_HELP = "early_help", "Early help"
    PERPETRATOR = "perpetrator", "Service for people who cause harm"
    BELOW_THRESHOLD = "below_threshold", "Below-threshold review"
    PARENTAL_CONFLICT = "parental_conflict", "Help with conflict between parents"
    ADVICE = "advice", "Advice given, no further action"
    NOT_APPROPRIATE = "not_appropriate", "Not appropriate"


# Work for a team. The others end at the front door.
GOES_ON = frozenset(Outcome) - {Outcome.ADVICE, Outcome.NOT_APPROPRIATE}


class Feedback(models.TextChoices):
    """Why a referral was not appropriate: counted, for training and commissioning."""

    NOT_ABUSE = "not_abuse", "It is not about abuse"
    WRONG_AREA = "wrong_area", "They live in another area"
    TOO_LITTLE = "too_little", "Too little was said to act on"
    ELSEWHERE = "elsewhere", "Somebody else is helping already"
    UNSAFE = "unsafe", "Made in a way that was not safe"


@classified(
    internal="referral case part side n outcome to_team disclosure feedback at",
    special="why",
    what={"why": "Why it was decided so"},
)
class Decision(BeforeCase):
    """What was decided about a referral. The last `n` counts; insert-only."""

    file = "referral_id"

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="decisions")
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+"
    )
    part = models.CharField(max_length=10, choices=Part, default=Part.NOTE)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    n = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=20, choices=Outcome)
    why = models.CharField(max_length=2000)
    to_team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+"
    )
    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, null=True, blank=True, related_name="+"
    )
    feedback = models.CharField(max_length=12, choices=Feedback, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("referral", "-n")
        constraints = [
            models.UniqueConstraint(fields=["referral", "n"], name="decision_once"),
            models.CheckConstraint(
                condition=Q(outcome="not_appropriate") & ~Q(feedback="")
                | ~Q(outcome="not_appropriate") & Q(feedback=""),
                name="not_appropriate_says_why",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["advice", "not_appropriate"])
                | Q(case__isnull=False, to_team__isnull=False),
                name="what_goes_on_goes_to_a_team_with_a_case",
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.n} on referral {self.referral_id}"


@classified(
    internal="case decision kind to_team part side due_on state taken_by state_at",
    special="said",
    what={"said": "What came of the work"},
)
class WorkItem(Protected):
    """Work that a decision made for a team, in a case that it may see by a grant."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        TAKEN = "taken", "Taken"
        DONE = "done", "Done"
        SENT_BACK = "sent_back", "Sent back"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="work")
    kind = models.CharField(max_length=20, choices=Outcome)
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part, default=Part.ACTION)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    due_on = models.DateField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    taken_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state_at = models.DateTimeField()
    said = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("due_on", "written_at")
        indexes = [
            models.Index(fields=["to_team", "state"], name="work_of_team"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent_back") | ~Q(said=""),
                name="work_sent_back_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"work {self.pk}"
