"""Agreements, reviews of openings, locks, and what a member of staff declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from concord.access.models import Emergency
from concord.foundation.ui.forms import DateField
from concord.partnership.models import Agency


class AgreementForm(forms.Form):
    """What the register says of an agreement."""

    title = forms.CharField(label="Title", max_length=160)
    agencies = forms.ModelMultipleChoiceField(
        queryset=Agency.objects.none(),
        label="Agencies that have signed it",
        widget=forms.CheckboxSelectMultiple,
    )
    purposes = forms.CharField(
        label="What may be shared, and for what",
        widget=forms.Textarea,
        max_length=4000,
    )
    data_items = forms.CharField(
        label="Which items of data",
        widget=forms.Textarea,
        max_length=4000,
        required=False,
    )
    where_kept = forms.CharField(
        label="Where the signed document is kept",
        max_length=300,
        required=False,
        help_text="Such as a folder or a record number. Concord does not keep it.",
    )
    starts_on = DateField(label="In force from", required=False)
    review_on = DateField(label="To be reviewed by")
    ui = {
        "purposes": {"rows": 3},
        "data_items": {"rows": 3},
        "starts_on": {"hint": "Empty: from today. For example 19 11 2026."},
    }

    def __init__(self, *args: Any, agencies: Sequence[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["agencies"].queryset = Agency.objects.filter(
            pk__in=[agency.pk for agency in agencies]
        ).order_by("name")


class ChangeAgreementForm(AgreementForm):
    """The same once it is registered: when it began is settled."""

    starts_on = None  # type: ignore[assignment]


class ReviewedForm(forms.Form):
    """That an agreement was looked at again, and when next."""

    reviewed_on = DateField(label="Reviewed on")
    review_on = DateField(label="Next review by")


class EndAgreementForm(forms.Form):
    """The last day of an agreement."""

    last_day = DateField(
        label="Last day",
        help_text="Decisions that name it go on naming it; no new one can.",
    )
    why = forms.CharField(label="Why it ends", max_length=300, widget=forms.Textarea)
    ui = {"why": {"rows": 2}}


class ReviewForm(forms.Form):
    """Whether an opening in an emergency was right."""

    outcome = forms.ChoiceField(
        label="Was it right?",
        choices=Emergency.Outcome.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="In your words",
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        help_text="If it was not right: what was wrong, and what happens now. Whoever "
        "opened it reads this.",
    )
    ui = {"words": {"rows": 3}}


class EndLockForm(forms.Form):
    """Why a lock ends."""

    why = forms.CharField(
        label="Why the lock ends",
        max_length=300,
        widget=forms.Textarea,
        help_text="From now on the colleague may see what their roles let them see.",
    )
    ui = {"why": {"rows": 3}}


class SuspicionForm(forms.Form):
    """Whether a member of staff is the person in a case."""

    is_same = forms.ChoiceField(
        label="Are they the same person?",
        choices=[("yes", "Yes: keep them away"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label="How you know",
        max_length=300,
        widget=forms.Textarea,
        help_text="It is kept. Name nobody.",
    )
    ui = {"why": {"rows": 3}}


class DeclareForm(forms.Form):
    """Whom a member of staff knows, in free words."""

    words = forms.CharField(
        label="Whom you know, and how",
        max_length=2000,
        widget=forms.Textarea,
        help_text="Their name, and what you are to each other. That is enough to keep "
        "you from seeing them.",
    )
    ui = {"words": {"rows": 5}}


class AnswerForm(forms.Form):
    """What was done about a declaration."""

    words = forms.CharField(
        label="What was done about it",
        max_length=300,
        widget=forms.Textarea,
        help_text="Such as: asked the three teams, one has locked them out. Whoever "
        "wrote it does not read this.",
    )
    ui = {"words": {"rows": 3}}
