"""What is typed in the room: what is said, what is agreed, what came of a case."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import Truncator

from concord.access.models import Side
from concord.marac.forms.agreed_actions import ActionForm
from concord.marac.models import (
    EntryKind,
    ForMarac,
    Panel,
    RoomEntry,
    Told,
    outcomes_of,
)
from concord.partnership.models import Team

ABOUT = (
    (Side.VICTIM, "The victim"),
    (Side.CHILD, "Children"),
    (Side.ALLEGED, "Whoever causes harm"),
    (Side.NONE, "Staff, or all of it"),
)


class EntryForm(forms.Form):
    """Something that is said of a case."""

    words = forms.CharField(
        label="What is said", max_length=4000, widget=forms.Textarea
    )
    kind = forms.ChoiceField(
        label="It is", choices=EntryKind.choices, initial=EntryKind.INFORMATION
    )
    side = forms.ChoiceField(label="About", choices=ABOUT)
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), label="Said by", required=False, empty_label=None
    )
    why_now = forms.CharField(label="Why now (risk)", required=False, max_length=300)
    shown = forms.CharField(
        label="On the wall",
        required=False,
        max_length=300,
        help_text="No names or places. Empty: spoken, not shown.",
    )
    chair_only = forms.BooleanField(
        label="For the chair alone: in no minutes", required=False
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    ui: dict[str, Any] = {"words": {"rows": 2}}

    def __init__(self, *args: Any, teams: Collection[int], **options: Any) -> None:
        options["initial"] = {"key": uuid.uuid4()} | options.get("initial", {})
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["team"].queryset = Team.objects.filter(pk__in=teams).order_by(
            "short_name"
        )
        fields["team"].label_from_instance = lambda team: team.short_name


class RoomActionForm(ActionForm):
    """An action as it is said: one line, for a team, and the risk that it answers."""

    risk = forms.ModelChoiceField(
        queryset=RoomEntry.objects.none(),
        label="For which risk",
        required=False,
        empty_label="For none of them",
    )

    def __init__(self, *args: Any, risks: QuerySet[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        risk: Any = self.fields["risk"]
        risk.queryset = risks
        risk.label_from_instance = lambda entry: Truncator(entry.words).chars(60)
        del self.fields["hat"]
        self.fields["words"].help_text = ""
        self.fields["in_days"].help_text = ""
        del self.fields["due_on"]
        self.fields["in_days"].required = True


class OutcomeForm(forms.Form):
    """What came of hearing a case. Below the threshold of MARAC, why as well."""

    outcome = forms.ChoiceField(label="Outcome")
    why = forms.CharField(
        label="Why, in a few words",
        max_length=1000,
        error_messages={"required": "Why: say it in a few words"},
    )
    criterion = forms.ChoiceField(
        label="If to MARAC, by",
        choices=ForMarac.choices,
        initial=ForMarac.JUDGEMENT,
        required=False,
    )

    def __init__(self, *args: Any, panel: Panel, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["outcome"].choices = [
            ("", "Choose"),
            *((one.value, one.label) for one in outcomes_of(panel)),
        ]
        if panel.is_marac:
            del fields["why"], fields["criterion"]


class FeedbackForm(forms.Form):
    """What the victim knows of the meeting, and what she wishes now."""

    told = forms.ChoiceField(
        label="Has she been told what was decided?",
        choices=Told.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether she has been told"},
    )
    said = forms.CharField(
        label="What was said",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="Nothing of what other teams said in confidence.",
    )
    wishes = forms.CharField(
        label="What she wishes",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )
    ui: dict[str, Any] = {"said": {"rows": 3}, "wishes": {"rows": 3}}
