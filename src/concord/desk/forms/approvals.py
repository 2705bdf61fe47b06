"""Vouching for a role that can see people, and taking that back."""

from __future__ import annotations

from django import forms

from concord.access.actions.approvals import LONGEST


class Approve(forms.Form):
    """A word why somebody needs it; the button alone is enough."""

    why = forms.CharField(
        label="Why they need to see people",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept in the history for good. Name nobody.",
    )


class Withdraw(forms.Form):
    """Why a role must see nobody any more."""

    why = forms.CharField(
        label="Why",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept in the history for good. Write nothing private about them.",
    )
