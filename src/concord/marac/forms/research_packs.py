"""Choosing a Word file with research."""

from __future__ import annotations

from django import forms

from concord.foundation.ui.forms import FileField
from concord.marac.research_pack import KIND

MOST_BYTES = 4 * 1024 * 1024


class PackForm(forms.Form):
    """It looks at name and size; `research_pack.filled_in` reads what is inside."""

    file = FileField(
        label="The filled file",
        accept=[KIND],
        most_bytes=MOST_BYTES,
        help_text="Word (.docx). Nothing is sent before you have looked at it.",
    )
