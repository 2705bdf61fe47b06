"""Saying that a case is a repeat, or is none, other than was worked out."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.cases.forms.simple import area


class OverrideForm(forms.Form):
    """What it is instead, and why."""

    is_a_repeat = forms.TypedChoiceField(
        label="It is instead",
        choices=[("yes", "A repeat"), ("no", "Not a repeat")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is instead"},
    )
    why = forms.CharField(
        label="Why",
        max_length=500,
        widget=area(),
        help_text="Such as: the earlier referral was made in another area.",
        error_messages={"required": "Why: say what was overlooked"},
    )
    ui: dict[str, Any] = {"is_a_repeat": {"inline": True}}
