"""Forms of the audit."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from concord.access.audit.terms import MOST_SEARCHES


class AskForTerms(forms.Form):
    """Which searches, and why their words are needed."""

    searches = forms.CharField(
        label="Numbers of the searches",
        max_length=300,
        help_text="As they stand in the list of events, with commas or spaces between.",
    )
    why = forms.CharField(
        label="Why you need the words",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The other auditors decide by it, and it is kept. Name nobody who is "
        "in a case.",
    )
    ui = {"searches": {"width": 20}}

    def clean_searches(self) -> list[int]:
        """The numbers, each once."""
        said: str = self.cleaned_data["searches"]
        words: list[Any] = re.split(r"[\s,;]+", said.replace(",", " ").strip())
        if not all(word.isdecimal() and len(word) < 19 for word in words):
            raise ValidationError(
                "Numbers of the searches: only numbers, such as 4018 or 4018 4023."
            )
        numbers = sorted({int(word) for word in words})
        if len(numbers) > MOST_SEARCHES:
            raise ValidationError(
                f"Numbers of the searches: {len(numbers)} are too many. Ask for up to "
                f"{MOST_SEARCHES} at once."
            )
        return numbers


class Reviewed(forms.Form):
    """What an auditor has found out about a line of the unusual."""

    note = forms.CharField(
        label="What you found",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whom you asked and what they said. Name no person in a case.",
    )
