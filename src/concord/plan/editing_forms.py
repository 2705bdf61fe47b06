"""Forms for changing the plan. They parse and explain; the verbs decide."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from concord.foundation.periods import FinancialYear
from concord.foundation.ui.forms import DateField
from concord.partnership.models import Team
from concord.plan.actions.plan_actions import Promise, due_words
from concord.plan.due import Due, DueKind, parse_due
from concord.plan.models import Outcome, Plan, PlanAction, Priority, Strategy

# Names a day, so that it can't mean the whole month: 31 February 2027.
A_DAY = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3,}\.?,?\s+\d{4}\b")


class StrategyForm(forms.Form):
    """A strategy: its period, vision and values."""

    title = forms.CharField(label="Title", max_length=200)
    starts_on = DateField(label="First day of its period", required=False)
    ends_on = DateField(label="Last day of its period", required=False)
    vision = forms.CharField(
        label="Vision", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    values = forms.CharField(
        label="Values",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One on each line.",
    )
    source = forms.CharField(
        label="Where it was published", required=False, max_length=300
    )
    why = forms.CharField(
        label="Why this changes",
        max_length=500,
        help_text="It is kept with the change.",
    )

    def __init__(self, *args: Any, with_why: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if not with_why:
            del self.fields["why"]

    @staticmethod
    def of(strategy: Strategy) -> dict[str, Any]:
        """What the strategy says now."""
        start = {
            name: getattr(strategy, name)
            for name in ("title", "starts_on", "ends_on", "vision", "source")
        }
        return start | {"values": "\n".join(strategy.values)}

    def fields_of_strategy(self) -> dict[str, Any]:
        """The answers, for the verb."""
        data = {name: v for name, v in self.cleaned_data.items() if name != "why"}
        data["values"] = [line.strip() for line in data["values"].splitlines()]
        return data

    def first_year(self) -> FinancialYear:
        """The year of the first plan: that of the first day, or the running one."""
        from django.utils import timezone

        first = self.cleaned_data["starts_on"] or timezone.localdate()
        return FinancialYear.containing(first)


class PriorityForm(forms.Form):
    """A priority, theme or objective."""

    title = forms.CharField(label="Priority", max_length=300)
    printed_ref = forms.CharField(
        label="Number as printed", required=False, max_length=20, help_text="A label."
    )
    aim = forms.CharField(
        label="What it is for", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class OutcomeForm(forms.Form):
    """What should be different for people."""

    wording = forms.CharField(
        label="Outcome",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What will be different for people when the actions are done.",
    )


class WhyForm(forms.Form):
    """A reason, nothing else."""

    why = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The board will read it.",
    )


class ActionForm(forms.Form):
    """Everything that an action promises."""

    priority = forms.ModelChoiceField(
        label="Priority", queryset=Priority.objects.none(), empty_label=None
    )
    outcome = forms.ModelChoiceField(
        label="Outcome",
        queryset=Outcome.objects.none(),
        required=False,
        empty_label="None",
    )
    title = forms.CharField(
        label="Short title", max_length=200, help_text="One line of the plan."
    )
    wording = forms.CharField(
        label="What is promised", widget=forms.Textarea(attrs={"rows": 3})
    )
    printed_ref = forms.CharField(
        label="Number as printed",
        required=False,
        max_length=20,
        help_text="A label. It may repeat.",
    )
    lead_team = forms.ModelChoiceField(
        label="Lead",
        queryset=Team.objects.none(),
        required=False,
        empty_label="Nobody yet",
    )
    lead_role = forms.CharField(
        label="Lead role",
        required=False,
        max_length=120,
        help_text="Such as Head of community safety. A role, no name.",
    )
    supports = forms.ModelMultipleChoiceField(
        label="Supported by",
        queryset=Team.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    due = forms.CharField(
        label="Key date",
        required=False,
        max_length=80,
        help_text="A date, a month, a quarter or “ongoing”: 31 March 2027, March 2027, "
        "Q3 2026/27. Leave empty if there is none.",
    )
    success_measure = forms.CharField(
        label="Measured by", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    standards = forms.CharField(
        label="Standards it answers",
        required=False,
        help_text="Separated by commas, such as NICE PH50 2.1, NSE 3.",
    )
    funding = forms.CharField(label="Money", required=False, max_length=300)
    funding_pounds = forms.IntegerField(
        label="Pounds a year", required=False, min_value=0, max_value=2_000_000_000
    )
    funding_ends_on = DateField(label="Money ends on", required=False)
    why = forms.CharField(
        label="Why this changes",
        max_length=500,
        help_text="It is kept with the change, and the board will read it.",
    )

    def __init__(
        self,
        *args: Any,
        plan: Plan,
        parent: PlanAction | None = None,
        action: PlanAction | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        today = plan.partnership.today()
        teams = Team.objects.filter(partnership_id=plan.partnership_id)
        standing = teams.valid_on(today)
        if action is not None and action.lead_team_id:
            standing = standing | teams.filter(pk=action.lead_team_id)
        self._choices("priority", plan.priorities.all())
        self._choices("outcome", Outcome.objects.filter(priority__plan=plan))
        self._choices("lead_team", standing)
        self._choices("supports", standing)
        self.action = action
        if action is None:
            del self.fields["why"]
        if action is not None or parent is not None:
            # An action stays with its priority; a step stays with its action.
            place = action or parent
            assert place is not None  # noqa: S101
            self.fields["priority"].disabled = True
            self.initial["priority"] = place.priority_id

    def _choices(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = rows

    @staticmethod
    def of(action: PlanAction) -> dict[str, Any]:
        """What the action says now."""
        names = (
            "priority",
            "outcome",
            "title",
            "wording",
            "printed_ref",
            "lead_team",
            "lead_role",
            "success_measure",
            "funding",
            "funding_pounds",
            "funding_ends_on",
        )
        start = {name: getattr(action, name) for name in names}
        start["due"] = "" if action.due_kind == DueKind.NONE else due_words(action.due)
        start["supports"] = [support.team_id for support in action.supports.all()]
        start["standards"] = ", ".join(s.printed for s in action.standards.all())
        return start

    def clean_due(self) -> Due:
        """The key date as understood, or an error that names what was typed."""
        typed = self.cleaned_data["due"]
        if self.action is not None and typed == due_words(self.action.due):
            return self.action.due
        due = parse_due(typed)
        no_such_day = A_DAY.search(typed) and due.kind == DueKind.MONTH
        if typed.strip() and (due.kind == DueKind.NONE or no_such_day):
            raise forms.ValidationError(
                f"Key date: “{typed}” is not a date that we can read. Write it like "
                "31 March 2027, March 2027, Q3 2026/27 or ongoing."
            )
        return due

    def clean_standards(self) -> list[str]:
        """The printed references, one by one."""
        typed = self.cleaned_data["standards"].replace(";", ",").split(",")
        return [code.strip() for code in typed if code.strip()]

    def promise(self) -> Promise:
        """The answers, for the verb."""
        data = self.cleaned_data
        return Promise(
            wording=data["wording"],
            title=data["title"],
            printed_ref=data["printed_ref"],
            outcome=data["outcome"],
            lead_team=data["lead_team"],
            lead_role=data["lead_role"],
            lead_printed=self.action.lead_printed if self.action else "",
            due=data["due"],
            success_measure=data["success_measure"],
            funding=data["funding"],
            funding_pounds=data["funding_pounds"],
            funding_ends_on=data["funding_ends_on"],
            supports=list(data["supports"]),
            standards=data["standards"],
        )


class RefreshForm(forms.Form):
    """Which year the plan goes to, and what is left behind."""

    year = forms.ChoiceField(label="New year")
    carried = forms.MultipleChoiceField(
        label="Actions that go on",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="All that is not finished. Take the tick away to leave one behind.",
    )

    def __init__(
        self, *args: Any, plan: Plan, actions: list[PlanAction], **more: Any
    ) -> None:
        whole = [action for action in actions if action.parent_id is None]
        more.setdefault("initial", {"carried": [str(a.pk) for a in whole]})
        super().__init__(*args, **more)
        year, carried = self.fields["year"], self.fields["carried"]
        assert isinstance(year, forms.ChoiceField)  # noqa: S101
        assert isinstance(carried, forms.MultipleChoiceField)  # noqa: S101
        year.choices = [
            (str(plan.year + n), FinancialYear(plan.year + n).label) for n in (1, 2)
        ]
        carried.choices = [(str(action.pk), str(action)) for action in whole]
        self.whole = whole

    def left_behind(self) -> frozenset[int]:
        """Ids of the actions whose tick was taken away."""
        kept = set(self.cleaned_data["carried"])
        return frozenset(a.pk for a in self.whole if str(a.pk) not in kept)
