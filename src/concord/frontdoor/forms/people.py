"""Somebody whom a referral names: who they are, how to reach them, how safely."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.access.models import Side
from concord.cases.forms.people import (
    AllegedForm,
    ChildForm,
    NewcomerForm,
    PersonForm,
    VictimForm,
)
from concord.frontdoor.actions.referring import unreachable
from concord.frontdoor.models import Answer
from concord.frontdoor.said import Somebody

# What stands in `Somebody` beside who they are.
REACHED = (
    "phone",
    "email",
    "address",
    "postcode",
    "school",
    "gp",
    "may_call",
    "may_leave_message",
    "safe_when",
    "safe_words",
)
UNSAID = [("", "Not asked"), *Answer.choices]


class Reached(PersonForm):
    """Fields that say how to reach somebody. Each kind of person has some of them."""

    phone = forms.CharField(label="Telephone", required=False, max_length=40)
    email = forms.CharField(label="E-mail", required=False, max_length=200)
    address = forms.CharField(label="Address", required=False, max_length=300)
    postcode = forms.CharField(label="Postcode", required=False, max_length=8)

    side: Side

    ui = PersonForm.ui | {
        "phone": {"width": 20, "optional": False},
        "email": {"optional": False},
        "address": {"optional": False},
        "postcode": {"width": 10, "optional": False},
    }

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for name, texts in unreachable(self.somebody()).items():
            for text in texts:
                self.add_error(name if name in self.fields else None, text)
        return found

    @property
    def has_reached(self) -> bool:
        """Whether something stands in the fields that are folded away at first."""
        names = [name for name in REACHED if name in self.fields]
        return any(self[name].value() or self[name].errors for name in names)

    def somebody(self) -> Somebody:
        """The answers, for the verb."""
        said = {name: self.cleaned_data.get(name, "") for name in REACHED}
        return Somebody(
            side=self.side,
            known=self.known(),
            relation=self.cleaned_data.get("relation", ""),
            **said,
        )


class VictimInReferral(VictimForm, Reached):
    """Whom the referral is about, and how it is safe to reach them."""

    may_call = forms.ChoiceField(
        label="Is it safe to call them?",
        choices=UNSAID,
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    may_leave_message = forms.ChoiceField(
        label="May a message be left?",
        choices=UNSAID,
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    safe_when = forms.CharField(
        label="When it is safe",
        required=False,
        max_length=200,
        help_text="Such as: weekdays 10 to 2, when he is at work.",
    )
    gp = forms.CharField(label="GP practice", required=False, max_length=160)
    safe_words = forms.CharField(
        label="Whom to be when somebody else answers",
        required=False,
        max_length=200,
        help_text="Such as: say you are from the library.",
    )

    side = Side.VICTIM
    ui = Reached.ui | {
        "may_call": {"inline": True, "optional": False},
        "may_leave_message": {"inline": True, "optional": False},
        "safe_when": {"optional": False},
        "safe_words": {"optional": False},
        "gp": {"optional": False},
    }


class AllegedInReferral(AllegedForm, Reached):
    """Who is alleged to cause harm."""

    side = Side.ALLEGED
    ui = Reached.ui | AllegedForm.ui


class ChildInReferral(ChildForm, Reached):
    """A child, and the school that may have to know."""

    school = forms.CharField(label="School or nursery", required=False, max_length=160)
    side = Side.CHILD
    ui = Reached.ui | ChildForm.ui | {"school": {"optional": False}}


KINDS: dict[str, type[NewcomerForm]] = {
    "alleged": AllegedInReferral,
    "child": ChildInReferral,
}
