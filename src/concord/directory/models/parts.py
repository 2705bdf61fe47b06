"""What hangs on a service: places, telephones, hours, costs, languages, areas."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.directory.models.organisations import Location, Published, TaxonomyTerm
from concord.directory.models.services import Service
from concord.foundation.classified import classified


@classified(public="service position")
class OfService(Published):
    """A part of one service, in the order in which it is shown."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="%(class)ss")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ("position", "id")


@classified(public="location description")
class ServiceAtLocation(OfService):
    """This service is seen here. Refused by the database for a secret place."""

    location = models.ForeignKey(Location, models.PROTECT, related_name="services")
    description = models.TextField(blank=True)

    class Meta(OfService.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["service", "location"], name="service_once_at_a_location"
            )
        ]

    def __str__(self) -> str:
        return f"service at {self.location_id}"


@classified(public="number label is_free is_text")
class Phone(OfService):
    """A number, as one dials it from here."""

    number = models.CharField(max_length=40)
    label = models.CharField(max_length=120, blank=True, help_text="Such as: at night")
    is_free = models.BooleanField(default=False)
    is_text = models.BooleanField("For text messages", default=False)

    def __str__(self) -> str:
        return self.label or "telephone"


@classified(
    personal="name", public="title", what={"name": "Whom to ask for at a service"}
)
class Contact(OfService):
    """Whom to ask for: a post, or somebody the service has published."""

    name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"contact {self.pk}"


@classified(
    public="at kind valid_from valid_to dtstart freq interval byday bymonthday "
    "description opens_at closes_at link attending_type notes"
)
class Schedule(OfService):
    """When it is open: fields of a recurrence rule (RFC 5545), as in Open Referral.

    On a bank holiday only `holiday` hours hold; without times it is closed. `term`
    hours hold between their dates, `closed` has none there. Opening and closing at the
    same time means round the clock.
    """

    class Kind(models.TextChoices):
        REGULAR = "regular", "Regular hours"
        HOLIDAY = "holiday", "Bank holidays"
        TERM = "term", "In term time"
        CLOSED = "closed", "Closed from, to"

    class Frequency(models.TextChoices):
        WEEKLY = "WEEKLY", "Each week"
        MONTHLY = "MONTHLY", "Each month"

    at = models.ForeignKey(
        ServiceAtLocation, models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.REGULAR)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    dtstart = models.DateField(null=True, blank=True)
    freq = models.CharField(max_length=7, choices=Frequency, blank=True)
    interval = models.PositiveSmallIntegerField(null=True, blank=True)
    byday = models.CharField(max_length=60, blank=True)
    bymonthday = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    link = models.URLField(max_length=500, blank=True)
    attending_type = models.CharField(max_length=200, blank=True)
    notes = models.TextField(blank=True)

    class Meta(OfService.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(opens_at__isnull=False),
                name="what_closes_has_opened",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


@classified(public="valid_from valid_to option amount amount_description")
class CostOption(OfService):
    """What it costs, for whom."""

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    option = models.CharField(max_length=300, blank=True)
    amount = models.FloatField(null=True, blank=True)
    amount_description = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.option


@classified(public="code name note")
class Language(OfService):
    """A language in which one can speak with the service. `code`: ISO 639."""

    code = models.CharField(max_length=12, blank=True)
    name = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


@classified(public="name extent extent_type uri")
class ServiceArea(OfService):
    """An area that it serves, in words or as a shape."""

    name = models.TextField(blank=True)
    extent = models.TextField(blank=True)
    extent_type = models.CharField(max_length=60, blank=True)
    uri = models.URLField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name[:60]


@classified(public="source")
class Funding(OfService):
    """Who pays for it, where that is published."""

    source = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.source[:60]


@classified(public="term link_type")
class Attribute(OfService):
    """Somebody else's word for it. Our own words stand in the service."""

    term = models.ForeignKey(TaxonomyTerm, models.PROTECT, related_name="+")
    link_type = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"attribute {self.term_id}"
