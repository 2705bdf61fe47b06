"""Notices of the police to schools (Operation Encompass), and who takes them there.

It is a duty of the police to tell the school. Here their notice is recorded and
relayed; none begins here. Sources: the reference of the field, sections 7 and "facts".
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from concord.access.actor import Actor
from concord.access.models import Part, Side
from concord.foundation.classified import classified, classified_table
from concord.frontdoor.models.before_case import BeforeCase
from concord.frontdoor.models.referrals import Answer
from concord.partnership.models import Membership, Partnership, Team

classified_table(
    "access.notice_name",
    internal="notice_id",
    personal="name born_on",
    what={
        "name": "Two words of a name in a notice to a school",
        "born_on": "Date of birth of a child in a notice",
    },
)


class KeyAdultQuerySet(models.QuerySet["KeyAdult"]):
    def visible_to(self, actor: Actor) -> KeyAdultQuerySet:
        return self.filter(partnership_id=actor.here)

    def confirmed(self) -> KeyAdultQuerySet:
        """Those that somebody stands by. Whether it is too long ago is for the verb."""
        return self.filter(ended_at__isnull=True)


@classified(
    internal="partnership hat confirmed_by confirmed_at ended_by ended_at",
    personal="how",
    what={"how": "How it was confirmed that somebody is a school's key adult"},
)
class KeyAdult(models.Model):
    """A member of staff of a school who takes the notices of the police to it."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    hat = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    how = models.CharField(max_length=200)
    confirmed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = KeyAdultQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["hat"],
                condition=Q(ended_at__isnull=True),
                name="key_adult_once",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("hat")),
                name="nobody_confirms_themselves_as_key_adult",
            ),
        ]

    def __str__(self) -> str:
        return f"key adult {self.pk}"


@classified(
    internal="case_id part side police_reference police_sent_at school state state_at",
    personal="given_name family_name born_on school_named",
    special="happened_on child_was adults why_not",
    what={
        "given_name": "Given name of a child",
        "family_name": "Family name of a child",
        "born_on": "Date of birth of a child",
        "school_named": "The school, as the police wrote it",
        "happened_on": "When the police were called",
        "child_was": "Whether the child was there",
        "adults": "Names of the adults whom the incident was about",
        "why_not": "Why the school was not told",
    },
)
class Notice(BeforeCase):
    """What the police have sent about one child. Its team alone reads it.

    `adults` is there for the check against the key adult, and is never relayed. There
    is no address, and no field for one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "To be relayed"
        RELAYED = "relayed", "Relayed"
        NOT_RELAYED = "not_relayed", "Not relayed: the police were told"

    case_id = models.UUIDField(null=True, blank=True)
    part = models.CharField(max_length=10, choices=Part, default=Part.LOCATION)
    side = models.CharField(max_length=10, choices=Side, default=Side.CHILD)
    police_reference = models.CharField(max_length=40)
    police_sent_at = models.DateTimeField()
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    born_on = models.DateField(null=True, blank=True)
    school = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+"
    )
    school_named = models.CharField(max_length=160, blank=True)
    happened_on = models.DateField()
    child_was = models.CharField(max_length=9, choices=Answer)
    adults = ArrayField(models.CharField(max_length=160), default=list, blank=True)
    state = models.CharField(max_length=11, choices=State, default=State.WAITING)
    state_at = models.DateTimeField()
    why_not = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-police_sent_at",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(police_reference=""), name="a_notice_is_of_the_police"
            ),
            models.CheckConstraint(
                condition=Q(state="not_relayed") & ~Q(why_not="")
                | ~Q(state="not_relayed") & Q(why_not=""),
                name="a_notice_not_relayed_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"

    @property
    def child(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@classified(
    internal="case_id part side notice to_hat state opened_at acknowledged_at",
    personal="given_name family_name born_on",
    special="happened_on child_was words",
    what={
        "given_name": "Given name of a child",
        "family_name": "Family name of a child",
        "born_on": "Date of birth of a child",
        "happened_on": "When the police were called",
        "child_was": "Whether the child was there",
        "words": "What the school should know",
    },
)
class Relay(BeforeCase):
    """A notice as one key adult gets it: the child, the day, and no address.

    A row of its own: what else the police have sent is not in it.
    """

    file = "notice_id"

    class State(models.TextChoices):
        SENT = "sent", "Not opened yet"
        OPENED = "opened", "Opened"
        ACKNOWLEDGED = "acknowledged", "The school has it in hand"

    case_id = models.UUIDField(null=True, blank=True)
    part = models.CharField(max_length=10, choices=Part, default=Part.LOCATION)
    side = models.CharField(max_length=10, choices=Side, default=Side.CHILD)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="relays")
    to_hat = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    born_on = models.DateField(null=True, blank=True)
    happened_on = models.DateField()
    child_was = models.CharField(max_length=9, choices=Answer)
    words = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.SENT)
    opened_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-written_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "to_hat"], name="a_notice_goes_to_somebody_once"
            ),
        ]

    def __str__(self) -> str:
        return f"relay {self.pk}"

    @property
    def child(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()
