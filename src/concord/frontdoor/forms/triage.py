"""Short forms on the page of a referral: a note, a question, a check, a decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from concord.access.lawful_basis import Bases
from concord.cases.forms.sharing import ReasonForm, full_name
from concord.frontdoor.models import Answer, Feedback, Outcome, Step
from concord.frontdoor.models.decisions import GOES_ON
from concord.partnership.models import Team

BOX = {"autocomplete": "off"}


class TextForm(forms.Form):
    """Some words, under a label that the page gives."""

    text = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs=BOX | {"rows": 3}),
        error_messages={"required": "Write it down first"},
    )

    def __init__(self, *args: Any, label: str, hint: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["text"]
        field.label, field.help_text = label, hint


class CheckForm(forms.Form):
    """What was looked into, and what came of it."""

    code = forms.ChoiceField(label="What", choices=Step.Check.choices)
    result = forms.ChoiceField(
        label="Result", choices=Answer.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="What was found",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=BOX | {"rows": 2}),
    )
    ui = {"result": {"inline": True}, "text": {"optional": False}}


class OutcomeForm(forms.Form):
    """Where a referral goes, and why."""

    outcome = forms.ChoiceField(
        label="Where it goes",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where it goes"},
    )
    to = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        label="Team that takes it on",
        required=False,
        empty_label="Choose a team",
    )
    feedback = forms.ChoiceField(
        label="Why it is not appropriate",
        choices=[("", "Choose one"), *Feedback.choices],
        required=False,
        help_text="Counted, for training and commissioning. Nobody is named.",
    )
    because = forms.CharField(
        label="Why",
        max_length=2000,
        widget=forms.Textarea(attrs=BOX | {"rows": 3}),
        help_text="Whoever takes it on reads this.",
        error_messages={"required": "Say why"},
    )

    def __init__(self, *args: Any, teams: Sequence[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["to"]
        field.queryset = Team.objects.filter(
            pk__in=[team.pk for team in teams]
        ).select_related("agency")
        field.label_from_instance = full_name
        self.ui = {
            "outcome": {
                "conditional": {Outcome.NOT_APPROPRIATE: self["feedback"]},
            },
            "feedback": {"optional": False},
            "to": {
                "optional": False,
                "hint": "Not needed for advice, and for what is not appropriate.",
            },
        }

    @property
    def goes_on(self) -> bool:
        return self.cleaned_data.get("outcome") in GOES_ON


class LawfulForm(ReasonForm):
    """Why the case may be shared with the team that takes it on."""

    def __init__(self, *args: Any, bases: Bases, **options: Any) -> None:
        super().__init__(*args, bases=bases, **options)
