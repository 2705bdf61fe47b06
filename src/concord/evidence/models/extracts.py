"""Files of rows that become figures: how they are read, and how far that has got.

No row of a file is kept here: counts, line numbers, and what was wrong.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from concord.evidence.models.observations import Batch
from concord.foundation.classified import classified
from concord.partnership.models import Membership
from concord.plan.models.visible import OfPartnership


@classified(internal="code title")
class Mapping(OfPartnership):
    """How files of one kind are read. What it says stands in its versions."""

    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ("title",)
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "code"], name="mapping_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


@classified(internal="mapping version content why at by principal")
class MappingVersion(OfPartnership):
    """One wording of a mapping. Insert-only; the highest version is in use.

    `content`: as docs/extracts.md says, with codes of areas, indicators and groups.
    """

    mapping = models.ForeignKey(Mapping, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField(default=1)
    content = models.JSONField()
    why = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    principal = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("mapping", "-version")
        constraints = [
            models.UniqueConstraint(
                fields=["mapping", "version"], name="mapping_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mapping_id} {self.version}"


@classified(
    internal=(
        "id mapping_version sha256 bytes covers_first covers_last attempt state rows "
        "bad passed done_bytes next_line first_day last_day left_out unknown figures "
        "changed refusal batch began_at ended_at by principal"
    ),
)
class Extract(OfPartnership):
    """One file and how far it has been counted. Its name is not kept.

    `attempt`: counting begins anew where what was set aside is gone. `left_out`:
    periods that the file covers only in part. `unknown`: by column, values without a
    meaning that five rows or more have, and how many other rows have none.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "Waiting"
        COUNTING = "counting", "Being counted"
        RECORDED = "recorded", "Recorded"
        REFUSED = "refused", "Refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mapping_version = models.ForeignKey(
        MappingVersion, models.PROTECT, related_name="extracts"
    )
    sha256 = models.CharField(max_length=64)
    bytes = models.BigIntegerField()
    covers_first = models.DateField(null=True, blank=True)
    covers_last = models.DateField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    rows = models.BigIntegerField(default=0)
    bad = models.BigIntegerField(default=0)
    passed = models.BigIntegerField(default=0)
    done_bytes = models.BigIntegerField(default=0)
    next_line = models.BigIntegerField(default=1)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    left_out = models.JSONField(default=list, blank=True)
    unknown = models.JSONField(default=dict, blank=True)
    figures = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    refusal = models.CharField(max_length=1000, blank=True)
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, related_name="+"
    )
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    principal = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("-began_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["mapping_version", "sha256", "covers_first", "covers_last"],
                nulls_distinct=False,
                name="extract_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def share(self) -> float:
        """How much of the file has been counted, from 0 to 1."""
        return min(1.0, self.done_bytes / self.bytes) if self.bytes else 1.0


@classified(internal="extract attempt number end_byte next_line rows bad passed counts")
class ExtractChunk(OfPartnership):
    """What one piece of a file added: the checkpoint that counting goes on from.

    `counts`: lists of series, area, month, group (-1: everybody) and number.
    Insert-only.
    """

    extract = models.ForeignKey(Extract, models.PROTECT, related_name="chunks")
    attempt = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    end_byte = models.BigIntegerField()
    next_line = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    bad = models.PositiveIntegerField()
    passed = models.PositiveIntegerField()
    counts = models.JSONField()

    class Meta:
        ordering = ("extract", "attempt", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["extract", "attempt", "number"], name="extract_chunk_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.extract_id} {self.number}"


@classified(internal="extract attempt line column problem")
class BadRow(OfPartnership):
    """A row that was not counted: its line in the file and what is wrong with it.

    What stands in the row is not kept here: it may be about somebody. Insert-only.
    """

    class Problem(models.TextChoices):
        """What is wrong."""

        COLUMNS = "columns", "More or fewer cells than the file has columns"
        OPEN_QUOTE = "open_quote", "A quotation mark that is not closed properly"
        CONTROL = "control", "A character that no text has (NUL)"
        ENCODING = "encoding", "Characters in another encoding than the mapping says"
        NO_DAY = "no_day", "No day"
        NOT_A_DAY = "not_a_day", "Not a day as the mapping says that days are written"
        LATER = "later_than_today", "A day in the future"
        NOT_COVERED = "not_covered", "A day outside what the file is said to cover"
        NO_AREA = "no_area", "No area"
        UNKNOWN_AREA = "unknown_area", "An area that the mapping does not know"
        NO_KEY = "no_key", "Nothing in the column whose different values are counted"
        NOT_A_NUMBER = "not_a_number", "Not a whole number of 0 or more"

    extract = models.ForeignKey(Extract, models.PROTECT, related_name="bad_rows")
    attempt = models.PositiveSmallIntegerField()
    line = models.BigIntegerField()
    column = models.CharField(max_length=200, blank=True)
    problem = models.CharField(max_length=16, choices=Problem)

    class Meta:
        ordering = ("extract", "attempt", "line")
        indexes = [
            models.Index(fields=["extract", "attempt", "line"], name="bad_row_line"),
        ]

    def __str__(self) -> str:
        return f"{self.extract_id} {self.line}"
