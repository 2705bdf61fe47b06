"""Confirming a flag, taking it off, looking for one."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.marac.actions.flags import LONGEST, SAID_BY_A_TEAM
from concord.marac.models import OnlineHidden


def _reference(help_text: str) -> forms.CharField:
    return forms.CharField(
        label="Your reference",
        max_length=LONGEST,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Your reference: enter what your system calls it"},
    )


class ConfirmForm(forms.Form):
    """That the team's own record is flagged; health teams also where it shows."""

    reference = _reference(
        "What your own system knows them by. No other team can read it."
    )
    online_hidden = forms.ChoiceField(
        label="Is the entry hidden from what a patient can see online?",
        choices=OnlineHidden.choices,
        widget=forms.RadioSelect,
        help_text="Whoever causes harm may be beside them when they look.",
        error_messages={"required": "Hidden online: choose one of the three"},
    )
    ui: dict[str, Any] = {"reference": {"width": 20}}

    def __init__(self, *args: Any, is_health: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_health:
            del self.fields["online_hidden"]


class ClearForm(forms.Form):
    """Why a flag is taken off before its twelve months are over."""

    why = forms.ChoiceField(
        label="Why before its time",
        choices=SAID_BY_A_TEAM,
        widget=forms.RadioSelect,
        help_text="The team that coordinates the MARAC reads it.",
        error_messages={"required": "Choose why: the twelve months are not over"},
    )

    def __init__(self, *args: Any, is_over: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_over:
            del self.fields["why"]


class FindFlagForm(forms.Form):
    """A team's own reference, exactly."""

    reference = _reference("Exactly, as your team has entered it.")
    ui: dict[str, Any] = {"reference": {"width": 20}}
