"""Numbers that others know a person by, and what bears on what a person needs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.access.models import Part, Protected
from concord.foundation.classified import classified
from concord.people.models.contact import SIDES
from concord.people.models.persons import Person

# Real answers: that nobody asked is not that somebody did not want to say.
NO_ANSWER = [
    ("not_recorded", "Not recorded"),
    ("not_asked", "Not asked"),
    ("prefers_not", "Prefers not to say"),
]
NOT_RECORDED = "not_recorded"


@classified(
    internal="person part kind issuer ended_on ended_why",
    personal="value",
    what={"value": "NHS number, or a reference of the police or another agency"},
)
class Identifier(Protected):
    """A number by which a person is known elsewhere, as the team's own record has it.

    Seen by who may see the person. Not unique: a refusal would tell that somebody is
    known. What ends says why; nothing is changed.
    """

    class Kind(models.TextChoices):
        NHS = "nhs", "NHS number"
        POLICE = "police", "Police reference"
        OTHER = "other", "Other reference"

    class Ended(models.TextChoices):
        TYPED_WRONG = "typed", "It was typed wrong"
        SOMEBODY_ELSE = "somebody", "It is somebody else's"
        NOT_IN_USE = "unused", "It is used no longer"

    person = models.ForeignKey(Person, models.PROTECT, related_name="identifiers")
    part = models.CharField(max_length=10, choices=Part, default=Part.IDENTITY)
    kind = models.CharField(max_length=6, choices=Kind)
    value = models.CharField(max_length=40)
    issuer = models.CharField(max_length=80, blank=True, help_text="Whose number it is")
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=8, choices=Ended, blank=True)

    class Meta:
        ordering = ("kind", "written_at")
        indexes = [models.Index(fields=["person"], name="identifiers_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="nhs") | Q(value__regex=r"^\d{10}$"),
                name="nhs_number_has_ten_figures",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_why="")
                | Q(ended_on__isnull=False) & ~Q(ended_why=""),
                name="an_identifier_that_ended_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"identifier {self.pk}"

    @property
    def shown(self) -> str:
        """As it is usually written: an NHS number in three pieces."""
        if self.kind != self.Kind.NHS:
            return self.value
        return f"{self.value[:3]} {self.value[3:6]} {self.value[6:]}"


@classified(
    internal="person case_id part side n",
    special="ethnicity sexual_orientation religion disability disability_words "
    "gender_as_registered immigration recourse pregnancy due_on",
    what={
        "ethnicity": "Ethnic group",
        "sexual_orientation": "Sexual orientation",
        "religion": "Religion",
        "disability": "Whether they are disabled",
        "disability_words": "What they need because of a disability",
        "gender_as_registered": "Whether their gender is that registered at birth",
        "immigration": "Immigration status",
        "recourse": "Whether they may claim public funds",
        "pregnancy": "Whether they are pregnant",
        "due_on": "When a baby is due",
    },
)
class Characteristics(Protected):
    """What bears on a person's needs in one case. Insert-only; the last `n` counts.

    Part "risk", on the person's side of the case. Each team numbers its own: a number
    that is taken must not tell that another team has written something. Ethnic groups
    are those of the census of England, 2021.
    """

    class Ethnicity(models.TextChoices):
        WHITE_BRITISH = (
            "white_british",
            "White: English, Welsh, Scottish, Northern Irish or British",
        )
        WHITE_IRISH = "white_irish", "White: Irish"
        GYPSY = "gypsy_traveller", "White: Gypsy or Irish Traveller"
        ROMA = "roma", "White: Roma"
        WHITE_OTHER = "white_other", "White: other"
        MIXED_CARIBBEAN = "mixed_caribbean", "Mixed: White and Black Caribbean"
        MIXED_AFRICAN = "mixed_african", "Mixed: White and Black African"
        MIXED_ASIAN = "mixed_asian", "Mixed: White and Asian"
        MIXED_OTHER = "mixed_other", "Mixed: other"
        INDIAN = "indian", "Asian: Indian"
        PAKISTANI = "pakistani", "Asian: Pakistani"
        BANGLADESHI = "bangladeshi", "Asian: Bangladeshi"
        CHINESE = "chinese", "Asian: Chinese"
        ASIAN_OTHER = "asian_other", "Asian: other"
        AFRICAN = "african", "Black: African"
        CARIBBEAN = "caribbean", "Black: Caribbean"
        BLACK_OTHER = "black_other", "Black: other"
        ARAB = "arab", "Arab"
        OTHER = "other", "Any other ethnic group"

    class Orientation(models.TextChoices):
        STRAIGHT = "straight", "Straight or heterosexual"
        GAY = "gay_lesbian", "Gay or lesbian"
        BISEXUAL = "bisexual", "Bisexual"
        OTHER = "other", "Other"

    class Religion(models.TextChoices):
        NONE = "none", "No religion"
        CHRISTIAN = "christian", "Christian"
        BUDDHIST = "buddhist", "Buddhist"
        HINDU = "hindu", "Hindu"
        JEWISH = "jewish", "Jewish"
        MUSLIM = "muslim", "Muslim"
        SIKH = "sikh", "Sikh"
        OTHER = "other", "Other"

    class YesNo(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"

    class Immigration(models.TextChoices):
        BRITISH_IRISH = "british_irish", "British or Irish"
        SETTLED = "settled", "Settled, or leave to remain without limit"
        PRE_SETTLED = "pre_settled", "Pre-settled status"
        PARTNER = "partner_visa", "Visa as a partner"
        WORK_STUDY = "work_study", "Visa to work or study"
        ASYLUM = "asylum", "Seeking asylum"
        REFUGEE = "refugee", "Refugee or protected"
        NO_LEAVE = "no_leave", "No leave to remain, or it has run out"
        OTHER = "other", "Other"

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    case_id = models.UUIDField()
    part = models.CharField(max_length=10, choices=Part, default=Part.RISK)
    side = models.CharField(max_length=10, choices=SIDES)
    n = models.PositiveIntegerField()
    ethnicity = models.CharField(
        max_length=16,
        choices=[*Ethnicity.choices, *NO_ANSWER],
        default=NOT_RECORDED,
    )
    sexual_orientation = models.CharField(
        max_length=12,
        choices=[*Orientation.choices, *NO_ANSWER],
        default=NOT_RECORDED,
    )
    religion = models.CharField(
        max_length=12, choices=[*Religion.choices, *NO_ANSWER], default=NOT_RECORDED
    )
    disability = models.CharField(
        max_length=12, choices=[*YesNo.choices, *NO_ANSWER], default=NOT_RECORDED
    )
    disability_words = models.CharField(max_length=300, blank=True)
    gender_as_registered = models.CharField(
        max_length=12, choices=[*YesNo.choices, *NO_ANSWER], default=NOT_RECORDED
    )
    immigration = models.CharField(
        max_length=13,
        choices=[*Immigration.choices, *NO_ANSWER],
        default=NOT_RECORDED,
    )
    recourse = models.CharField(
        max_length=12, choices=[*YesNo.choices, *NO_ANSWER], default=NOT_RECORDED
    )
    pregnancy = models.CharField(
        max_length=12, choices=[*YesNo.choices, *NO_ANSWER], default=NOT_RECORDED
    )
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("person", "case_id", "-n")
        indexes = [models.Index(fields=["case_id"], name="characteristics_of_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "case_id", "owner_team", "n"],
                name="characteristics_once",
            ),
            models.CheckConstraint(
                condition=Q(part="risk"), name="characteristics_are_part_risk"
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(pregnancy="yes"),
                name="a_baby_is_due_to_who_is_pregnant",
            ),
        ]

    def __str__(self) -> str:
        return f"characteristics {self.n} of person {self.person_id}"
