"""Writing an action down, and saying what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone

from concord.foundation.ui.forms import DateField
from concord.marac.forms.meetings import in_their_team
from concord.marac.models import ActionKind, ActionState
from concord.partnership.models import Membership, Team

A_WEEK = 5  # working days


class ActionForm(forms.Form):
    """Who does what, by when."""

    words = forms.CharField(
        label="What is done",
        max_length=1000,
        widget=forms.Textarea,
        help_text="The team, the coordinator and the holder of the case read it.",
    )
    kind = forms.ChoiceField(
        label="Kind", choices=[("", "Choose what it is"), *ActionKind.choices]
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), label="Team", empty_label="Choose a team"
    )
    hat = forms.ModelChoiceField(
        queryset=Membership.objects.none(),
        label="Who",
        required=False,
        empty_label="Anybody in the team",
    )
    in_days = forms.IntegerField(
        label="Due within",
        required=False,
        min_value=1,
        max_value=250,
        initial=A_WEEK,
        help_text="Bank holidays don't count.",
    )
    due_on = DateField(
        label="Or on a day", required=False, help_text="Counts if it is filled."
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    ui: dict[str, Any] = {
        "words": {"rows": 3},
        "in_days": {"width": 3, "suffix": "working days"},
    }

    def __init__(self, *args: Any, teams: Collection[int], **options: Any) -> None:
        options.setdefault("initial", {}).setdefault("key", uuid.uuid4())
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["team"].queryset = Team.objects.filter(pk__in=teams).order_by(
            "short_name"
        )
        fields["team"].label_from_instance = lambda team: team.short_name
        if "hat" in fields:
            fields["hat"].queryset = (
                Membership.objects.filter(
                    team_id__in=teams, valid__contains=timezone.localdate()
                )
                .select_related("account", "team")
                .order_by("team__short_name", "account__name")
            )
            fields["hat"].label_from_instance = in_their_team

    def said(self) -> dict[str, Any]:
        """What the verb takes: the day, where one was given, before the number."""
        given = dict(self.cleaned_data)
        if given.get("due_on"):
            given["in_days"] = None
        return given


class SayForm(forms.Form):
    """What came of an action, or that it is open again."""

    state = forms.ChoiceField(
        label="What came of it",
        choices=[
            (ActionState.DONE, "It is done"),
            (ActionState.NOT_POSSIBLE, "It is not possible"),
            (ActionState.NOT_DONE, "It was not done"),
            (ActionState.OPEN, "It is open: what was said before is undone"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what came of it"},
    )
    why = forms.CharField(
        label="Why, or what was done",
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        help_text="Needed for what is not possible or was not done.",
    )
    ui: dict[str, Any] = {"why": {"rows": 3}}
