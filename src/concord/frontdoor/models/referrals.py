"""A referral as it came, whom it names, and everything that was done with it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from concord.access.models import Consent, Part, Side, Told
from concord.cases.models import Case
from concord.cases.models.cases import new_ref
from concord.foundation.classified import classified, classified_table
from concord.frontdoor.models.before_case import BeforeCase
from concord.partnership.models import Membership, Team
from concord.people.models import Person, PersonVersion, Relationship

SIDES = [choice for choice in Side.choices if choice[0] != Side.NONE]


class Strand(models.TextChoices):
    """What kind of harm a referral is about. Several may be true of one."""

    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse"
    STALKING = "stalking", "Stalking"
    SEXUAL_VIOLENCE = "sexual_violence", "Sexual violence"
    FORCED_MARRIAGE = "forced_marriage", "Forced marriage"
    HONOUR = "honour", "So-called honour-based abuse"
    FGM = "fgm", "Female genital mutilation"
    TRAFFICKING = "trafficking", "Trafficking or exploitation"
    PARENTAL_CONFLICT = "parental_conflict", "Conflict between parents, no abuse seen"


class Abuse(models.TextChoices):
    """Kinds of abusive behaviour (Domestic Abuse Act 2021, section 1). They overlap."""

    PHYSICAL = "physical", "Physical"
    SEXUAL = "sexual", "Sexual"
    THREATENING = "threatening", "Violent or threatening"
    CONTROLLING = "controlling", "Controlling or coercive"
    ECONOMIC = "economic", "Economic"
    EMOTIONAL = "emotional", "Psychological or emotional"
    OTHER = "other", "Other"


class Answer(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    DONT_KNOW = "dont_know", "Don't know"


def new_referral_ref() -> str:
    """A reference that says nothing, and can't be taken for that of a case."""
    return f"R-{new_ref()}"


