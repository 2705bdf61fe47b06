"""What a team answers to the board, and how many posts there are."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.foundation.ui.forms import DateField
from concord.marac.actions.governance import MOST_CHARACTERS, MOST_POSTS


class AbsenceForm(forms.Form):
    """Why a team was absent, and what changes."""

    why = forms.CharField(
        label="Why the team was absent",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MOST_CHARACTERS,
        help_text="The board reads it. Write of roles, and name nobody.",
    )
    changes = forms.CharField(
        label="What changes, and from when",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MOST_CHARACTERS,
        help_text="Such as: two deputies are named, from the next meeting on.",
    )


class StaffingForm(forms.Form):
    """Full-time posts from a day on."""

    since = DateField(label="Since")
    idvas = forms.DecimalField(
        label="IDVAs",
        min_value=0,
        max_value=MOST_POSTS,
        decimal_places=2,
        help_text="Full-time posts: two who work half the week are 1.",
    )
    administrators = forms.DecimalField(
        label="Administrators of the MARAC",
        min_value=0,
        max_value=MOST_POSTS,
        decimal_places=2,
    )
    ui: dict[str, Any] = {
        "idvas": {"width": 5, "suffix": "full-time"},
        "administrators": {"width": 5, "suffix": "full-time"},
    }
