"""Papers of a board: drafts that people work on, and issues that stay as they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import models
from django.db.models import Q

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.foundation.classified import classified
from concord.foundation.periods.fields import QuarterField
from concord.partnership.models import Membership
from concord.plan.models import Plan
from concord.plan.models.visible import OfPartnership, PartnershipQuerySet
from concord.reports.content import BoardPaper, from_record
from concord.reports.edits import with_edits


class PaperQuerySet(PartnershipQuerySet["Paper"]):
    def visible_to(self, actor: Actor) -> PaperQuerySet:
        """Issued papers for their readers; drafts only for those who write them."""
        found = super().visible_to(actor)
        if not may(actor, Verb.READ_PAPER):
            return self.none()
        if not may(actor, Verb.WRITE_PAPER):
            found = found.filter(state=Paper.State.ISSUED)
        return found  # type: ignore[return-value]


@classified(
    internal=(
        "plan quarter number issue corrects state meeting_on counted_until compiled "
        "compiled_at edits version created_by created_at edited_by edited_at issued_by "
        "issued_at"
    ),
)
class Paper(OfPartnership):
    """One issue of the highlight report of a plan's quarter.

    `compiled` is what the plan says ({"paper": record, "keys": ...}), `edits` what
    people changed in it, by part; together they are the paper. `version` grows with
    every change, so that the second of two editors is told. Once issued, the database
    refuses any change of the row.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ISSUED = "issued", "Issued"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="papers")
    quarter = QuarterField()
    number = models.CharField(max_length=40, help_text="Such as HR 2022/23 Q3")
    issue = models.PositiveSmallIntegerField(default=1)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    meeting_on = models.DateField(null=True, blank=True)
    counted_until = models.DateField(
        null=True, blank=True, help_text="The last day that counts; empty: up to now"
    )
    compiled = models.JSONField()
    compiled_at = models.DateTimeField()
    edits = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    edited_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)

    objects = PaperQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ("-quarter", "-issue")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "quarter", "issue"], name="one_issue_per_number"
            ),
            models.UniqueConstraint(
                fields=["plan", "quarter"],
                condition=Q(state="draft"),
                name="one_draft_per_quarter",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", issued_at__isnull=True)
                | Q(state="issued", issued_at__isnull=False),
                name="issued_papers_have_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.full_number

    @property
    def full_number(self) -> str:
        return f"{self.number}, issue {self.issue}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def from_plan(self) -> BoardPaper:
        """The paper as it was drawn, without anybody's edits."""
        return from_record(self.compiled["paper"])

    @property
    def keys(self) -> dict[str, list[str]]:
        """What each listed thing was drawn from."""
        found: dict[str, list[str]] = self.compiled["keys"]
        return found

    @property
    def content(self) -> BoardPaper:
        """The paper with its edits, as a draft."""
        paper = with_edits(self.from_plan, self.keys, self.edits)
        return replace(paper, number=self.number, issue=self.issue)

    def file_name(self, kind: str) -> str:
        """A neutral name: "board-paper-2022-23-q3-issue-1.pdf"."""
        year = self.quarter.financial_year.code.replace("/", "-")
        draft = "-draft" if self.is_draft else ""
        quarter = f"{year}-q{self.quarter.number}"
        return f"board-paper-{quarter}-issue-{self.issue}{draft}.{kind}"


@classified(
    internal=(
        "paper content pdf pdf_sha256 docx docx_sha256 html html_sha256 issued_at by"
    ),
)
class IssuedPaper(OfPartnership):
    """What was issued, to the byte. Rows are only ever added."""

    KINDS = ("pdf", "docx", "html")

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="issued")
    content = models.JSONField()
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)
    docx = models.BinaryField()
    docx_sha256 = models.CharField(max_length=64)
    html = models.BinaryField()
    html_sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-issued_at",)

    def __str__(self) -> str:
        return f"issued paper {self.paper_id}"

    def file(self, kind: str) -> bytes:
        """The bytes of one of `KINDS`."""
        found: Any = getattr(self, kind)
        return bytes(found)

    def sha256(self, kind: str) -> str:
        """The SHA-256 of the file, in hexadecimal."""
        return str(getattr(self, f"{kind}_sha256"))
