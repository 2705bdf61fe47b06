"""A table of services to load up, and the word to keep it."""

from __future__ import annotations

from django import forms

from concord.foundation.ui.forms import FileField

KINDS = [".xlsx", ".csv"]
MOST_BYTES = 5_000_000


class TableForm(forms.Form):
    file = FileField(
        label="The table",
        accept=KINDS,
        most_bytes=MOST_BYTES,
        help_text="Excel (.xlsx) or CSV. Nothing is kept before you have looked at it.",
    )


class KeepForm(forms.Form):
    publish = forms.BooleanField(
        label="Publish at once what can be published", required=False
    )
