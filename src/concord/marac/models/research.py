"""What each team knows of a case before it is heard, said under its own name."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.access.models import Part, Protected, Side
from concord.cases.models import Case
from concord.foundation.classified import classified
from concord.marac.models.agenda import AgendaItem


@classified(
    internal="case item part side n batch checked_on",
    special="says last_contact_on",
    what={
        "says": "Whether a team knows somebody in the case",
        "last_contact_on": "When the team had last to do with them",
    },
)
class Research(Protected):
    """The answer of one team about one case of an agenda. Insert-only.

    A team that answers again writes the next `n`; the highest counts. `taken_back` is
    no answer again: what was said stays, and counts no more. `batch` holds together
    what was said of many cases at once, so that it can be taken back at once.
    """

    class Says(models.TextChoices):
        KNOWN = "known", "Known"
        NOT_KNOWN = "not_known", "Not known"
        TAKEN_BACK = "taken_back", "Taken back"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="research")
    part = models.CharField(max_length=10, choices=Part, default=Part.RESEARCH)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    n = models.PositiveSmallIntegerField()
    says = models.CharField(max_length=10, choices=Says)
    checked_on = models.DateField(null=True, blank=True)
    last_contact_on = models.DateField(null=True, blank=True)
    batch = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("item", "owner_team", "-n")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "owner_team", "n"], name="an_answer_has_its_number"
            ),
            models.CheckConstraint(
                condition=Q(part="research", side="none"),
                name="an_answer_is_research",
            ),
            models.CheckConstraint(
                condition=Q(says="taken_back") | Q(checked_on__isnull=False),
                name="an_answer_says_when_records_were_checked",
            ),
            models.CheckConstraint(
                condition=Q(says="known") | Q(last_contact_on__isnull=True),
                name="only_who_is_known_had_contact",
            ),
        ]

    def __str__(self) -> str:
        return f"research {self.pk}"

    @property
    def is_answer(self) -> bool:
        """Whether it counts as an answer."""
        return self.says != self.Says.TAKEN_BACK


class About(models.TextChoices):
    """What a line of research is about, in the order of the form."""

    VICTIM = "victim", "Risk to the victim"
    CHILDREN = "children", "Risk to children"
    STAFF = "staff", "Risk to staff"
    ALLEGED = "alleged", "The person alleged to cause harm"
    VIEWS = "views", "What the victim wants"
    ACTION = "action", "Proposed action"
    OTHER = "other", "Something else"


SIDE_OF = {
    About.VICTIM: Side.VICTIM,
    About.VIEWS: Side.VICTIM,
    About.CHILDREN: Side.CHILD,
    About.ALLEGED: Side.ALLEGED,
    About.STAFF: Side.NONE,
    About.ACTION: Side.NONE,
    About.OTHER: Side.NONE,
}


@classified(
    internal="case item research part side about kind handling position said_on",
    special="text",
    what={"text": "What a team knows, for a MARAC"},
)
class ResearchEntry(Protected):
    """One thing that a team says of a case. Insert-only, with the answer it is part of.

    `said_on` is the day on which it was first said: later than that nothing of it was
    changed. `chair_only` is read by the team that wrote it and the team that
    coordinates, and goes into no minutes.
    """

    class Kind(models.TextChoices):
        FACT = "fact", "Fact"
        OPINION = "opinion", "Opinion"
        INTELLIGENCE = "intelligence", "Intelligence"

    class Handling(models.TextChoices):
        SHARE = "share", "Share in the meeting"
        CHAIR_ONLY = "chair_only", "For the chair only"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+")
    research = models.ForeignKey(Research, models.PROTECT, related_name="entries")
    part = models.CharField(max_length=10, choices=Part, default=Part.RESEARCH)
    side = models.CharField(max_length=10, choices=Side)
    position = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=8, choices=About)
    kind = models.CharField(max_length=12, choices=Kind)
    handling = models.CharField(max_length=10, choices=Handling, default=Handling.SHARE)
    text = models.TextField(max_length=4000)
    said_on = models.DateField()

    class Meta:
        ordering = ("research", "position")
        constraints = [
            models.UniqueConstraint(
                fields=["research", "position"], name="lines_of_an_answer_in_order"
            ),
            models.CheckConstraint(
                condition=Q(part="research"), name="a_line_is_research"
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="a_line_of_research_says_something"
            ),
            # Grants are given by side: what is about him must not open as hers.
            models.CheckConstraint(
                condition=Q(side="victim", about__in=["victim", "views"])
                | Q(side="child", about="children")
                | Q(side="alleged", about="alleged")
                | Q(side="none", about__in=["staff", "action", "other"]),
                name="a_line_is_of_the_side_that_it_is_about",
            ),
        ]

    def __str__(self) -> str:
        return f"line of research {self.pk}"

    @property
    def is_for_the_chair(self) -> bool:
        return self.handling == self.Handling.CHAIR_ONLY


@classified(
    internal="case item part side saved_at used_at",
    special="typed",
    what={"typed": "What was typed so far of a team's research"},
)
class ResearchDraft(Protected):
    """Research that is being written, for whoever writes it alone.

    `typed` is the form as it was sent, by name of field; empty once it has served.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part, default=Part.RESEARCH)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    typed = models.JSONField(default=dict, blank=True)
    saved_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-saved_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["item", "written_by"],
                condition=Q(used_at__isnull=True),
                name="one_open_draft_of_research",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(typed={}),
                name="research_that_was_sent_leaves_no_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"draft of research {self.pk}"
