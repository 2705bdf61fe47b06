"""Forms about windows: asking teams, more time, opening again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from concord.foundation.ui.forms import DateField
from concord.partnership.models import Team
from concord.returns.actions.windows import usual_dates
from concord.returns.periods import Period, spoken


class MoveDueForm(forms.Form):
    """Another day by which it is due."""

    due_on = DateField(label="Due on", help_text="A working day.")


class UnlockForm(forms.Form):
    """Why a locked window is opened again."""

    why = forms.CharField(
        label="Why is it opened again?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=400,
        error_messages={"required": "Why is it opened again?: say it in a few words."},
    )


class AskForm(forms.Form):
    """Which teams are asked, for which period, and by when.

    `before`: who was asked the last time, and is likely to be asked again.
    """

    period = forms.ChoiceField(label="Period")
    teams = forms.MultipleChoiceField(
        label="Teams",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Teams: choose at least one."},
    )
    due_on = DateField(
        label="Due on",
        help_text="Usually twenty working days after it is asked. Weekends and bank "
        "holidays in England are left out.",
    )

    def __init__(
        self,
        *args: Any,
        periods: list[Period],
        teams: list[Team],
        before: Iterable[int] = (),
        **more: Any,
    ) -> None:
        begun = {
            "due_on": usual_dates(periods[0])[1],
            "teams": [str(pk) for pk in before],
        }
        more.setdefault("initial", begun)
        super().__init__(*args, **more)
        period, team = self.fields["period"], self.fields["teams"]
        assert isinstance(period, forms.ChoiceField)  # noqa: S101
        assert isinstance(team, forms.ChoiceField)  # noqa: S101
        period.choices = [(one.code, spoken(one)) for one in periods]
        team.choices = [(str(one.pk), one.name) for one in teams]
