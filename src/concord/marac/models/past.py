"""What an old spreadsheet says of a case that was heard before Concord was there."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from concord.access.models import Part, Protected, Side
from concord.cases.models import Case
from concord.foundation.classified import classified
from concord.foundation.periods import a_year_after
from concord.partnership.models import Agency


@classified(
    internal="case part side heard_on heard_precision referred_on agency children "
    "flagged_on flag_until file place",
    # Made of who it was and when: it tells who, to somebody who guesses.
    personal="key",
    special="agency_words repeat criteria actions outcome kept",
    what={
        "key": "A hash of who was heard and when, by which a row is known again",
        "agency_words": "Who referred to MARAC, as a spreadsheet said it",
        "repeat": "Whether a spreadsheet said that it was a repeat",
        "criteria": "Why it was referred to MARAC, as a spreadsheet said it",
        "actions": "Actions of a MARAC, as a spreadsheet said them",
        "outcome": "Outcome of a MARAC, as a spreadsheet said it",
        "kept": "What else a spreadsheet said of a case",
    },
)
class PastHearing(Protected):
    """A case was heard, as the coordinator's spreadsheet has it. Insert-only.

    It is no agenda item: it has neither a referral at the front door nor a meeting, and
    nothing of it was worked out here. `heard_on` is the first of the month where only
    the month was written. Who it was about is in the case, and not in this row; but
    words of a spreadsheet can name anybody and any place: so only the team that brought
    them in reads them, whatever is granted.
    """

    class Repeat(models.TextChoices):
        YES = "yes", "A repeat"
        NO = "no", "Not a repeat"
        NOT_RECORDED = "not_recorded", "Not recorded"

    class Precision(models.TextChoices):
        DAY = "day", "Exact day"
        MONTH = "month", "Month and year"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part, default=Part.RISK)
    side = models.CharField(max_length=10, choices=Side, default=Side.VICTIM)
    key = models.CharField(max_length=64)
    heard_on = models.DateField()
    heard_precision = models.CharField(
        max_length=5, choices=Precision, default=Precision.DAY
    )
    referred_on = models.DateField(null=True, blank=True)
    agency = models.CharField(max_length=20, choices=Agency.Kind, blank=True)
    agency_words = models.CharField(max_length=200, blank=True)
    repeat = models.CharField(
        max_length=12, choices=Repeat, default=Repeat.NOT_RECORDED
    )
    children = models.PositiveSmallIntegerField(null=True, blank=True)
    criteria = models.TextField(blank=True)
    actions = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    kept = models.TextField(blank=True)
    flagged_on = models.DateField(null=True, blank=True)
    flag_until = models.DateField(null=True, blank=True)
    file = models.CharField(max_length=64)  # SHA-256 of the file
    place = models.CharField(max_length=60)  # sheet and row

    class Meta:
        ordering = ("-heard_on", "place")
        constraints = [
            models.UniqueConstraint(
                fields=["owner_team", "key"], name="a_past_hearing_comes_once"
            ),
            models.CheckConstraint(
                condition=Q(part="risk", side="victim"),
                name="a_past_hearing_is_a_risk",
            ),
            models.CheckConstraint(
                condition=Q(referred_on__isnull=True)
                | Q(heard_precision="month")
                | Q(referred_on__lte=F("heard_on")),
                name="a_past_hearing_follows_its_referral",
            ),
        ]

    def __str__(self) -> str:
        return f"past hearing {self.pk}"

    @property
    def flag_ends_on(self) -> dt.date | None:
        """When flags come off: as it was written, else twelve months later."""
        if self.flag_until is None and self.flagged_on is not None:
            return a_year_after(self.flagged_on)
        return self.flag_until
