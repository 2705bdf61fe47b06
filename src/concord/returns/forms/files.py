"""Choosing a filled template."""

from __future__ import annotations

from django import forms

from concord.foundation.ui.forms import FileField

MOST_BYTES = 4_000_000


class FileForm(forms.Form):
    """A filled template, as Excel or CSV."""

    file = FileField(
        label="The filled template",
        accept=[".xlsx", ".csv"],
        most_bytes=MOST_BYTES,
        help_text="The Excel file or the CSV of this return. You see every figure "
        "before anything is taken.",
    )
