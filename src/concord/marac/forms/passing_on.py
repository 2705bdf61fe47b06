"""To which panel a case goes, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from concord.marac.models import ForMarac, Kind, Panel


class SendForm(forms.Form):
    """Up to the MARAC by one of the four criteria; to other panels with a reason."""

    to = forms.ChoiceField(
        label="Where it goes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where it goes"},
    )
    criterion = forms.ChoiceField(
        label="Why it is for MARAC",
        choices=ForMarac.choices,
        initial=ForMarac.JUDGEMENT,
        widget=forms.RadioSelect,
        required=False,
        help_text="Any of them is enough.",
    )
    why = forms.CharField(
        label="In a few words",
        max_length=1000,
        widget=forms.Textarea,
        help_text="Your team reads it, and the team that holds the case.",
        error_messages={"required": "Say why, in a few words"},
    )

    def __init__(self, *args: Any, panels: Sequence[Panel], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["to"].choices = [(one.kind, one.name) for one in panels]
        if len(panels) == 1:
            fields["to"].initial = panels[0].kind
        self.ui: dict[str, Any] = {"why": {"rows": 3}}
        if any(one.kind == Kind.MARAC for one in panels):
            self.ui["to"] = {"conditional": {Kind.MARAC: self["criterion"]}}
            self.ui["criterion"] = {"optional": False}
        else:
            del fields["criterion"]
