"""Rows of one partnership, and the queryset that shows an actor only those."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from concord.access.actor import Actor
from concord.foundation.classified import classified
from concord.partnership.models import Partnership

Row = TypeVar("Row", bound=models.Model)


class PartnershipQuerySet(models.QuerySet[Row]):
    """The first of the two locks; the row policy of the table is the second."""

    def visible_to(self, actor: Actor) -> PartnershipQuerySet[Row]:
        """Rows that `actor` may see: those of the partnership it acts in."""
        if actor.partnership_id is None:
            return self.none()
        return self.filter(partnership_id=actor.partnership_id)


@classified(internal="partnership")
class OfPartnership(models.Model):
    """A row that belongs to one partnership."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        abstract = True
