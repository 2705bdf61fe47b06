"""By which of the four criteria a referral is for the MARAC."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from concord.access.models import Part, Protected, Side
from concord.cases.models import Case
from concord.foundation.classified import classified
from concord.frontdoor.public import WorkItem
from concord.marac.models.panel_notes import ForMarac


@classified(
    internal="case work part side",
    special="criteria words",
    what={
        "criteria": "By which criteria a case is for MARAC",
        "words": "Why a case is for MARAC, as its coordinator says",
    },
)
class Screening(Protected):
    """What the coordinator found when the referral came. Insert-only: the last counts.

    Of part "minutes": the team that coordinates reads it, and the team that holds the
    case. A judgement of professionals is enough by itself, and then says what it rests
    on (domain reference 1).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    work = models.ForeignKey(WorkItem, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part, default=Part.MINUTES)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    criteria = ArrayField(models.CharField(max_length=10, choices=ForMarac))
    words = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("work", "-written_at")
        constraints = [
            models.CheckConstraint(
                condition=Q(criteria__len__gt=0),
                name="a_screening_names_a_criterion",
            ),
            models.CheckConstraint(
                condition=~Q(criteria=["judgement"]) | ~Q(words=""),
                name="judgement_alone_is_explained",
            ),
            models.CheckConstraint(
                condition=Q(part="minutes", side="none"),
                name="a_screening_is_of_the_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"screening {self.pk}"

    @property
    def in_words(self) -> str:
        """ "Visible high risk, repeat": the labels in the order of the criteria."""
        return ", ".join(
            one.label if n == 0 else one.label[0].lower() + one.label[1:]
            for n, one in enumerate(c for c in ForMarac if c in self.criteria)
        )
