"""The minutes of a meeting: their editions, their words by case, and who has a copy."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.access.models import Part, Protected, Side
from concord.cases.models import Case
from concord.foundation.classified import classified
from concord.marac.models.agenda import AgendaItem
from concord.marac.models.meetings import HereQuerySet, Meeting
from concord.partnership.models import Membership, Partnership, Team


@classified(
    internal="partnership meeting n approved_at approved_by issued_at",
    personal="header",
    what={"header": "Who chaired a meeting, who came and who did not"},
)
class Minutes(models.Model):
    """An edition of a meeting's minutes. It says nothing of any case.

    `header` is written when it is approved and stays from then on; issuing opens what
    was approved. What was issued is corrected by the next edition.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes")
    n = models.PositiveSmallIntegerField()
    header = models.JSONField(default=dict, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)

    objects = HereQuerySet.as_manager()

    class Meta:
        ordering = ("meeting", "n")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "n"], name="an_edition_of_minutes_once"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="minutes_are_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True) | Q(approved_at__isnull=False),
                name="what_is_issued_was_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"minutes {self.n} of meeting {self.meeting_id}"


@classified(
    internal="case item part side n",
    special="lines",
    what={"lines": "What the minutes of a MARAC say of a case, before approval"},
)
class MinutesOfCase(Protected):
    """The coordinator's wording of what was said of a case. Insert-only.

    The last `n` counts; without any the words of the room stand as they were said.
    A line is `kind`, `side`, `team`, `words` and `why_now`, as in a room entry. Read
    by the team that coordinates alone.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part, default=Part.MINUTES)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    n = models.PositiveSmallIntegerField()
    lines = models.JSONField(default=list)

    class Meta:
        ordering = ("item", "-n")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "n"], name="a_wording_has_its_number"
            ),
            models.CheckConstraint(
                condition=Q(part="minutes", side="none"),
                name="a_wording_is_of_the_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"wording {self.n} of agenda item {self.item_id}"


@classified(
    internal="case item part side minutes team is_whole position code",
    special="content",
    what={"content": "What a team's copy of the minutes says of a case"},
)
class IssuedCase(Protected):
    """What one team's copy of an edition says of one case. It never changes.

    Written when the minutes are approved, read from when they are issued: by hats that
    have a copy, while the case is open to their team and they are not kept from it.
    Not `is_whole`: the code of the case and what the team itself has to do.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part, default=Part.MINUTES)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="cases")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    is_whole = models.BooleanField()
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=9)
    content = models.JSONField()

    class Meta:
        ordering = ("minutes", "team", "position")
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "item", "team"], name="a_case_is_in_a_copy_once"
            ),
            models.CheckConstraint(
                condition=Q(part="minutes", side="none"),
                name="what_is_issued_is_of_the_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk} of minutes {self.minutes_id}"


@classified(internal="partnership minutes hat issued_at sha256 opened_at")
class MinutesIssue(models.Model):
    """A personal copy of an edition: for one hat, and nobody else.

    `sha256` is of what its team's copy held when it was issued: the same for all of
    the team, so that it tells nobody who is kept from what.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="issues")
    hat = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = HereQuerySet.as_manager()

    class Meta:
        ordering = ("minutes", "hat")
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "hat"], name="a_hat_has_one_copy_of_an_edition"
            ),
        ]

    def __str__(self) -> str:
        return f"copy of minutes {self.minutes_id} for hat {self.hat_id}"
