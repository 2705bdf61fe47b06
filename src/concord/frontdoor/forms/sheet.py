"""Choosing a spreadsheet with referrals."""

from __future__ import annotations

from django import forms

from concord.foundation.documents.reading.rows import KINDS
from concord.foundation.ui.forms import FileField

MOST_BYTES = 2 * 1024 * 1024


class SheetForm(forms.Form):
    """It looks at the name and the size; `sheet.typed_rows` reads what is inside."""

    file = FileField(
        label="The filled sheet",
        accept=KINDS,
        most_bytes=MOST_BYTES,
        help_text="Excel (.xlsx) or CSV. Nothing is sent before you have looked at it.",
    )
