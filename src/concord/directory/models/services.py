"""A service: what it does, for whom, what it does not, and how sure we are of it."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from concord.access.models.of_partnership import OfPartnership
from concord.directory.models.organisations import Organisation, Published
from concord.directory.needs import GROUPS, KINDS, NEEDS, NO_FUNDS, SEXES
from concord.foundation.classified import classified
from concord.partnership.models import Membership, Team

MOST = 100  # words of one kind that a service can have


def _codes(vocabulary: list[tuple[str, str]]) -> ArrayField:
    return ArrayField(
        models.CharField(max_length=20, choices=vocabulary), default=list, blank=True
    )


@classified(
    public="organisation name description url email status state kind is_secret_place "
    "nationwide outward_codes needs sexes by_and_for nrpf minimum_age maximum_age "
    "who_answers does_not how_to_refer self_referral fees accreditations alert "
    "call_safely access_note language_note schedule_note verified_on verified_by_whom "
    "review_due example_note modified_at search_text",
    internal=(
        "owner capacity_note capacity_on hidden_why chased_on made_at assurer_email"
    ),
)
class Service(Published):
    """One offer of help.

    `needs`, `sexes`, `by_and_for`, `nrpf`: codes of `concord.directory.needs`. No sexes
    means anybody. `outward_codes`: first halves of postcodes that it serves; none, and
    not `nationwide`, means the whole area of the directory. A service with
    `is_secret_place` has no location: the database refuses one.
    """

    class Status(models.TextChoices):
        """Words of Open Referral."""

        ACTIVE = "active", "Running"
        INACTIVE = "inactive", "Not running"
        DEFUNCT = "defunct", "Ended"
        CLOSED = "temporarily closed", "Closed for a time"

    class State(models.TextChoices):
        """Who sees the entry."""

        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        HIDDEN = "hidden", "Hidden"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="services"
    )
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    email = models.EmailField(blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    hidden_why = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=9, choices=KINDS.choices, default="local")
    is_secret_place = models.BooleanField(
        "Refuge or safe accommodation",
        default=False,
        help_text="Its address is kept secret, so none can be entered.",
    )
    nationwide = models.BooleanField("Serves the whole country", default=False)
    outward_codes = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    needs = _codes(NEEDS.choices)
    sexes = _codes(SEXES.choices)
    by_and_for = _codes(GROUPS.choices)
    nrpf = models.CharField(
        "No recourse to public funds",
        max_length=3,
        choices=NO_FUNDS.choices,
        blank=True,
    )
    minimum_age = models.FloatField(null=True, blank=True)
    maximum_age = models.FloatField(null=True, blank=True)
    who_answers = models.CharField(max_length=200, blank=True)
    does_not = models.TextField("What it does not do", blank=True)
    how_to_refer = models.TextField(blank=True)
    self_referral = models.BooleanField("People can come by themselves", default=True)
    fees = models.TextField("Cost", blank=True)
    accreditations = models.TextField("Quality marks", blank=True)
    alert = models.TextField("What is different at the moment", blank=True)
    call_safely = models.TextField(blank=True)
    access_note = models.TextField("Access", blank=True)
    language_note = models.CharField(max_length=300, blank=True)
    schedule_note = models.CharField("Hours, in words", max_length=500, blank=True)
    capacity_note = models.TextField("Capacity, for professionals", blank=True)
    capacity_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_on = models.DateField(null=True, blank=True)
    verified_by_whom = models.CharField(max_length=120, blank=True)
    assurer_email = models.EmailField(blank=True)
    review_due = models.DateField(null=True, blank=True)
    chased_on = models.DateField(null=True, blank=True)
    example_note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    modified_at = models.DateTimeField(default=timezone.now)
    search_text = models.TextField(default="", blank=True, editable=False)

    class Meta:
        ordering = ("name", "id")
        indexes = [
            models.Index(
                fields=["partnership", "state", "kind"], name="services_shown"
            ),
            models.Index(fields=["partnership", "review_due"], name="services_due"),
            GinIndex(fields=["needs"], name="services_by_need"),
            GinIndex(
                fields=["search_text"],
                name="services_by_words",
                opclasses=["gin_trgm_ops"],
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(maximum_age__gte=F("minimum_age")),
                name="service_ages_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(needs__contains=["refuge"]) | Q(is_secret_place=True),
                name="a_refuge_is_a_secret_place",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | (~Q(name="") & ~Q(description="")),
                name="a_published_service_says_what_it_does",
            ),
            models.CheckConstraint(
                condition=~Q(state="hidden") | ~Q(hidden_why=""),
                name="a_hidden_service_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_late(self, today: dt.date) -> bool:
        """Whether it should have been checked by now, or nobody ever has."""
        return self.verified_on is None or (
            self.review_due is not None and self.review_due < today
        )


@classified(
    public="service field why",
    internal="printed found_by found_at settled_at",
)
class Doubt(OfPartnership):
    """A contact that was found wrong: what was printed, why it isn't used. Not shown
    to the public. `field` is the field of the service that stays empty for it.
    """

    service = models.ForeignKey(Service, models.PROTECT, related_name="doubts")
    field = models.CharField(max_length=40)
    printed = models.CharField(max_length=300)
    why = models.CharField(max_length=500)
    found_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    found_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("found_at",)

    def __str__(self) -> str:
        return f"doubt about {self.field}"