@classified(
    internal="ref source from_team to_team case part side received_at event_on state "
    "since taken_by reply replied_at key",
    personal="referrer_name referrer_role referrer_organisation referrer_contact "
    "referrer_verified told "
    "consent told_why_not",
    special="strands abuse danger_now danger_why what_happened wishes fears needs "
    "children_seen mandatory_report mandatory_report_note",
    what={
        "referrer_name": "Who refers",
        "referrer_role": "What they are",
        "referrer_organisation": "Where they work",
        "referrer_contact": "How the referrer can be reached",
        "referrer_verified": "Address at work to which the referrer's link was sent",
        "told": "Whether the victim knows of the referral",
        "told_why_not": "Why the victim was not told",
        "consent": "Whether consent was asked for and given",
        "strands": "Kinds of harm",
        "abuse": "Kinds of abusive behaviour",
        "danger_now": "Whether somebody is in danger now",
        "danger_why": "What the danger is",
        "what_happened": "What happened",
        "wishes": "What the victim wants",
        "fears": "Whom they fear, and who is safe to talk to",
        "needs": "What they need: language, access, health, money",
        "children_seen": "Whether children saw or heard it",
        "mandatory_report": "Whether the duty to report FGM was met",
        "mandatory_report_note": "Its reference, or why it does not apply",
    },
)
class Referral(BeforeCase):
    """Somebody asks the front door to act. What was said is never changed.

    `owner_team` wrote it (for those without an account: the front door itself),
    `to_team` stands at the door. `case` is set when the front door opens one or finds
    it. Nothing in this row says where anybody is: that stands in `Named`.
    """

    class Source(models.TextChoices):
        PROFESSIONAL = "professional", "A professional"
        SELF = "self", "The person"
        FAMILY_FRIEND = "family_friend", "Family or a friend"
        ONE_STOP_SHOP = "one_stop_shop", "One Stop Shop"
        PARTNER_SYSTEM = "partner_system", "Another agency's system"
        SPREADSHEET = "spreadsheet", "A spreadsheet"

    class State(models.TextChoices):
        NEW = "new", "New"
        CHECKING = "checking", "Checking"
        WAITING = "waiting", "Waiting for an answer"
        READY = "ready", "Ready to decide"
        DECIDED = "decided", "Decided"

    class Reply(models.TextChoices):
        """What a professional is told at the end. It says nothing of anybody."""

        NONE = "", "Not yet"
        ACTING = "acting", "We are acting on it"
        OTHER_WAY = "other_way", "It is dealt with in another way"
        TALK = "talk", "Please call us about it"

    class Report(models.TextChoices):
        """Duty to report FGM of under-18s (Female Genital Mutilation Act 2003, 5B)."""

        NOT_ASKED = "", "Not asked"
        MADE = "made", "Reported to the police"
        NOT_YET = "not_yet", "Not yet reported"
        NO_DUTY = "no_duty", "The duty does not apply"

    OPEN = (State.NEW, State.CHECKING, State.WAITING, State.READY)

    ref = models.CharField(
        max_length=11, unique=True, default=new_referral_ref, editable=False
    )
    source = models.CharField(max_length=15, choices=Source)
    # Null where nobody with an account wrote it.
    written_by = models.ForeignKey(  # type: ignore[assignment]
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    part = models.CharField(max_length=10, choices=Part, default=Part.NOTE)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    key = models.CharField(max_length=80, blank=True, help_text="The sender's own key")

    referrer_name = models.CharField(max_length=120, blank=True)
    referrer_role = models.CharField(max_length=120, blank=True)
    referrer_organisation = models.CharField(max_length=160, blank=True)
    referrer_contact = models.CharField(max_length=200, blank=True)
    # Only `access.refer_by_link` writes it; the database empties what others say.
    referrer_verified = models.EmailField(blank=True, default="", editable=False)

    received_at = models.DateTimeField()
    event_on = models.DateField(null=True, blank=True)
    strands = ArrayField(models.CharField(max_length=20, choices=Strand), default=list)
    abuse = ArrayField(
        models.CharField(max_length=15, choices=Abuse), default=list, blank=True
    )
    danger_now = models.CharField(
        max_length=9, choices=Answer, default=Answer.DONT_KNOW
    )
    danger_why = models.CharField(max_length=300, blank=True)
    what_happened = models.TextField(max_length=8000, blank=True)
    wishes = models.TextField(max_length=3000, blank=True)
    fears = models.TextField(max_length=3000, blank=True)
    needs = models.TextField(max_length=3000, blank=True)
    children_seen = models.CharField(max_length=9, choices=Answer, blank=True)
    told = models.CharField(max_length=8, choices=Told, blank=True)
    told_why_not = models.CharField(max_length=1000, blank=True)
    consent = models.CharField(max_length=10, choices=Consent, blank=True)
    mandatory_report = models.CharField(max_length=8, choices=Report, blank=True)
    mandatory_report_note = models.CharField(max_length=200, blank=True)

    # What the front door does with it.
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    since = models.DateTimeField(help_text="When this state began")
    taken_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reply = models.CharField(max_length=9, choices=Reply, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-received_at",)
        indexes = [
            models.Index(fields=["to_team", "state"], name="referrals_at_the_door"),
            models.Index(fields=["owner_team", "-received_at"], name="referrals_made"),
            models.Index(fields=["case"], name="referrals_of_case"),
        ]
        constraints = [
            # A sender that sends twice gets the first one again.
            models.UniqueConstraint(
                fields=["partnership", "source", "owner_team", "key"],
                condition=~Q(key=""),
                name="a_referral_is_received_once",
            ),
            models.CheckConstraint(
                condition=Q(part="note", side="none"), name="a_referral_is_a_note"
            ),
            models.CheckConstraint(
                condition=~Q(reply="") | Q(replied_at__isnull=True),
                name="a_reply_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.ref}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


@classified(
    internal="referral case person n part born_precision",
    personal="given_name family_name other_names born_on sex language "
    "needs_interpreter relation phone email safe_when safe_words may_call "
    "may_leave_message school gp",
    special="side gender",
    location="address postcode",
    what={
        "given_name": "Given names",
        "family_name": "Family name",
        "other_names": "Other names",
        "born_on": "Date of birth, as exact as is known",
        "sex": "Sex",
        "gender": "Gender, in their own words",
        "language": "Language they speak",
        "needs_interpreter": "Whether they need an interpreter",
        "relation": "What they are to the victim",
        "phone": "Telephone",
        "email": "E-mail",
        "address": "Address",
        "postcode": "Postcode",
        "school": "School or nursery",
        "gp": "GP practice",
        "may_call": "Whether it is safe to call",
        "may_leave_message": "Whether a message may be left",
        "safe_when": "When it is safe",
        "safe_words": "Whom to be when somebody else answers",
        "side": "Victim, alleged to cause harm, or child",
    },
)
class Named(BeforeCase):
    """Somebody whom a referral names, as the referrer said. Never changed.

    `person` is the record that the front door made of it, or found.
    """

    file = "referral_id"

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="named")
    written_by = models.ForeignKey(  # type: ignore[assignment]
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    n = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=10, choices=Part, default=Part.LOCATION)
    side = models.CharField(max_length=10, choices=SIDES)
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    other_names = ArrayField(models.CharField(max_length=160), default=list, blank=True)
    born_on = models.DateField(null=True, blank=True)
    born_precision = models.CharField(
        max_length=7,
        choices=PersonVersion.Precision,
        default=PersonVersion.Precision.UNKNOWN,
    )
    sex = models.CharField(
        max_length=9, choices=PersonVersion.Sex, default=PersonVersion.Sex.NOT_KNOWN
    )
    gender = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=60, blank=True)
    needs_interpreter = models.BooleanField(default=False)
    relation = models.CharField(max_length=20, choices=Relationship.Kind, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    school = models.CharField(max_length=160, blank=True)
    gp = models.CharField(max_length=160, blank=True, db_default="", default="")
    may_call = models.CharField(max_length=9, choices=Answer, blank=True)
    may_leave_message = models.CharField(max_length=9, choices=Answer, blank=True)
    safe_when = models.CharField(max_length=200, blank=True)
    safe_words = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("referral", "n")
        constraints = [
            models.UniqueConstraint(fields=["referral", "n"], name="named_once"),
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(side="victim"),
                name="one_victim_of_a_referral",
            ),
            models.CheckConstraint(
                condition=Q(part="location"), name="whom_it_names_is_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"somebody named in a referral, {self.pk}"

    @property
    def name(self) -> str:
        """As it was said, or "Name not given"."""
        return f"{self.given_name} {self.family_name}".strip() or "Name not given"

    @property
    def is_reached(self) -> bool:
        """Whether anything was said about how to reach them."""
        return any(
            getattr(self, name)
            for name in (
                "phone",
                "email",
                "address",
                "postcode",
                "school",
                "gp",
                "may_call",
                "may_leave_message",
                "safe_when",
                "safe_words",
            )
        )


classified_table(
    "access.account_name",
    internal="account_id",
    personal="key",
    what={"key": "Two words of the name of a member of staff"},
)
classified_table(
    "access.referral_name",
    internal="named_id referral_id",
    personal="key",
    what={"key": "Two words of the name of somebody in a referral"},
)
classified_table(
    "access.referrer_link",
    internal="id partnership_id kind digest referral_id made_at ended_at",
    personal="address",
    what={"address": "Address at work of somebody who refers without an account"},
)


@classified(
    internal="referral case part side n kind code result at",
    special="text",
    what={"text": "What was asked, found or noted"},
)
class Step(BeforeCase):
    """One thing that was done with a referral at the front door. Insert-only."""

    file = "referral_id"

    class Kind(models.TextChoices):
        TAKEN = "taken", "Taken"
        ASKED = "asked", "Information asked for"
        ANSWERED = "answered", "Information came"
        CHECKED = "checked", "Checked"
        CASE = "case", "Case opened or found"
        READY = "ready", "Ready to decide"
        DECIDED = "decided", "Decided"
        REOPENED = "reopened", "Looked at again"
        CONTACTED = "contacted", "First contact"
        NOTED = "noted", "Note"

    class Check(models.TextChoices):
        """What the front door looks into before it decides."""

        KNOWN = "known", "Known to us"
        REPEAT = "repeat", "Repeat within 12 months"
        ORDERS = "orders", "Orders in force"
        PARALLEL = "parallel", "Other processes running"
        CHILDREN = "children", "Children in the household"

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="steps")
    written_by = models.ForeignKey(  # type: ignore[assignment]
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+"
    )
    part = models.CharField(max_length=10, choices=Part, default=Part.NOTE)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=10, choices=Check, blank=True)
    result = models.CharField(max_length=9, choices=Answer, blank=True)
    text = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("referral", "n")
        constraints = [
            models.UniqueConstraint(fields=["referral", "n"], name="step_once"),
            models.CheckConstraint(
                condition=Q(kind="checked") & ~Q(code="") & ~Q(result="")
                | ~Q(kind="checked") & Q(code="", result=""),
                name="a_check_says_what_and_what_came_of_it",
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.n} of referral {self.referral_id}"
