"""What a team sends for a window: numbered, kept as typed, never overwritten."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from concord.foundation.classified import classified
from concord.partnership.models import Membership
from concord.plan.models.visible import OfPartnership
from concord.returns.checking import Entry, Key, allows
from concord.returns.checking.allowed import AS_RETURN, NOT_AT_ALL, PUBLISH, USE, WORDS
from concord.returns.models.sheets import SheetField
from concord.returns.models.windows import ReturnWindow

LONGEST_TYPED = 2000


@classified(
    internal=(
        "window n state may_use may_publish begun_at begun_by kept_at sent_at sent_by "
        "approved_at approved_by accepted_at accepted_by back_at back_by back_why "
        "corrects_why"
    ),
)
class Submission(OfPartnership):
    """One return for a window. `n` above 1 is a correction of an accepted one."""

    class State(models.TextChoices):
        DRAFT = "draft", "Being filled in"
        SENT = "sent", "Waits for the agency's lead"
        APPROVED = "approved", "Approved, waits for the partnership"
        SENT_BACK = "sent_back", "Sent back"
        ACCEPTED = "accepted", "Accepted"

    window = models.ForeignKey(ReturnWindow, models.PROTECT, related_name="submissions")
    n = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    may_use = models.BooleanField(default=True)
    may_publish = models.BooleanField(default=False)
    corrects_why = models.CharField(max_length=500, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    kept_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    back_at = models.DateTimeField(null=True, blank=True)
    back_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    back_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("window", "-n")
        constraints = [
            models.UniqueConstraint(
                fields=["window", "n"], name="submission_number_once"
            ),
            # Two who begin at the same moment get one return between them.
            models.UniqueConstraint(
                fields=["window"],
                condition=~Q(state="accepted"),
                name="one_open_submission_of_a_window",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "approved", "accepted"])
                | Q(sent_at__isnull=False),
                name="submission_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "accepted"])
                | Q(approved_at__isnull=False),
                name="submission_approved_before_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_at__isnull=False),
                name="submission_accepted_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent_back") | ~Q(back_why=""),
                name="submission_sent_back_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"submission {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether its figures may still be typed."""
        return self.state in (self.State.DRAFT, self.State.SENT_BACK)

    @property
    def is_correction(self) -> bool:
        return self.n > 1


@classified(
    internal=(
        "submission field category value typed why changed_on permission kept_at "
        "kept_by file"
    ),
)
class ReturnCell(OfPartnership):
    """One figure, and what was typed for it: kept even when it is wrong.

    `why` is why it is blank, or what stands behind the figure. `changed_on` is the day
    from which it is recorded in another way, as typed; a day when it is accepted.
    `permission` is that of this figure alone, where it is not that of the return.
    """

    class Permission(models.TextChoices):
        AS_RETURN = AS_RETURN, WORDS[AS_RETURN]
        PUBLISH = PUBLISH, WORDS[PUBLISH]
        USE = USE, WORDS[USE]
        NOT_AT_ALL = NOT_AT_ALL, WORDS[NOT_AT_ALL]

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="cells")
    field = models.ForeignKey(SheetField, models.PROTECT, related_name="+")
    category = models.CharField(max_length=40, blank=True)
    value = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    typed = models.CharField(max_length=LONGEST_TYPED, blank=True)
    why = models.CharField(max_length=LONGEST_TYPED, blank=True)
    changed_on = models.CharField(max_length=80, blank=True)
    permission = models.CharField(
        max_length=7, choices=Permission, default=Permission.AS_RETURN, blank=True
    )
    kept_at = models.DateTimeField(default=timezone.now)
    kept_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(
        "ReturnFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("submission", "field__position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "field", "category"], name="cell_once"
            ),
            models.CheckConstraint(
                condition=Q(permission__in=list(WORDS)),
                name="cell_permission_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"cell {self.pk}"

    @property
    def key(self) -> Key:
        return self.field.code, self.category

    @property
    def entry(self) -> Entry:
        return Entry(self.typed, self.why, self.changed_on, self.permission)

    @property
    def allowed(self) -> tuple[bool, bool]:
        """Whether it may be used, and published."""
        said = self.submission
        return allows(
            self.permission, may_use=said.may_use, may_publish=said.may_publish
        )


@classified(internal="submission kind cells permissions asides taken_at at by")
class ReturnFile(OfPartnership):
    """A filled template or CSV, read and looked at before its figures are taken.

    `cells` is what stood in it: field, category, typed, why, since, seen and its place.
    `asides` are rows that were left out, in words.
    """

    class Kind(models.TextChoices):
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"
        SYSTEM = "system", "A system of the agency"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=6, choices=Kind)
    cells = models.JSONField()
    permissions = models.JSONField(default=dict, blank=True)
    asides = models.JSONField(default=list, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"file {self.pk}"
