"""When somebody of the partnership last rang a phone line that comes with Concord."""

from __future__ import annotations

from django.db import models

from concord.foundation.classified import classified
from concord.partnership.models import Membership
from concord.plan.models.visible import OfPartnership


@classified(public="line number on", internal="checked_by")
class LineCheck(OfPartnership):
    """This number was rung on this day, and answered as it should.

    `line` is a key of `lines.toml`. The number stands here too: where a later version
    of Concord brings another, nobody has checked that one.
    """

    line = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    on = models.DateField()
    checked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("partnership", "line", "number", "on"),
                name="line_checked_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.on}"
