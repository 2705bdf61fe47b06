"""Two records of one team that turned out to be of one person, made one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from concord.access.models import Protected
from concord.foundation.classified import classified
from concord.partnership.models import Membership
from concord.people.models.persons import Person


@classified(
    internal="person absorbed kept_n chosen_n undone_by undone_at",
    special="why undone_why",
    what={
        "absorbed": "The record that was absorbed",
        "kept_n": "The version of the kept record before",
        "chosen_n": "The version that says what was chosen from both",
        "why": "Why two records are taken for one person",
        "undone_why": "Why they no longer are",
    },
)
class Merge(Protected):
    """`absorbed` became one with `person`, the kept record; both of one team.

    Nothing is deleted. Triggers check it, move what hangs on the absorbed record, and
    keep each step; undoing puts the steps back. An absorbed record is never written to.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kept_n = models.PositiveIntegerField()
    chosen_n = models.PositiveIntegerField(null=True, blank=True)
    why = models.CharField(max_length=300)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-written_at",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=F("absorbed")), name="nobody_absorbs_themselves"
            ),
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=Q(undone_at__isnull=True),
                name="absorbed_once",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="a_merge_has_a_reason"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                & Q(undone_why="")
                | Q(undone_at__isnull=False, undone_by__isnull=False)
                & ~Q(undone_why=""),
                name="what_is_undone_says_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"merge {self.pk}"

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None


@classified(
    internal="id merge table_name column_name row_id",
    special="was is_now",
    what={
        "row_id": "The row that was changed",
        "was": "What stood there before",
        "is_now": "What stands there since",
    },
)
class MergeStep(models.Model):
    """One value that a merge changed, in which row. Nobody reads this but a trigger.

    Rows of other teams are among them: that there is one would tell what they wrote.
    """

    id = models.BigAutoField(primary_key=True)
    merge = models.ForeignKey(Merge, models.PROTECT, related_name="+")
    table_name = models.CharField(max_length=63)
    column_name = models.CharField(max_length=63)
    row_id = models.UUIDField()
    was = models.TextField(null=True)  # noqa: DJ001 (a day may not have been there)
    is_now = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        ordering = ("merge", "id")

    def __str__(self) -> str:
        return f"step {self.pk} of merge {self.merge_id}"
