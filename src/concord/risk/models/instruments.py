"""Instruments as a partnership uses them: packs in versions, and what is local."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from concord.access.actor import Actor
from concord.foundation.classified import classified
from concord.partnership.models import Membership, Partnership
from concord.risk.pack import Licence, Pack, from_kept
from concord.risk.scoring import Local


class OfPartnershipQuerySet(models.QuerySet):
    """Rows that are about no person and belong to a partnership."""

    def visible_to(self, actor: Actor) -> OfPartnershipQuerySet:
        """Rows of the actor's partnership."""
        return self.filter(partnership_id=actor.here)


@classified(
    public="code version name licence sha256",
    internal="partnership body loaded_at loaded_by",
    what={"body": "The pack: items, bands, clusters"},
)
class InstrumentVersion(models.Model):
    """One version of an instrument, frozen as it was when it was first used here.

    Packs of the house come here with their first assessment, others when somebody
    loads them. `code` is the instrument: scores of one code can be compared.
    Insert-only.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    licence = models.CharField(
        max_length=11, choices=[(one.value, one.value) for one in Licence]
    )
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now_add=True)
    loaded_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfPartnershipQuerySet.as_manager()

    class Meta:
        ordering = ("code", "-version")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "code", "version"],
                name="instrument_version_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    @cached_property
    def pack(self) -> Pack:
        """The pack that is kept here. Insert-only, so it is read once."""
        return from_kept(self.body)

    @property
    def is_licensed(self) -> bool:
        return self.licence == Licence.LICENSED


@classified(
    internal="partnership code n medium_from clusters events weeks why set_at set_by",
)
class LocalRule(models.Model):
    """What a partnership has decided about an instrument. Insert-only; last `n` counts.

    `medium_from` is None where there is no medium band. High is the instrument's own
    and is decided by nobody here.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)
    n = models.PositiveIntegerField()
    medium_from = models.PositiveSmallIntegerField(null=True, blank=True)
    clusters = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    events = models.PositiveSmallIntegerField()
    weeks = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=300)
    set_at = models.DateTimeField(auto_now_add=True)
    set_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfPartnershipQuerySet.as_manager()

    class Meta:
        ordering = ("code", "-n")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "code", "n"], name="local_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(events__gte=1, weeks__gte=1) & ~Q(why=""),
                name="a_local_rule_counts_and_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"local rule {self.n} of {self.code}"

    @property
    def local(self) -> Local:
        """As the scoring takes it."""
        return Local(self.medium_from, tuple(self.clusters), self.events, self.weeks)

    @property
    def since(self) -> dt.date:
        return self.set_at.date()
