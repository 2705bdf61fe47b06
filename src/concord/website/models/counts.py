"""How often a page was shown. No visit, no visitor: one row a day, page, language."""

from __future__ import annotations

from django.db import models

from concord.foundation.classified import classified
from concord.plan.models.visible import OfPartnership


@classified(public="day what language times")
class Shown(OfPartnership):
    """Times that `what` was shown on `day`. `what` is a page, or a service's id."""

    day = models.DateField()
    what = models.CharField(max_length=60)
    language = models.CharField(max_length=3)
    times = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("day", "what", "language")
        constraints = [
            models.UniqueConstraint(
                fields=("partnership", "day", "what", "language"), name="shown_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.what}"
