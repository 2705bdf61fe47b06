"""Referring without an account: an address at work; and files, with or without one."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.foundation.ui.forms import FileField
from concord.frontdoor.models.files import MOST_BYTES


class AddressForm(forms.Form):
    """Whether it belongs to an organisation is not said here, nor looked up."""

    address = forms.EmailField(
        label="Your e-mail address at work",
        max_length=254,
        help_text="Not a private one: the link goes to organisations that refer here.",
        widget=forms.EmailInput(
            attrs={"class": "c-input", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter your e-mail address at work"},
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)


class AttachForm(forms.Form):
    """One file at a time: what was sent before is not lost when one is refused."""

    file = FileField(
        label="A file",
        accept=[".pdf", ".png", ".jpg", ".jpeg", ".docx"],
        most_bytes=MOST_BYTES,
        help_text="PDF, picture (PNG, JPEG) or Word, up to 10 MB. A picture may say "
        "where it was taken: only the front door opens it.",
        error_messages={"required": "Choose a file"},
    )

    def chosen(self) -> dict[str, Any]:
        """Its name and its bytes, for the verb."""
        file = self.cleaned_data["file"]
        return {"name": file.name, "content": file.read()}
