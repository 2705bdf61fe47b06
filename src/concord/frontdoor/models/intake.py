"""Referrals that come many at a time, or from the system of another agency."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Protected
from concord.foundation.classified import classified, classified_table
from concord.partnership.models import Membership, Partnership, Team


@classified(
    internal="state outcome saved_at",
    special="rows",
    what={"rows": "Referrals of a spreadsheet that wait to be sent"},
)
class Sheet(Protected):
    """A spreadsheet between its upload and its sending, for its writer alone.

    `rows` are `[number in the file, {column: text}]`, as they were typed; emptied when
    they are sent or thrown away. `outcome` says what became of each: number, the
    sender's own key, reference, and the columns that were wrong, never a value.
    """

    class State(models.TextChoices):
        OPEN = "open", "Not sent yet"
        SENT = "sent", "Sent"
        DROPPED = "dropped", "Thrown away"

    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    rows = models.JSONField(default=list, blank=True)
    outcome = models.JSONField(default=list, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-saved_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | Q(rows=[]), name="a_sent_sheet_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"sheet {self.pk}"

    @property
    def typed(self) -> list[tuple[int, dict[str, str]]]:
        """The rows as they were typed: number in the file, text by column."""
        return [(number, cells) for number, cells in self.rows]


class PartnerSystemQuerySet(models.QuerySet["PartnerSystem"]):
    def visible_to(self, actor: Actor) -> PartnerSystemQuerySet:
        return self.filter(partnership_id=actor.here)


@classified(
    # Of a key that nobody keeps: what is kept can't be sent.
    internal="partnership name team digest made_at made_by last_day ended_at ended_by "
    "last_used_at keeps_flags fills_returns",
)
class PartnerSystem(models.Model):
    """A system of another agency that may send referrals, and do nothing else.

    Where whoever manages the partnership says so, it keeps its team's flags too, and
    fills in its team's data returns.

    Its key is shown once. `digest` is SHA-256 of the key: it has 256 random bits, so
    there is nothing to guess, and a slow hash would slow down every referral.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    last_day = models.DateField(help_text="The last day on which its key works")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_used_at = models.DateTimeField(null=True, blank=True)
    keeps_flags = models.BooleanField(
        default=False, help_text="Whether it confirms and clears its team's own flags"
    )
    fills_returns = models.BooleanField(
        default=False, help_text="Whether it types figures of its team's data returns"
    )

    objects = PartnerSystemQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "name"],
                condition=Q(ended_at__isnull=True),
                name="partner_system_is_named_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="partner_system_is_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("made_at")),
                name="partner_system_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"partner system {self.pk}"

    def works_on(self, day: dt.date | None = None) -> bool:
        """Whether its key is taken on this day (today)."""
        return self.ended_at is None and (day or timezone.localdate()) <= self.last_day


# Which body came with which key, so that what is sent again is known, and what differs
# is refused. Only functions of the database read it.
classified_table(
    "access.partner_receipt", internal="system_id key body_digest referral_id at"
)
