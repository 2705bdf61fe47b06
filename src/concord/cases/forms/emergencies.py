"""What is asked before a case is opened in an emergency, and who is kept from one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms


class EmergencyForm(forms.Form):
    """Which case, why it can't wait, and for how long."""

    ref = forms.CharField(
        label="Reference of the case",
        max_length=20,
        help_text="Eight letters and figures, such as K7QM-4T2X. Whoever asks you for "
        "help may have it.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    why = forms.CharField(
        label="Why it can't wait",
        max_length=1000,
        widget=forms.Textarea,
        help_text="The team that holds the case, and the auditors, read it at once. "
        "Name nobody.",
    )
    minutes = forms.TypedChoiceField(
        label="For how long",
        coerce=int,
        choices=[
            (30, "30 minutes"),
            (60, "1 hour"),
            (120, "2 hours"),
            (180, "3 hours"),
        ],
        widget=forms.RadioSelect,
        initial=30,
    )
    ui = {"ref": {"width": 10}, "why": {"rows": 3}, "minutes": {"inline": True}}


class KeepAwayForm(forms.Form):
    """Which colleague is kept from which person, and how the two are linked."""

    find = forms.CharField(label="Colleague's name", max_length=80, required=False)
    account = forms.ChoiceField(
        label="Which colleague",
        choices=[],
        widget=forms.RadioSelect,
        error_messages={"required": "Find the colleague by name, then choose them."},
    )
    person = forms.ChoiceField(
        label="Whom they are linked to", choices=[], widget=forms.RadioSelect
    )
    why = forms.CharField(
        label="How they are linked",
        max_length=300,
        widget=forms.Textarea,
        help_text="Such as: her brother. An auditor reads it, so name nobody.",
    )

    def __init__(
        self,
        *args: Any,
        colleagues: Sequence[tuple[str, str]],
        persons: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["account"].choices = colleagues
        fields["person"].choices = persons
        self.ui = {"find": {"width": 20, "optional": False}, "why": {"rows": 2}}
