"""Windows: one team, one period, one sheet; and who was told that it is due."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone

from concord.foundation.classified import classified
from concord.partnership.models import Membership, Team
from concord.plan.models.visible import OfPartnership
from concord.returns.models.sheets import Every, Sheet, SheetVersion
from concord.returns.periods import Period, period_of


@classified(
    public="every first_day due_on",
    internal="sheet version team opens_on locked_at locked_by opened_at opened_by",
)
class ReturnWindow(OfPartnership):
    """What a team is asked for one period, and by when.

    `locked_at`: the figures are accepted, or the partnership has closed the window;
    nothing is sent any more. What changes later is a correction, with the next number.
    """

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="windows")
    version = models.ForeignKey(SheetVersion, models.PROTECT, related_name="windows")
    team = models.ForeignKey(Team, models.PROTECT, related_name="return_windows")
    every = models.CharField(max_length=8, choices=Every)
    first_day = models.DateField()
    opens_on = models.DateField()
    due_on = models.DateField()
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-first_day", "team")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "team", "first_day"], name="window_once"
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("opens_on")),
                name="window_due_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"return {self.pk}"

    @property
    def period(self) -> Period:
        return period_of(self.every, self.first_day)

    @property
    def last_day(self) -> dt.date:
        return self.period.last_day

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    def answering_teams(self) -> set[int]:
        """The team that is asked: `permit` looks at it."""
        return {self.team_id}


@classified(internal="window membership kind sent_on")
class Chase(OfPartnership):
    """One message to one hat about one window, so that nobody is told twice a day."""

    class Kind(models.TextChoices):
        OPENED = "opened", "Asked"
        BEFORE = "before", "Reminded before the date"
        AFTER = "after", "Reminded after the date"
        AGAIN = "again", "Reminded again"
        APPROVE = "approve", "Asked to approve"
        SENT_BACK = "sent_back", "Told that it came back"
        BY_HAND = "by_hand", "Reminded by hand"

    window = models.ForeignKey(ReturnWindow, models.CASCADE, related_name="chases")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    sent_on = models.DateField()

    class Meta:
        ordering = ("-sent_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["window", "membership", "kind", "sent_on"],
                name="chase_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"chase {self.pk}"
