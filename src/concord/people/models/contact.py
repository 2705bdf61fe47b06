"""How a person can be reached in one case, how safely, and places nobody may learn."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from concord.access.models import Part, Protected, Side
from concord.foundation.classified import classified
from concord.partnership.models import Membership
from concord.people.models.persons import Person

SIDES = [choice for choice in Side.choices if choice[0] != Side.NONE]


@classified(
    internal="person case_id part side kind state verified_on verified_by ended_on",
    personal="source verified_how ended_why",
    # A value is a home address as often as a number, so it counts as one.
    location="value postcode",
    what={
        "value": "Number, address or name by which they can be reached",
        "postcode": "Postcode of an address",
        "verified_how": "How it was verified",
        "ended_on": "When it was found wrong, or replaced",
        "ended_why": "Why it is used no longer",
    },
)
class ContactPoint(Protected):
    """A telephone, an address, a school: of a person, in one case, on one side.

    It belongs to the case, so that in a counter-allegation the other side's worker
    can't reach it through the person. Places are part "location", which is shared with
    nobody by default; all else is part "contact". An unverified one never stands in
    for a verified one of its kind.
    """

    class Kind(models.TextChoices):
        MOBILE = "mobile", "Mobile"
        LANDLINE = "landline", "Landline"
        EMAIL = "email", "E-mail"
        SOCIAL = "social", "Messages or social media"
        TRUSTED = "trusted", "Somebody they trust"
        ADDRESS = "address", "Home address"
        SCHOOL = "school", "School or nursery"
        WORK = "work", "Place of work"
        GP = "gp", "GP practice"

    class State(models.TextChoices):
        UNVERIFIED = "unverified", "Not verified"
        VERIFIED = "verified", "Verified"
        SUPERSEDED = "superseded", "Replaced"
        WRONG = "wrong", "Wrong"

    class Ended(models.TextChoices):
        """Why a contact point is used no longer. Chosen, never typed: it is audited."""

        SOMEBODY_ELSE = "somebody", "Somebody else answered"
        NOT_IN_USE = "unused", "It is not in use"
        THEY_SAID_SO = "said", "They said so"
        TYPED_WRONG = "typed", "It was typed wrong"
        REPLACED = "replaced", "A verified one took its place"

    PLACES = (Kind.ADDRESS, Kind.SCHOOL, Kind.WORK, Kind.GP)

    person = models.ForeignKey(Person, models.PROTECT, related_name="contact_points")
    case_id = models.UUIDField()
    part = models.CharField(max_length=10, choices=Part)
    side = models.CharField(max_length=10, choices=SIDES)
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=300)
    postcode = models.CharField(max_length=8, blank=True)
    source = models.CharField(max_length=120, help_text="Who said so")
    state = models.CharField(max_length=10, choices=State, default=State.UNVERIFIED)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_how = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=10, choices=Ended, blank=True)

    class Meta:
        ordering = ("kind", "-written_at")
        indexes = [
            models.Index(fields=["case_id", "side"], name="contact_points_of_case"),
            models.Index(fields=["person"], name="contact_points_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["address", "school", "work", "gp"], part="location"
                )
                | ~Q(kind__in=["address", "school", "work", "gp"]) & Q(part="contact"),
                name="places_are_part_location",
            ),
            models.CheckConstraint(
                condition=~Q(state="verified")
                | Q(verified_on__isnull=False, verified_by__isnull=False),
                name="verified_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["wrong", "superseded"], ended_on__isnull=False)
                & ~Q(ended_why="")
                | Q(
                    state__in=["verified", "unverified"],
                    ended_on__isnull=True,
                    ended_why="",
                ),
                name="what_has_ended_says_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"contact point {self.pk}"


@classified(
    internal="contact_point person case_id part side n channels times "
    "may_leave_message may_write",
    personal="words who_may_answer note",
    what={
        "who_may_answer": "Who may answer in their place",
        "note": "Anything else about reaching them",
    },
)
class SafeContactRule(Protected):
    """How a contact point may be used safely. Insert-only; the last `n` counts.

    Without a rule nothing may be sent to it. `channels` are codes of
    `concord.people.safe_contact.Channel`; `times` are weekday numbers (1 = Monday)
    with hours from and to, 24-hour local time.
    """

    contact_point = models.ForeignKey(
        ContactPoint, models.PROTECT, related_name="rules"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    case_id = models.UUIDField()
    part = models.CharField(max_length=10, choices=Part)
    side = models.CharField(max_length=10, choices=SIDES)
    n = models.PositiveIntegerField()
    channels = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    times = models.JSONField(default=list, blank=True)
    words = models.CharField(
        max_length=300, blank=True, help_text="What to say, whom to be"
    )
    who_may_answer = models.CharField(max_length=200, blank=True)
    may_leave_message = models.BooleanField(default=False)
    may_write = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("contact_point", "-n")
        constraints = [
            models.UniqueConstraint(
                fields=["contact_point", "n"], name="safe_contact_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(may_leave_message=True)
                | ~Q(channels__overlap=["voicemail", "somebody"]),
                name="never_leave_a_message_wins",
            ),
            models.CheckConstraint(
                condition=Q(may_write=True)
                | ~Q(
                    channels__overlap=["text", "message", "email", "letter", "calendar"]
                ),
                name="do_not_write_wins",
            ),
        ]

    def __str__(self) -> str:
        return f"rule {self.n} of contact point {self.contact_point_id}"


@classified(
    internal="""contact_point person case_id part side channel purpose at outcome
        follows""",
    personal="note",
    what={
        "channel": "By which way: a call, a letter, a visit ...",
        "purpose": "What they were to be reached for",
        "at": "When it was tried",
        "outcome": "What the gate said, or what came of it",
        "follows": "The attempt that this is the outcome of",
        "note": "What came of it, in a line",
    },
)
class ContactAttempt(Protected):
    """That somebody was to be reached: what the gate said, and what came of it.

    Insert-only. `concord.people.reaching` writes a row each time that it is asked:
    "cleared" or "not safe". The outcome is a row of its own that `follows` it.
    """

    class Outcome(models.TextChoices):
        CLEARED = "cleared", "Found safe"
        NOT_SAFE = "not_safe", "Not safe: not done"
        REACHED = "reached", "Reached them"
        NOT_REACHED = "not_reached", "Nobody answered"
        SOMEBODY_ELSE = "somebody", "Somebody else answered"
        SENT = "sent", "Sent, left or passed on"

    GATE = (Outcome.CLEARED, Outcome.NOT_SAFE)

    contact_point = models.ForeignKey(
        ContactPoint, models.PROTECT, related_name="attempts"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    case_id = models.UUIDField()
    part = models.CharField(max_length=10, choices=Part)
    side = models.CharField(max_length=10, choices=SIDES)
    channel = models.CharField(max_length=10)
    purpose = models.CharField(max_length=10)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="outcome_row"
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-at", "-written_at")
        indexes = [
            models.Index(fields=["contact_point", "-at"], name="attempts_of_point"),
            models.Index(fields=["case_id"], name="attempts_of_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["cleared", "not_safe"], follows__isnull=True)
                | Q(
                    outcome__in=["reached", "not_reached", "somebody", "sent"],
                    follows__isnull=False,
                ),
                name="an_outcome_follows_what_was_cleared",
            ),
        ]

    def __str__(self) -> str:
        return f"contact attempt {self.pk}"


@classified(
    internal="person case_id part side since until",
    location="kind where",
    what={
        "kind": "Kind of place that must stay secret",
        "where": "Where they are",
    },
)
class ConfidentialLocation(Protected):
    """Where somebody is, who must not be found: a refuge, a new home, relatives.

    Seen by the team that wrote it, and by teams with a decision for part "location" of
    this side; never by the case's own team for that alone, nor in an emergency.
    """

    class Kind(models.TextChoices):
        REFUGE = "refuge", "Refuge"
        SAFE_HOME = "safe_home", "Safe accommodation"
        FAMILY = "family", "With family or friends"
        NEW_HOME = "new_home", "New home"
        OTHER = "other", "Other"

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    case_id = models.UUIDField()
    part = models.CharField(max_length=10, choices=Part, default=Part.LOCATION)
    side = models.CharField(max_length=10, choices=SIDES)
    kind = models.CharField(max_length=10, choices=Kind)
    where = models.TextField()
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-written_at",)
        indexes = [models.Index(fields=["case_id"], name="locations_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(part="location"), name="a_location_is_a_location"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True)
                | Q(since__isnull=True)
                | Q(until__gte=F("since")),
                name="location_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"confidential location {self.pk}"
