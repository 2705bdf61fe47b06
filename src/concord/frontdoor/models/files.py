"""Files that came with a referral."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from concord.access.models import Part, Protected, Side
from concord.cases.models import Case
from concord.foundation.classified import classified
from concord.frontdoor.models.referrals import Referral
from concord.partnership.models import Membership

MOST_FILES = 5
MOST_BYTES = 10 * 1024 * 1024


class FileKind(models.TextChoices):
    """What a file may be, found in its bytes. The value is its ending."""

    PDF = "pdf", "PDF"
    PNG = "png", "Picture (PNG)"
    JPEG = "jpg", "Picture (JPEG)"
    WORD = "docx", "Word document"


@classified(
    internal="referral case part side n kind size",
    special="name",
    location="content",
    what={
        "name": "What the sender called the file",
        "content": "The file itself: a picture may say where it was taken",
    },
)
class Attachment(Protected):
    """A file that came with a referral. Never changed; opened by a download only.

    Like whom a referral names, it may show where somebody is: no grant of the referral
    opens it.
    """

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="files")
    written_by = models.ForeignKey(  # type: ignore[assignment]
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+"
    )
    part = models.CharField(max_length=10, choices=Part, default=Part.LOCATION)
    side = models.CharField(max_length=10, choices=Side, default=Side.NONE)
    n = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, choices=FileKind)
    size = models.PositiveIntegerField(help_text="Bytes")
    content = models.BinaryField()

    class Meta:
        ordering = ("referral", "n")
        constraints = [
            models.UniqueConstraint(fields=["referral", "n"], name="file_once"),
            models.CheckConstraint(
                condition=Q(n__gte=1, n__lte=MOST_FILES), name="files_are_few"
            ),
            models.CheckConstraint(
                condition=Q(part="location", side="none"), name="a_file_is_a_place"
            ),
            models.CheckConstraint(
                condition=Q(size__lte=MOST_BYTES), name="a_file_is_small"
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.n} of referral {self.referral_id}"
