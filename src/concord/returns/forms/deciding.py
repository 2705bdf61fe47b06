"""Forms that ask for a reason."""

from __future__ import annotations

from django import forms


class SendBackForm(forms.Form):
    """What has to change."""

    why = forms.CharField(
        label="What has to change?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=500,
        help_text="Whoever fills it in reads it above the form. Name no person.",
        error_messages={"required": "What has to change?: say it in a few words."},
    )


class CorrectForm(forms.Form):
    """What was wrong with figures that are accepted."""

    why = forms.CharField(
        label="What was wrong?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=500,
        help_text="It stays with the new version of the figures. Name no person.",
        error_messages={"required": "What was wrong?: say it in a few words."},
    )
