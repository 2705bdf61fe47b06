"""Agreements, sharing decisions, and what each lets a team see."""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    DateTimeRangeField,
    RangeOperators,
)
from django.db import models
from django.db.models import Q

from concord.access.models.protected import Part, Protected, Side
from concord.foundation.classified import classified
from concord.partnership.models import Definition, Membership, Partnership, Team
from concord.partnership.models.validity import Valid

CASE, TEAM, PART, SIDE, DURING = (
    ("case_id", RangeOperators.EQUAL),
    ("team", RangeOperators.EQUAL),
    ("part", RangeOperators.EQUAL),
    ("side", RangeOperators.EQUAL),
    ("during", RangeOperators.OVERLAPS),
)


@classified(
    public="title purposes data_items",
    internal="id partnership parties review_on where_kept valid",
)
class Agreement(Valid):
    """An information-sharing agreement (protocol) that decisions cite.

    It is registered with the day by which it is to be reviewed. The document itself
    stays where the partnership keeps it; `where_kept` says where that is.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    parties = models.ManyToManyField(
        "partnership.Agency", through="AgreementParty", related_name="+"
    )
    purposes = models.TextField(help_text="What may be shared, and for what")
    data_items = models.TextField(help_text="Which items of data", blank=True)
    review_on = models.DateField()
    where_kept = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("title",)
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "title"], name="agreement_title_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


@classified(
    internal="id agreement agency partnership signed_on",
)
class AgreementParty(models.Model):
    """One agency that has signed an agreement."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signed")
    agency = models.ForeignKey("partnership.Agency", models.PROTECT, related_name="+")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    signed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("agreement", "agency__name")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "agency"], name="agreement_party_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.agency_id}"


class Purpose(models.TextChoices):
    """What sharing is for. The words of the decision say the rest."""

    SAFEGUARD_VICTIM = "safeguard_victim", "Keep the victim safe"
    SAFEGUARD_CHILDREN = "safeguard_children", "Keep the children safe"
    MARAC = "marac", "MARAC hearing"
    PREVENT_HARM = "prevent_harm", "Stop the person causing harm"
    SUPPORT = "support", "Give support that was asked for"
    ADULT_AT_RISK = "adult_at_risk", "Safeguard an adult with care needs"
    OTHER = "other", "Something else, said below"
    HAND_OVER = "hand_over", "Another team takes the case"


class Told(models.TextChoices):
    """Whether the person knows. Not telling is lawful, but has a reason."""

    TOLD = "told", "Told"
    NOT_TOLD = "not_told", "Not told"


class Consent(models.TextChoices):
    """Consent is not the lawful basis here; whether it was sought is kept."""

    GIVEN = "given", "Sought and given"
    REFUSED = "refused", "Sought and refused"
    NOT_SOUGHT = "not_sought", "Not sought"


@classified(
    internal="case_id part side agreement purpose definition basis condition told "
    "told_on consent",
    special="why why_not_told views",
    what={
        "why": "Why sharing is necessary and proportionate",
        "why_not_told": "Why the person was not told",
    },
)
class Disclosure(Protected):
    """One decision to share a case: by whom, for what, on which basis, and why.

    Insert-only. `basis` and `condition` are codes of the definition `lawful_basis` in
    the version that `definition` names; they are those of the sharing team's kind of
    agency. `why` says why sharing is necessary and proportionate.
    """

    case_id = models.UUIDField()
    part = models.CharField(max_length=10, choices=Part, default=Part.NOTE)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="disclosures"
    )
    purpose = models.CharField(max_length=20, choices=Purpose)
    definition = models.ForeignKey(Definition, models.PROTECT, related_name="+")
    basis = models.CharField(max_length=40)
    condition = models.CharField(max_length=40, blank=True)
    why = models.TextField()
    told = models.CharField(max_length=10, choices=Told)
    told_on = models.DateField(null=True, blank=True)
    why_not_told = models.TextField(blank=True)
    consent = models.CharField(max_length=10, choices=Consent)
    views = models.TextField(blank=True, help_text="What the person says about it")

    class Meta:
        ordering = ("-written_at",)
        indexes = [models.Index(fields=["case_id"], name="disclosures_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(why="") & ~Q(basis=""), name="sharing_has_basis_and_reason"
            ),
            models.CheckConstraint(
                condition=Q(told=Told.TOLD) | ~Q(why_not_told=""),
                name="not_telling_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"sharing decision {self.pk}"


@classified(
    internal="id partnership kind disclosure case_id from_team team part side during "
    "ended_by",
    special="ended_why",
    what={
        "ended_why": "Why a team no longer sees it",
    },
)
class Grant(models.Model):
    """What one team may see of one case, from when, until when.

    kind "own": the team that holds the case sees all parts of all sides but places
    that others keep; there is one such grant at a time. kind "shared": one part of one
    side, by a decision. `during` only ever becomes shorter.
    """

    class Kind(models.TextChoices):
        OWN = "own", "Own case"
        SHARED = "shared", "By decision"

    ALL = "all"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind)
    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, null=True, related_name="grants"
    )
    case_id = models.UUIDField()
    from_team = models.ForeignKey(
        Team, models.PROTECT, null=True, related_name="+"
    )  # who decided; a place of another team is not theirs to share
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=[*Part.choices, (ALL, "All")])
    side = models.CharField(max_length=10, choices=[*Side.choices, (ALL, "All")])
    during = DateTimeRangeField()
    ended_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("case_id", "team", "part", "side")
        indexes = [
            models.Index(
                fields=["case_id", "team"],
                include=["part", "side", "during"],
                name="grants_of_case",
            ),
            models.Index(
                fields=["team", "case_id"], include=["during"], name="grants_of_team"
            ),
        ]
        constraints = [
            ExclusionConstraint(
                name="one_grant_at_a_time", expressions=[CASE, TEAM, PART, SIDE, DURING]
            ),
            ExclusionConstraint(
                name="one_owner_at_a_time",
                expressions=[CASE, DURING],
                condition=Q(kind="own"),
            ),
            models.CheckConstraint(
                condition=Q(kind="own", disclosure__isnull=True, part="all", side="all")
                | Q(kind="shared", disclosure__isnull=False)
                & ~Q(part="all")
                & ~Q(side="all"),
                name="shared_by_a_decision_or_own",
            ),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"
