"""Forms of an import. They parse and explain; the verbs decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from concord.foundation.periods import FinancialYear, Quarter
from concord.foundation.ui.forms import DateField, FileField
from concord.plan.actions.importing.committing import Terms
from concord.plan.checking import CheckedAction, CheckedPriority, Sheet
from concord.plan.checking.tally import lead_of, outcomes_of
from concord.plan.checking.teams import PrintedName, TeamName, name_key
from concord.plan.models import Plan
from concord.plan.models.updates import StatusChoice

READABLE = [".docx", ".pdf", ".xlsx", ".csv", ".html", ".htm", ".md", ".txt"]
AS_PRINTED = "printed"
OTHER_OUTCOME = "other"


class UploadForm(forms.Form):
    """A published strategy, and the plan that it is a newer edition of."""

    def __init__(self, *args: Any, plans: Iterable[Plan], **options: Any) -> None:
        super().__init__(*args, **options)
        self.plans = {str(plan.pk): plan for plan in plans}
        self.fields["file"] = FileField(
            label="The published strategy",
            accept=READABLE,
            most_bytes=settings.CONCORD_UPLOAD_BYTES,
            help_text="Word, PDF, Excel, CSV, a web page or text. Nothing goes into "
            "the plan before you have checked it.",
        )
        if self.plans:
            self.fields["compare_with"] = forms.ChoiceField(
                label="Is it a newer edition of a plan that runs?",
                required=False,
                choices=[
                    ("", "No, it is another strategy"),
                    *(
                        (pk, f"Yes: {plan.strategy.title}, {plan.financial_year.label}")
                        for pk, plan in self.plans.items()
                    ),
                ],
            )

    def plan(self) -> Plan | None:
        """The plan to compare with, if any."""
        return self.plans.get(self.cleaned_data.get("compare_with", ""))


class ItemForm(forms.Form):
    """One action of a draft, as it would be written."""

    wording = forms.CharField(
        label="What is promised", widget=forms.Textarea(attrs={"rows": 4})
    )
    title = forms.CharField(
        label="Short title",
        required=False,
        max_length=200,
        help_text="One line of the plan. Left empty, it is the first words.",
    )
    priority = forms.ChoiceField(label="Priority")
    ref = forms.CharField(label="Printed number", required=False, max_length=20)
    team = forms.ChoiceField(label="Lead team", required=False)
    due_printed = forms.CharField(
        label="Due, such as March 2023",
        required=False,
        max_length=80,
    )
    status_printed = forms.CharField(
        label="Status as printed", required=False, max_length=80
    )
    status_chosen = forms.ChoiceField(label="Which means", required=False)
    outcome = forms.ChoiceField(label="Outcome", required=False)
    outcome_other = forms.CharField(
        label="Another outcome", required=False, widget=forms.Textarea({"rows": 2})
    )
    partners = forms.CharField(
        label="Supporting agencies as printed", required=False, max_length=500
    )
    standards = forms.CharField(
        label="Standards",
        required=False,
        max_length=500,
        help_text="With commas between, such as NICE PH50 2.1, NICE PH50 4.",
    )
    measure = forms.CharField(
        label="Success measure", required=False, widget=forms.Textarea({"rows": 2})
    )
    progress = forms.CharField(
        label="Progress as printed", required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(
        self,
        *args: Any,
        action: CheckedAction,
        sheet: Sheet,
        teams: list[TeamName],
        **options: Any,
    ) -> None:
        self.action, self.sheet = action, sheet
        options.setdefault("initial", self._start(action, sheet, teams))
        super().__init__(*args, **options)
        printed = f"As printed: {action.lead}" if action.lead else "No lead"
        self._choose(
            "priority",
            [
                *([("", "No priority yet")] if not action.priority else []),
                *((p.key, p.label) for p in sheet.standing_priorities),
            ],
        )
        self._choose(
            "team",
            [(AS_PRINTED, printed), *((str(t.pk), t.short_name) for t in teams)],
        )
        meant = action._normalised[0]
        self._choose(
            "status_chosen",
            [
                ("", f"As understood: {meant.label}" if meant else "No status"),
                *StatusChoice.choices,
                *([("none", "Leave the status out")] if meant else []),
            ],
        )
        self._choose(
            "outcome",
            [
                ("", "No outcome"),
                *((text, _short(text)) for text in self._outcomes()),
                (OTHER_OUTCOME, "Another one, written below"),
            ],
        )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = choices

    def _outcomes(self) -> list[str]:
        home = self.action.priority
        found = outcomes_of(self.sheet, home) if home in self.sheet.priorities else []
        own = [self.action.outcome] if self.action.outcome else []
        return list(dict.fromkeys([*found, *own]))

    @staticmethod
    def _start(
        action: CheckedAction, sheet: Sheet, teams: list[TeamName]
    ) -> dict[str, Any]:
        team = lead_of(action, sheet, teams)
        return {
            "wording": action.wording,
            "title": action.short_title,
            "priority": action.priority,
            "ref": action.ref,
            "team": str(team) if team is not None else AS_PRINTED,
            "due_printed": action.due_printed,
            "status_printed": action.status_printed,
            "status_chosen": action.status_chosen,
            "outcome": action.outcome,
            "partners": action.partners,
            "standards": ", ".join(action.standards),
            "measure": action.measure,
            "progress": action.progress,
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("outcome") == OTHER_OUTCOME:
            if not found.get("outcome_other", "").strip():
                raise ValidationError(
                    {"outcome_other": "Another outcome: write it, or choose one."}
                )
            found["outcome"] = found["outcome_other"].strip()
        return found

    def changes(self) -> dict[str, Any]:
        """The fields that differ from what stands, as a step keeps them."""
        data = dict(self.cleaned_data)
        data.pop("outcome_other", None)
        data["wording"] = " ".join(data["wording"].split())
        data["standards"] = [
            code.strip() for code in data["standards"].split(",") if code.strip()
        ]
        team = data.pop("team")
        if team != self.initial["team"]:
            data["team"] = None if team in {"", AS_PRINTED} else int(team)
        if data["title"] == self.action.short_title:
            data.pop("title")
        return {
            name: value
            for name, value in data.items()
            if name == "team" or value != getattr(self.action, name)
        }


def _short(text: str, limit: int = 90) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


class SplitForm(forms.Form):
    """Several actions out of one."""

    parts = forms.CharField(
        label="One action a line",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Put a new line where the next action begins.",
    )

    def clean_parts(self) -> list[str]:
        lines = [
            " ".join(line.split()) for line in self.cleaned_data["parts"].split("\n")
        ]
        found = [line for line in lines if line]
        if len(found) < 2:
            raise ValidationError(
                "One action a line: this is a single line. Put a new line where the "
                "next action begins, or go back."
            )
        return found


class PriorityForm(forms.Form):
    """Title and printed number of a priority."""

    title = forms.CharField(label="Title", max_length=300)
    ref = forms.CharField(label="Printed number", required=False, max_length=20)

    @staticmethod
    def start(priority: CheckedPriority) -> dict[str, Any]:
        return {"title": priority.title, "ref": priority.ref}


class StrategyDraftForm(forms.Form):
    """Title and period of the strategy that is imported."""

    title = forms.CharField(label="Title of the strategy", max_length=200)
    starts = DateField(label="First day of its period", required=False)
    ends = DateField(label="Last day of its period", required=False)
    vision = forms.CharField(
        label="Vision", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    source = forms.CharField(
        label="Where it was published", required=False, max_length=300
    )

    @staticmethod
    def start(sheet: Sheet) -> dict[str, Any]:
        return {
            "title": sheet.title[:200],
            "starts": sheet.starts,
            "ends": sheet.ends,
            "vision": sheet.vision,
            "source": sheet.source,
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        starts, ends = found.get("starts"), found.get("ends")
        if starts and ends and ends < starts:
            raise ValidationError(
                {"ends": "Last day of its period: it is before the first day."}
            )
        return found

    def changes(self) -> dict[str, Any]:
        """As a step keeps them: days as ISO text."""
        return {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in self.cleaned_data.items()
        }


class LeadsForm(forms.Form):
    """Which team each printed name means. One field a name: t0, t1, ..."""

    def __init__(
        self,
        *args: Any,
        names: list[PrintedName],
        teams: list[TeamName],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.names = names
        choices = [
            ("", "No team yet: keep the printed words"),
            *((str(team.pk), team.short_name) for team in teams),
        ]
        for name in names:
            self.fields[name.key] = forms.ChoiceField(
                label=name.printed,
                required=False,
                choices=choices,
                initial=str(name.team) if name.team is not None else "",
            )

    def changes(self) -> dict[str, int | None]:
        """Name to team, for every name."""
        return {
            name_key(name.printed): int(self.cleaned_data[name.key])
            if self.cleaned_data[name.key]
            else None
            for name in self.names
        }

    def pairs(self) -> list[tuple[PrintedName, forms.BoundField]]:
        """Names with their fields, for the page."""
        return [(name, self[name.key]) for name in self.names]


class CommitForm(forms.Form):
    """The last decisions before an import is written."""

    def __init__(
        self,
        *args: Any,
        years: list[FinancialYear],
        quarters: list[Quarter],
        statuses: int,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        if years:
            self.fields["year"] = forms.ChoiceField(
                label="The first year of the delivery plan",
                choices=[(year.code, year.label) for year in years],
                help_text="A plan runs for one financial year and is carried forward "
                "to the next.",
            )
        if statuses:
            self.fields["quarter"] = forms.ChoiceField(
                label="The printed statuses speak of",
                required=False,
                choices=[
                    *((quarter.code, quarter.long_label) for quarter in quarters),
                    ("", "Leave the printed statuses out"),
                ],
            )

    def quarter(self) -> Quarter | None:
        chosen = self.cleaned_data.get("quarter")
        return Quarter.parse(chosen) if chosen else None

    def terms(self) -> Terms:
        return Terms(FinancialYear.parse(self.cleaned_data["year"]), self.quarter())
