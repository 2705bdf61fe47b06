"""What somebody says of the pages: two questions, and nothing about themselves."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.website.models import Remark
from concord.website.telling import Tongue


class TellForm(forms.Form):
    """In the language of the page. Nothing asks who it is."""

    about = forms.ChoiceField(widget=forms.RadioSelect)
    words = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(
            attrs={"rows": 6, "class": "c-input", "autocomplete": "off"}
        ),
    )

    def __init__(self, *args: Any, tongue: Tongue, **options: Any) -> None:
        super().__init__(*args, **options)
        about, words = self.fields["about"], self.fields["words"]
        about.label = tongue.raw("tell_about")
        about.choices = [  # type: ignore[attr-defined]
            (value, tongue.raw(f"tell_{value}")) for value in Remark.About.values
        ]
        about.error_messages = dict.fromkeys(
            ("required", "invalid_choice"), tongue.raw("tell_choose")
        )
        words.label = tongue.raw("tell_words")
        words.help_text = tongue.raw("tell_names")
        words.error_messages["required"] = tongue.raw("tell_write")
        for check in words.validators:
            if getattr(check, "code", "") == "max_length":
                check.message = tongue.raw("tell_long")  # type: ignore[attr-defined]
