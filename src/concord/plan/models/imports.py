"""A published strategy on its way in: the file, what was read, what was chosen."""

from __future__ import annotations

import uuid

from django.db import models

from concord.foundation.classified import classified
from concord.partnership.models import Membership
from concord.plan.models.strategy import Plan
from concord.plan.models.visible import OfPartnership


@classified(
    internal=(
        "id sha256 size state done total message draft choices compare_with "
        "committed_plan uploaded_by uploaded_at"
    ),
    # Files are often called after whoever wrote them.
    personal="file_name",
    what={"file_name": "The name of the file as it was uploaded"},
)
class ImportDraft(OfPartnership):
    """Nothing of it is in the plan before somebody commits it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be read"
        READING = "reading", "Being read"
        READY = "ready", "Ready to check"
        REFUSED = "refused", "Could not be read"
        COMMITTED = "committed", "Put into the plan"
        DROPPED = "dropped", "Dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Bytes")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    draft = models.JSONField(null=True, help_text="As read; never changed afterwards")
    choices = models.JSONField(
        default=dict, help_text="The steps by which people corrected it, in order"
    )
    compare_with = models.ForeignKey(
        Plan, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    committed_plan = models.ForeignKey(
        Plan, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uploaded_by = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Nobody: it came by the command line",
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return f"import {self.pk}"


@classified(
    internal="import_draft",
    # Meant to be a published strategy; what was really picked, nobody has read yet.
    personal="content",
    what={"content": "The file as it was uploaded"},
)
class ImportFile(OfPartnership):
    """The file of an import as it was uploaded.

    Apart from its draft, so that a correction does not rewrite 30 MB, and so that the
    file of a dropped import can be erased.
    """

    import_draft = models.OneToOneField(
        ImportDraft, models.CASCADE, related_name="file"
    )
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"file of import {self.import_draft_id}"
