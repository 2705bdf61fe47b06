"""What a service says of its own entry, and in its own words besides."""

from __future__ import annotations

from django import forms

from concord.directory.forms.entries import ToldForm


class AnswerForm(ToldForm):
    note = forms.CharField(
        label="Anything else that we should know",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
