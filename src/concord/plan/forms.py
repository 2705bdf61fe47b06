"""Forms of the plan room. They parse and explain; the verbs decide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from concord.foundation.periods import Quarter
from concord.foundation.ui.forms import FileField
from concord.partnership.models import Team
from concord.plan.actions.updates import (
    EVIDENCE_BYTES,
    EVIDENCE_TYPES,
    Proof,
    Word,
    read_printed,
)
from concord.plan.models import Evidence, PlanUpdate
from concord.plan.models.updates import StatusChoice
from concord.plan.status import Status

CONFIDENCE = [("", "Not said"), *PlanUpdate.Confidence.choices]


class UpdateForm(forms.Form):
    """The quarter's update of one action."""

    quarter = forms.ChoiceField(label="Quarter")
    status = forms.ChoiceField(
        label="How it stands",
        choices=StatusChoice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "How it stands: choose one of the seven."},
    )
    status_printed = forms.CharField(
        label="Your own word for it",
        required=False,
        max_length=80,
        help_text="Only if your report prints another label, such as “Green”.",
    )
    text = forms.CharField(
        label="Progress this quarter",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Two or three sentences that the board can read. Name no person.",
    )
    blockers = forms.CharField(
        label="What stands in the way",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next_step = forms.CharField(
        label="Next step, and by when",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    confidence = forms.ChoiceField(
        label="How sure you are that it will be done in time",
        choices=CONFIDENCE,
        required=False,
        widget=forms.RadioSelect,
    )
    on_behalf_of = forms.ModelChoiceField(
        label="On behalf of",
        queryset=Team.objects.none(),
        required=False,
        empty_label="Nobody: this is our own update",
        help_text="The update is marked as entered by you for them.",
    )
    evidence_link = forms.URLField(
        label="Link",
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={
            "invalid": "Link: write it in full, such as https://www.example.org/page."
        },
    )
    evidence_figure = forms.CharField(
        label="Figure",
        required=False,
        max_length=80,
        help_text="With its unit, such as “61 of 84 staff”. No count of people under "
        "10.",
    )
    evidence_label = forms.CharField(
        label="What the link or figure shows", required=False, max_length=200
    )
    evidence_file = FileField(
        label="File",
        required=False,
        accept=sorted(EVIDENCE_TYPES),
        most_bytes=EVIDENCE_BYTES,
    )

    def __init__(
        self, *args: Any, quarters: list[Quarter], teams: list[Team] | None, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        quarter = self.fields["quarter"]
        assert isinstance(quarter, forms.ChoiceField)  # noqa: S101
        quarter.choices = [(q.code, q.long_label) for q in quarters]
        if teams is None:
            del self.fields["on_behalf_of"]
        else:
            behalf = self.fields["on_behalf_of"]
            assert isinstance(behalf, forms.ModelChoiceField)  # noqa: S101
            behalf.queryset = Team.objects.filter(pk__in=[t.pk for t in teams])

    def clean(self) -> dict[str, Any]:
        """Asks for a label where a link or figure has none, and reads the own word."""
        found = super().clean() or {}
        if (found.get("evidence_link") or found.get("evidence_figure")) and not (
            found.get("evidence_label")
        ):
            self.add_error(
                "evidence_label",
                "What the link or figure shows: a few words, so that the board knows.",
            )
        printed, status = found.get("status_printed", ""), found.get("status")
        meant, warning = read_printed(printed, found.get("text", ""))
        if printed and status and meant and meant != Status(status):
            self.add_error(
                "status_printed",
                ValidationError(
                    warning
                    or f"“{printed}” usually means “{meant.label}”. Change one of the "
                    "two, or leave your own word out."
                ),
            )
        return found

    def word(self) -> Word:
        """What was said, for the verb."""
        data = self.cleaned_data
        return Word(
            status=Status(data["status"]),
            text=data["text"],
            status_printed=data["status_printed"],
            confidence=data["confidence"],
            blockers=data["blockers"],
            next_step=data["next_step"],
        )

    def proofs(self) -> list[Proof]:
        """The evidence given, for the verb."""
        data = self.cleaned_data
        label = data.get("evidence_label", "")
        found = []
        if data.get("evidence_link"):
            found.append(Proof(Evidence.Kind.LINK, label, url=data["evidence_link"]))
        if data.get("evidence_figure"):
            found.append(
                Proof(Evidence.Kind.FIGURE, label, figure=data["evidence_figure"])
            )
        upload = data.get("evidence_file")
        if upload:
            ending = Path(upload.name).suffix.lower()
            found.append(
                Proof(
                    Evidence.Kind.FILE,
                    upload.name,
                    content=upload.read(),
                    content_type=EVIDENCE_TYPES[ending],
                )
            )
        return found


class RaiseForm(forms.Form):
    """A matter for the board."""

    title = forms.CharField(label="The matter in one line", max_length=200)
    why = forms.CharField(
        label="Why the board should know",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Two sentences.",
    )
    being_done = forms.CharField(
        label="What is being done",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A verb and a date, such as “Write to the director by 30 November”.",
    )
    asked_to = forms.CharField(
        label="The board is asked to",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Leave empty if it is for the board to note.",
    )
    who_leads = forms.CharField(
        label="Who leads on it", required=False, max_length=120, help_text="A role."
    )


class DecisionForm(forms.Form):
    """What the board decided."""

    decision = forms.CharField(
        label="The board decided",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In its own words, with who does what by when. Roles, no names.",
    )
