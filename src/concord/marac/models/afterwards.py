"""What stays open after a meeting although a team had nothing to say, and why."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.access.models import Part, Protected, Side
from concord.cases.models import Case
from concord.foundation.classified import classified
from concord.marac.models.agenda import AgendaItem
from concord.partnership.models import Team


@classified(
    internal="case item team part side",
    special="why",
    what={"why": "Why a team goes on seeing a case, as one of a list"},
)
class KeptOpen(Protected):
    """The chair's word that a team goes on seeing who a case is about. Insert-only.

    Without it, a team that knew nothing and has nothing to do loses what the agenda
    opened to it. `why` is one of a list: whoever reads it learns nothing of anybody.
    """

    class Why(models.TextChoices):
        WORKS = "works", "It is about to work with somebody in the case"
        AREA = "area", "It covers where they live, work or go to school"
        CHILDREN = "children", "It looks after children like theirs"
        CHECKS = "checks", "It has still to look in its records"
        OTHER = "other", "Another reason, which the minutes give"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part, default=Part.IDENTITY)
    side = models.CharField(max_length=10, choices=Side, default=Side.VICTIM)
    why = models.CharField(max_length=8, choices=Why)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "team"], name="a_team_is_kept_once_a_hearing"
            ),
            models.CheckConstraint(
                condition=Q(part="identity", side="victim"),
                name="what_is_kept_open_is_an_identity",
            ),
        ]

    def __str__(self) -> str:
        return f"kept open {self.pk}"
