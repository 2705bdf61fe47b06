"""Whether a case of an agenda is a repeat, by which rule, and who says otherwise."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.access.models import Part, Protected, Side
from concord.cases.models import Case
from concord.foundation.classified import classified
from concord.marac.models.agenda import AgendaItem
from concord.partnership.models import Definition


@classified(
    internal="case item part side n definition referred_on prior_on overlap",
    special="result override why",
    what={
        "result": "Whether it is a repeat, as it was worked out",
        "override": "Whether it is a repeat, as the coordinator says instead",
        "why": "Why the coordinator says otherwise",
    },
)
class RepeatFinding(Protected):
    """What was found, by which version of the rule. Insert-only: the last `n` counts.

    `prior_on` is the day of the last referral of this victim to MARAC that the team
    could see, also where it was because of somebody else (`overlap` none): then the
    case is new. An override repeats what was worked out, and says why it is otherwise.
    """

    class Overlap(models.TextChoices):
        SAME = "same", "The same people"
        SOME = "some", "Some of the same people"
        NONE = "none", "Other people"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="repeats")
    part = models.CharField(max_length=10, choices=Part, default=Part.RISK)
    side = models.CharField(max_length=10, choices=Side, default=Side.VICTIM)
    n = models.PositiveSmallIntegerField()
    definition = models.ForeignKey(Definition, models.PROTECT, related_name="+")
    referred_on = models.DateField()
    prior_on = models.DateField(null=True, blank=True)
    overlap = models.CharField(max_length=4, choices=Overlap, blank=True)
    result = models.BooleanField()
    override = models.BooleanField(null=True, blank=True)
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("item", "-n")
        constraints = [
            models.UniqueConstraint(fields=["item", "n"], name="repeat_finding_once"),
            models.CheckConstraint(
                condition=Q(override__isnull=True, why="")
                | Q(override__isnull=False) & ~Q(why=""),
                name="an_override_of_a_repeat_says_why",
            ),
            models.CheckConstraint(
                condition=Q(prior_on__isnull=True, overlap="")
                | Q(prior_on__isnull=False) & ~Q(overlap=""),
                name="a_prior_referral_has_its_overlap",
            ),
            models.CheckConstraint(
                condition=Q(result=False) | Q(overlap__in=["same", "some"]),
                name="a_new_alleged_person_is_no_repeat",
            ),
            models.CheckConstraint(
                condition=Q(part="risk", side="victim"), name="a_repeat_is_a_risk"
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.n} on agenda item {self.item_id}"

    @property
    def is_repeat(self) -> bool:
        """What counts: what was worked out, or what the coordinator says instead."""
        return self.result if self.override is None else self.override
