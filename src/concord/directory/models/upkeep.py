"""Keeping entries true: links that services answer, and what they would change."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from concord.access.models.of_partnership import OfPartnership
from concord.directory.models.services import Service
from concord.foundation.classified import classified, classified_table
from concord.partnership.models import Membership

classified_table("access.place_try", internal="id partnership_id hat at")
classified_table("access.service_hours", internal="service_id partnership_id mark")


@classified(
    internal="id service made_at ended_at used_at",
    personal="address digest",
    what={
        "address": "E-mail address that a service lists",
        "digest": "Hash of the secret in a link",
    },
)
class ProviderLink(OfPartnership):
    """A link by which a service looks over its own entry. The secret is in its letter;
    here stands a hash. It goes to the address that the entry itself lists.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    service = models.ForeignKey(Service, models.PROTECT, related_name="links")
    address = models.EmailField()
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"link of service {self.service_id}"


@classified(
    internal="id service link said_at state decided_by decided_at why changes note"
)
class Proposal(OfPartnership):
    """What a service says of its own entry. Nothing changes until an editor agrees.

    `changes`: field of the form -> what it should say. Empty: all is right as it is.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for the editor"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Not accepted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    service = models.ForeignKey(Service, models.PROTECT, related_name="proposals")
    link = models.ForeignKey(ProviderLink, models.PROTECT, related_name="+")
    changes = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    said_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-said_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | Q(~Q(state="waiting"), decided_at__isnull=False),
                name="a_decided_proposal_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal for service {self.service_id}"


@classified(public="name", internal="id made_by made_at kept_at services")
class Incoming(OfPartnership):
    """A table of services that was uploaded and is looked at before it is kept.

    `services`: objects as a feed has them, emptied when they are kept. Its table has no
    column for a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=200)
    services = models.JSONField(default=list)
    made_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    kept_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)
        verbose_name_plural = "incoming"

    def __str__(self) -> str:
        return f"incoming {self.pk}"
