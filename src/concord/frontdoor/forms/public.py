"""Asking for help without an account: for oneself, or for somebody one knows.

Words for one frightened person: short, no trade's words. Nothing has to be filled in
but what would help, and nothing is kept before it is sent.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.crypto import get_random_string

from concord.access.models import Side
from concord.frontdoor.actions.referring import unreachable
from concord.frontdoor.models import Answer, Referral, Strand
from concord.frontdoor.said import Referrer, Said, Somebody
from concord.people.actions.persons import Known

SALT = "frontdoor.public"
HOURS = 4
SELF, OTHER = Referral.Source.SELF, Referral.Source.FAMILY_FRIEND
CALLS = [
    ("any_time", "Yes, any time"),
    ("sometimes", "Yes, but only at some times"),
    ("no", "No. Do not call"),
    ("not_sure", "I’m not sure"),
]


def new_token() -> str:
    """A signed mark for one form: it says when the page was made, and nothing else."""
    return signing.TimestampSigner(salt=SALT).sign(get_random_string(22))


def key_of(token: str) -> str:
    """The mark inside a token, or nothing when it is made up or hours old."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        return str(signer.unsign(token, max_age=HOURS * 3600))
    except signing.BadSignature:
        return ""


class AskForm(forms.Form):
    """One page. How to be reached safely is asked first."""

    for_whom = forms.ChoiceField(
        label="Who needs help?",
        choices=[(SELF.value, "Me"), (OTHER.value, "Someone I know")],
        widget=forms.RadioSelect,
        error_messages={"required": "Tell us who needs help"},
    )
    phone = forms.CharField(
        label="A phone number",
        required=False,
        max_length=40,
        help_text="Leave it empty if no number is safe.",
    )
    may_call = forms.ChoiceField(
        label="Is it safe for us to call it?",
        choices=CALLS,
        required=False,
        widget=forms.RadioSelect,
    )
    safe_when = forms.CharField(
        label="If only at some times, when?",
        required=False,
        max_length=200,
        help_text="For example, school hours.",
    )
    safe_words = forms.CharField(
        label="If someone else answers, what should we say?",
        required=False,
        max_length=200,
        help_text="For example, “It’s about the school trip.” If you leave this "
        "empty, we will say it’s a wrong number.",
    )
    called = forms.CharField(
        label="What should we call you, or them?",
        required=False,
        max_length=80,
        help_text="Any name will do. You can leave it empty.",
    )
    what_happened = forms.CharField(
        label="What is going on?",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="As much or as little as you want.",
    )
    wishes = forms.CharField(
        label="What would help?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    danger_now = forms.ChoiceField(
        label="Is anyone in danger now?",
        choices=[("no", "No"), ("yes", "Yes"), ("dont_know", "I’m not sure")],
        widget=forms.RadioSelect,
        required=False,
        help_text="If so, call 999 first.",
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)

    call_hints = (
        ("any_time", "We will not leave a message"),
        ("not_sure", "We will not call"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
            if not isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs["class"] = "c-input"

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if unreachable(self._about()):
            self.add_error(
                "phone", "Check this number. If it is not safe, leave it empty"
            )
        if found.get("phone") and not found.get("may_call"):
            self.add_error(
                "may_call",
                "Tell us if it is safe to call this number. If you don’t know, choose "
                "“I’m not sure”",
            )
        told = ("phone", "called", "what_happened", "wishes")
        if not any(found.get(name) for name in told):
            self.add_error(
                "what_happened", "Tell us a little, or leave a number that is safe"
            )
        return found

    def said(self, key: str) -> Said:
        """The answers, for the verb."""
        data = self.cleaned_data
        return Said(
            source=data["for_whom"],
            people=[self._about()],
            strands=[Strand.DOMESTIC_ABUSE],
            referrer=self._referrer(),
            danger_now=data.get("danger_now") or Answer.DONT_KNOW,
            what_happened=self._what_happened(),
            wishes=data["wishes"],
            key=key,
        )

    def _about(self) -> Somebody:
        """The one who needs help. A friend's number is the friend's."""
        data = self.cleaned_data
        known = Known(given_name=data.get("called", ""))
        if data.get("for_whom") != SELF:
            return Somebody(Side.VICTIM, known)
        calls = data.get("may_call", "")
        return Somebody(
            Side.VICTIM,
            known,
            phone=data.get("phone", ""),
            may_call={"any_time": "yes", "sometimes": "yes", "no": "no"}.get(
                calls, "dont_know" if calls else ""
            ),
            may_leave_message="no" if data.get("phone") else "",
            safe_when=data.get("safe_when", ""),
            safe_words=data.get("safe_words", ""),
        )

    def _referrer(self) -> Referrer:
        data = self.cleaned_data
        if data["for_whom"] == SELF or not data["phone"]:
            return Referrer()
        calls = dict(CALLS).get(data["may_call"], "")
        return Referrer(contact=f"{data['phone']}. Safe to call: {calls}.")

    def _what_happened(self) -> str:
        """What was written, and below it how a friend is reached safely.

        A referral has no field for that: nothing that was typed may be lost.
        """
        data = self.cleaned_data
        if data["for_whom"] == SELF:
            return str(data["what_happened"])
        calls = "" if data["phone"] else dict(CALLS).get(data["may_call"], "")
        safely = [
            f"{label}: {words}"
            for label, words in (
                ("Safe to call", calls),
                ("When it is safe", data["safe_when"]),
                ("What to say if someone else answers", data["safe_words"]),
            )
            if words
        ]
        if not safely:
            return str(data["what_happened"])
        lines = ["How to reach whoever wrote this safely", *safely]
        return "\n".join([data["what_happened"], "", *lines]).strip()
