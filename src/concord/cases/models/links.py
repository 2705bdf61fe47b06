"""What runs beside a case: the other side's case, another area, other processes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from concord.access.models import Part, Protected, Side
from concord.cases.models.cases import Case
from concord.foundation.classified import classified
from concord.partnership.models import Membership, Partnership, Team
from concord.people.models import Person


@classified(
    internal="case other_case part side",
    special="view why",
    what={
        "view": "Who is taken to be the main victim",
        "why": "Why",
    },
)
class CounterAllegation(Protected):
    """Two cases in which the same people accuse each other. No grant crosses it.

    Seen only by who may see both cases. `view` says who is taken to be the victim, and
    why; a later view is a new row.
    """

    class View(models.TextChoices):
        THIS = "this", "The victim of this case is the main victim"
        OTHER = "other", "The victim of the other case is the main victim"
        BOTH = "both", "Both are victims"
        NOT_KNOWN = "not_known", "Not known yet"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    other_case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part, default=Part.NOTE)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    view = models.CharField(max_length=10, choices=View)
    why = models.TextField()

    class Meta:
        ordering = ("-written_at",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(case=F("other_case")), name="no_case_counters_itself"
            ),
            models.CheckConstraint(
                condition=~Q(why=""), name="a_view_of_two_sides_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"counter-allegation {self.pk}"


@classified(
    internal="case part side reference to_partnership to_team to_case received_at "
    "received_by heard_on",
    special="why packet",
    what={
        "why": "Why another area is to hear the case",
        "packet": "What the sending team chose to tell",
    },
)
class Transfer(Protected):
    """A case that another partnership is to hear. Each counts its own case.

    `packet` is what the sending team chose to tell, and nothing else crosses. Only the
    sending team and the team it is sent to see the row. The flag here stays.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part, default=Part.NOTE)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    reference = models.CharField(
        max_length=9, help_text="Of the case here: whoever receives it can't read that"
    )
    to_partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    to_case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    why = models.TextField()
    packet = models.JSONField()
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    heard_on = models.DateField(null=True)

    class Meta:
        ordering = ("-written_at",)
        indexes = [models.Index(fields=["to_team"], name="transfers_to_team")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(partnership=F("to_partnership")),
                name="a_transfer_leaves_the_partnership",
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by__isnull=True)
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="a_receipt_has_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"transfer {self.pk}"


@classified(
    internal="case person part side started_on ended_on led_by",
    special="kind reference note",
    what={
        "kind": "Kind of process, such as child protection",
        "reference": "Its reference there",
        "note": "Words about it",
    },
)
class ParallelProcess(Protected):
    """Another process that runs beside this case, about one side or the whole."""

    class Kind(models.TextChoices):
        CHILD_PROTECTION = "child_protection", "Child protection plan"
        CHILD_IN_NEED = "child_in_need", "Child in need plan"
        CARE_PROCEEDINGS = "care_proceedings", "Care proceedings"
        CARE_ACT = "care_act", "Care Act assessment"
        ADULT_SAFEGUARDING = "adult_safeguarding", "Adult safeguarding enquiry"
        MAPPA = "mappa", "MAPPA"
        OFFENDER_MANAGEMENT = "offender_management", "Offender management"
        MATAC = "matac", "MATAC or perpetrator panel"
        CRIMINAL = "criminal", "Criminal proceedings"
        FAMILY_COURT = "family_court", "Family court"
        GANGS = "gangs", "Gangs or exploitation"
        NRM = "nrm", "National Referral Mechanism"
        HOMELESSNESS = "homelessness", "Homelessness application"
        OTHER = "other", "Other"

    case = models.ForeignKey(Case, models.PROTECT, related_name="processes")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    part = models.CharField(max_length=10, choices=Part, default=Part.RISK)
    side = models.CharField(max_length=10, choices=Side)
    kind = models.CharField(max_length=20, choices=Kind)
    reference = models.CharField(max_length=60, blank=True)
    led_by = models.CharField(max_length=120, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("kind", "-written_at")
        indexes = [models.Index(fields=["case"], name="processes_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(ended_on__gte=F("started_on")),
                name="process_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"parallel process {self.pk}"
