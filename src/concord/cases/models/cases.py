"""A case: one victim, who is alleged to cause harm, and the children."""

from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.db.models import F, Q

from concord.access.models import Part, Protected, Side
from concord.foundation.classified import classified
from concord.people.models import Person

# Without letters and digits that are taken for one another, and without vowels.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
SIDES = [choice for choice in Side.choices if choice[0] != Side.NONE]


def new_ref() -> str:
    """A reference that says nothing: eight letters and digits, 28 thousand million."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


@classified(
    internal="ref family_group state opened_on closed_on",
    special="closed_why",
    what={
        "closed_why": "Why the case was closed",
    },
)
class Case(Protected):
    """One victim and those alleged to harm them. The unit that is counted.

    Several victims of one family are several cases with one `family_group`; several
    alleged are several parties. `owner_team` opened it; who holds it now is the
    grant of kind "own".
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    ref = models.CharField(max_length=9, unique=True, default=new_ref, editable=False)
    family_group = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closed_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-opened_on", "ref")
        indexes = [
            models.Index(fields=["family_group"], name="cases_of_family"),
            models.Index(fields=["partnership", "-opened_on"], name="cases_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_on__isnull=True)
                | Q(state="closed", closed_on__gte=F("opened_on")),
                name="a_closed_case_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.ref}"

    def case_read(self) -> uuid.UUID | None:
        return self.pk


@classified(
    internal="case person part left_on",
    special="side left_why",
    what={
        "side": "Victim, alleged to cause harm, or child",
        "left_why": "Why somebody left the case",
    },
)
class Party(Protected):
    """A person in a case, on one side of it. Never on both."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties")
    person = models.ForeignKey(Person, models.PROTECT, related_name="parties")
    part = models.CharField(max_length=10, choices=Part, default=Part.IDENTITY)
    side = models.CharField(max_length=10, choices=SIDES)
    left_on = models.DateField(null=True, blank=True)
    left_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("case", "side", "written_at")
        indexes = [models.Index(fields=["person"], name="parties_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], name="a_person_is_on_one_side_of_a_case"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(side="victim"),
                name="one_victim_of_a_case",
            ),
            models.CheckConstraint(
                condition=Q(part="identity"), name="a_party_is_an_identity"
            ),
        ]

    def __str__(self) -> str:
        return f"party {self.pk}"
