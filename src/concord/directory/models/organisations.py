"""Who runs services, where they are seen, and feeds that services were read from."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from concord.access.models.of_partnership import OfPartnership
from concord.foundation.classified import classified


@classified(public="name url", internal="read_at")
class Feed(OfPartnership):
    """An Open Referral UK feed, or a file, that services were read from."""

    name = models.CharField(max_length=200)
    url = models.CharField(
        max_length=500, help_text="Address of the feed, or file:name"
    )
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["partnership", "url"], name="feed_once"),
        ]

    def __str__(self) -> str:
        return self.name


@classified(public="id source_id extra", internal="feed")
class Published(OfPartnership):
    """A thing that other systems know by its id.

    What came from a feed has an id worked out from the feed and the id it has there, so
    that reading twice gives the same, and two partnerships can read the same feed.
    `extra`: fields of the profile for which we have no column, as they were published.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    feed = models.ForeignKey(
        Feed, models.PROTECT, null=True, blank=True, related_name="+"
    )
    source_id = models.CharField(max_length=200, blank=True)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


@classified(public="name description email website uri logo identifiers")
class Organisation(Published):
    """Who runs services. `identifiers`: scheme, type and number, as published."""

    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(max_length=500, blank=True)
    uri = models.URLField(max_length=500, blank=True)
    logo = models.CharField(max_length=500, blank=True)
    identifiers = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("name",)
        indexes = [
            models.Index(fields=["partnership", "name"], name="organisation_by_name")
        ]

    def __str__(self) -> str:
        return self.name


@classified(
    public="name kind description address_1 city county postcode country latitude "
    "longitude external_identifier external_identifier_type access"
)
class Location(Published):
    """Where a service is seen. Never a place that is kept secret: see `walls`.

    `access`: what a building offers, a list of sentences.
    """

    class Kind(models.TextChoices):
        PHYSICAL = "physical", "A place to go to"
        POSTAL = "postal", "For letters"
        VIRTUAL = "virtual", "Online or by telephone"

    name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PHYSICAL)
    description = models.TextField(blank=True)
    address_1 = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=120, blank=True)
    county = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, default="GB")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    external_identifier = models.CharField(max_length=60, blank=True)
    external_identifier_type = models.CharField(max_length=60, blank=True)
    access = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("name", "address_1")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="location_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.address_1


@classified(public="name description uri version")
class Taxonomy(Published):
    """Somebody else's words for services, as a feed gave them."""

    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    uri = models.URLField(max_length=500, blank=True)
    version = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "taxonomies"

    def __str__(self) -> str:
        return self.name


@classified(public="taxonomy name description parent term_uri code")
class TaxonomyTerm(Published):
    """One of those words."""

    taxonomy = models.ForeignKey(
        Taxonomy, models.PROTECT, null=True, blank=True, related_name="terms"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    code = models.CharField(max_length=200, blank=True)
    term_uri = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
