"""An action that stands ready in the room."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.marac.models import ActionKind


class UsualActionForm(forms.Form):
    """What is done, of which kind, and within how many working days."""

    words = forms.CharField(
        label="What is done",
        max_length=200,
        help_text="For any case: name nobody and no place.",
    )
    kind = forms.ChoiceField(
        label="Kind", choices=[("", "Choose what it is"), *ActionKind.choices]
    )
    in_days = forms.IntegerField(
        label="Due within",
        min_value=1,
        max_value=250,
        initial=5,
        help_text="Bank holidays don't count.",
    )
    ui: dict[str, Any] = {"in_days": {"width": 3, "suffix": "working days"}}
