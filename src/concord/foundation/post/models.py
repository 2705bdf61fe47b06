from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from concord.foundation.classified import classified


@classified(
    internal=("id key letter state attempts problem created_at sent_at forgotten_at"),
    # The variables hold links that only their reader may use. The digest is of an
    # address: who has the address can tell that it is this one.
    personal="digest address context",
    what={
        "digest": "A hash of what it is about and of the address",
        "address": "Who gets it; deleted after 30 days",
        "context": "What stands in its text; deleted when it has gone",
    },
)
class Message(models.Model):
    """One e-mail to one address: why it was sent, and what became of it.

    The variables are deleted as soon as it has left, the address after 30 days. What
    stays, for a year, is that it was sent: nothing may be sent twice.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        # The connection broke after the text was handed over: sending again could
        # send twice, so nobody does.
        UNCLEAR = "unclear", "Perhaps sent"
        NOT_SENT_TRIAL = "not_sent_trial", "Not sent: trial"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200)
    # Of key and address, so that the address can be deleted and the mail still known.
    digest = models.CharField(max_length=64, unique=True)
    letter = models.CharField(max_length=100)
    address = models.EmailField(blank=True)
    context = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The kind of the last failure and the server's code, never its words.
    problem = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        indexes = [
            models.Index(fields=["-created_at"], name="post_message_newest"),
            models.Index(
                fields=["created_at"],
                name="post_message_remembered",
                condition=Q(forgotten_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="post_message_state_known",
                condition=Q(
                    state__in=[
                        "queued",
                        "sending",
                        "sent",
                        "failed",
                        "unclear",
                        "not_sent_trial",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="post_message_sent_has_its_moment",
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="post_message_sent_keeps_no_variables",
                condition=~Q(state__in=["sent", "not_sent_trial"]) | Q(context={}),
            ),
            models.CheckConstraint(
                name="post_message_forgotten_has_no_address",
                condition=Q(forgotten_at=None) | Q(address="", context={}),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} ({self.state})"
