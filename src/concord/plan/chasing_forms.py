"""Forms for rounds and statements. They parse and explain; the verbs decide."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.foundation.periods import Quarter
from concord.foundation.ui.forms import DateField
from concord.plan.actions.rounds import usual_dates


class RoundForm(forms.Form):
    """Asking for a quarter: which, from when, and by when."""

    quarter = forms.ChoiceField(label="Quarter")
    opens_on = DateField(
        label="Asked from",
        help_text="Owners are told on this day, if it is a working day, or on the next "
        "one.",
    )
    due_on = DateField(label="Due on", help_text="Usually ten working days later.")

    def __init__(self, *args: Any, quarters: list[Quarter], **more: Any) -> None:
        if quarters and "initial" not in more:
            opens, due = usual_dates(quarters[0])
            more["initial"] = {
                "quarter": quarters[0].code,
                "opens_on": opens,
                "due_on": due,
            }
        super().__init__(*args, **more)
        field = self.fields["quarter"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(q.code, q.long_label) for q in quarters]


class MoveDateForm(forms.Form):
    """Another day by which owners answer."""

    due_on = DateField(label="Due on")


class StatementForm(forms.Form):
    """A team's own words for the board."""

    text = forms.CharField(
        label="Statement to the board",
        widget=forms.Textarea(attrs={"rows": 9}),
        max_length=6000,
        help_text="What you did, what stands in the way, what you ask of partners. "
        "Name no victim, child or person causing harm.",
        error_messages={
            "required": "Statement to the board: write at least one sentence, or leave "
            "without sending."
        },
    )
    by_role = forms.CharField(
        label="Signed as",
        max_length=120,
        required=False,
        help_text="A role, such as “Head of housing”. It stands under the statement.",
    )
