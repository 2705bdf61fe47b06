"""A One Stop Shop enquiry: who came, what about, what was done. Under a minute."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.access.models import Consent, Side, Told
from concord.frontdoor.actions.referring import unreachable
from concord.frontdoor.forms.referral import FGM_HELP
from concord.frontdoor.models import Answer, Referral, Strand
from concord.frontdoor.said import Referrer, Said, Somebody
from concord.people.actions.persons import Known

BOX = {"autocomplete": "off"}


class EnquiryForm(forms.Form):
    """As little as will do: everything else can be asked when they come back."""

    given_name = forms.CharField(label="Given name", required=False, max_length=80)
    family_name = forms.CharField(label="Family name", required=False, max_length=80)
    phone = forms.CharField(
        label="Safe telephone",
        required=False,
        max_length=40,
        help_text="Only a number on which it is safe to call.",
    )
    strands = forms.MultipleChoiceField(
        label="What it is about",
        choices=Strand.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Strand.DOMESTIC_ABUSE],
        error_messages={"required": "Choose what it is about"},
    )
    danger_now = forms.ChoiceField(
        label="In danger now?",
        choices=Answer.choices,
        widget=forms.RadioSelect,
        # Where nobody asked, "No" would stand there as if somebody had.
        initial=Answer.DONT_KNOW,
    )
    what_happened = forms.CharField(
        label="What they came for",
        max_length=8000,
        widget=forms.Textarea(attrs=BOX | {"rows": 3}),
        error_messages={"required": "Say what they came for"},
    )
    wishes = forms.CharField(
        label="What they want to happen",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs=BOX | {"rows": 2}),
    )

    mandatory_report = forms.ChoiceField(
        label="Duty to report FGM of somebody under 18",
        choices=Referral.Report.choices,
        required=False,
        initial="",
        widget=forms.RadioSelect,
        help_text=FGM_HELP,
    )
    mandatory_report_note = forms.CharField(
        label="Reference of the report, or why the duty does not apply",
        required=False,
        max_length=200,
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)

    ui: dict[str, Any] = {
        "mandatory_report": {"optional": False},
        "mandatory_report_note": {"optional": False},
        "given_name": {"optional": False},
        "family_name": {"optional": False},
        "phone": {"width": 20, "optional": False},
        "danger_now": {"inline": True},
        "wishes": {"optional": False},
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
        reported = [self["mandatory_report"], self["mandatory_report_note"]]
        self.ui = self.ui | {"strands": {"conditional": {Strand.FGM: reported}}}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for name, texts in unreachable(self._victim()).items():
            for text in texts:
                self.add_error(name, text)
        return found

    def said(self, by: Referrer) -> Said:
        """The answers, for the verb. They came themselves: they know of it."""
        data = self.cleaned_data
        return Said(
            source=Referral.Source.ONE_STOP_SHOP,
            people=[self._victim()],
            strands=data["strands"],
            referrer=by,
            danger_now=data["danger_now"],
            what_happened=data["what_happened"],
            wishes=data["wishes"],
            told=Told.TOLD,
            consent=Consent.NOT_SOUGHT,
            mandatory_report=data["mandatory_report"],
            mandatory_report_note=data["mandatory_report_note"],
            key=data["key"],
        )

    def _victim(self) -> Somebody:
        data = self.cleaned_data
        phone = data.get("phone", "")
        return Somebody(
            Side.VICTIM,
            Known(
                given_name=data.get("given_name", ""),
                family_name=data.get("family_name", ""),
            ),
            phone=phone,
            may_call="yes" if phone else "",
        )
