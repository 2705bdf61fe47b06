"""How persons belong together: relationships, households, and being the same one."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from concord.access.models import Part, Protected
from concord.foundation.classified import classified
from concord.partnership.models import Membership
from concord.people.models.persons import Person


@classified(
    internal="case_id part a b valid",
    special="kind",
    what={
        "kind": "What one person is to another, as alleged",
    },
)
class Relationship(Protected):
    """How two persons are related, as alleged in one case.

    `kind` says what `a` is to `b`. Seen only by who may see both in this case.
    """

    class Kind(models.TextChoices):
        PARTNER = "partner", "Partner"
        EX_PARTNER = "ex_partner", "Former partner"
        PARENT = "parent", "Parent"
        CHILD = "child", "Child"
        SIBLING = "sibling", "Brother or sister"
        OTHER_FAMILY = "other_family", "Other family"
        OTHER = "other", "Other"

    case_id = models.UUIDField()
    part = models.CharField(max_length=10, choices=Part, default=Part.IDENTITY)
    a = models.ForeignKey(Person, models.PROTECT, related_name="+")
    b = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    valid = DateRangeField(null=True, blank=True)

    class Meta:
        ordering = ("written_at",)
        indexes = [models.Index(fields=["case_id"], name="relationships_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(a=F("b")), name="nobody_is_related_to_themselves"
            ),
            models.UniqueConstraint(
                fields=["case_id", "a", "b", "kind"], name="relationship_once"
            ),
        ]

    def __str__(self) -> str:
        return f"relationship {self.pk}"


@classified(
    personal="note",
    what={
        "note": "Words about a household",
    },
)
class Household(Protected):
    """Persons who live together, as one team knows it. Never shared."""

    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"household {self.pk}"


@classified(
    internal="household person valid",
)
class HouseholdMember(Protected):
    """One person in a household, from when to when."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    valid = DateRangeField()

    class Meta:
        ordering = ("written_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person"], name="household_member_once"
            ),
        ]

    def __str__(self) -> str:
        return f"member of household {self.household_id}"


@classified(
    internal="a b state ended_by ended_at",
    special="evidence ended_why",
    what={
        "evidence": "Why two records are taken for one person",
        "ended_why": "Why they no longer are",
    },
)
class SamePerson(Protected):
    """Two records are of one person. Can be ended; widens nothing that anybody sees.

    A trigger refuses it for two sides of one case and for related persons, also by way
    of other links; and ends it when such a thing becomes known later.
    """

    class State(models.TextChoices):
        SAME = "same", "The same person"
        DIFFERENT = "different", "Two people"
        ENDED = "ended", "No longer taken for the same"

    a = models.ForeignKey(Person, models.PROTECT, related_name="+")
    b = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.SAME)
    evidence = models.CharField(max_length=300)
    ended_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_why = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-written_at",)
        indexes = [models.Index(fields=["b"], name="same_person_other_way")]
        constraints = [
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="same_person_order"),
            models.UniqueConstraint(
                fields=["a", "b"],
                condition=~Q(state="ended"),
                name="same_person_once",
            ),
        ]

    def __str__(self) -> str:
        return f"same person {self.pk}"
