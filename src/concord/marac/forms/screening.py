"""By which criteria a case is for the MARAC."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.marac.models import ForMarac


class ScreeningForm(forms.Form):
    """The four criteria, of which any is enough; and what a judgement rests on."""

    criteria = forms.MultipleChoiceField(
        label="Which criteria are met?",
        choices=ForMarac.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Any of them is enough.",
        error_messages={"required": "Choose those that are met, at least one"},
    )
    words = forms.CharField(
        label="In a few words",
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        help_text="Needed where judgement is the only one: what it rests on.",
    )
    ui: dict[str, Any] = {"words": {"rows": 3}}
