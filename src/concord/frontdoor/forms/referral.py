"""The page on which a professional refers somebody. Nothing typed is ever lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import Form
from django.http import QueryDict
from django.utils import timezone

from concord.access.models import Consent, Told
from concord.cases.forms.rows import Rows, rearranged
from concord.foundation.ui.forms import DateField, Quiet
from concord.foundation.ui.forms.fields import PARTS
from concord.frontdoor.forms import pasting
from concord.frontdoor.forms.people import KINDS, Reached, VictimInReferral
from concord.frontdoor.models import Abuse, Answer, Referral, Strand
from concord.frontdoor.said import Referrer, Said, Somebody

BOX = {"autocomplete": "off"}
FGM_HELP = (
    "Health and social care professionals and teachers report to the police (101) what "
    "a girl under 18 tells them or what they see, in person, by the end of the next "
    "working day where they can. A referral does not replace it."
)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs=BOX | {"rows": rows})


class DangerForm(Quiet):
    """What cannot wait is asked first."""

    danger_now = forms.ChoiceField(
        label="Is somebody in danger now?",
        choices=Answer.choices,
        widget=forms.RadioSelect,
        help_text="If so, call 999 before you go on. The referral can wait.",
        error_messages={"required": "Say whether somebody is in danger now"},
    )
    danger_why = forms.CharField(
        label="What the danger is", required=False, max_length=300
    )
    ui: dict[str, Any] = {"danger_why": {"optional": False}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ui = self.ui | {
            "danger_now": {"inline": False, "conditional": {"yes": self["danger_why"]}}
        }


class AboutForm(Quiet):
    """What it is about, and what happened."""

    strands = forms.MultipleChoiceField(
        label="What it is about",
        choices=Strand.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="All that are true.",
        error_messages={"required": "Choose what it is about"},
    )
    abuse = forms.MultipleChoiceField(
        label="Kinds of abuse",
        choices=Abuse.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="All that are true. They are never added up to a whole.",
    )
    what_happened = forms.CharField(
        label="What happened, or what worries you",
        max_length=8000,
        widget=_area(6),
        help_text="What was said and seen, in plain words.",
        error_messages={"required": "Say what happened, or what worries you"},
    )
    event_on = DateField(label="When it happened last", required=False)
    children_seen = forms.ChoiceField(
        label="Did children see or hear it?",
        choices=[("", "Not asked"), *Answer.choices],
        required=False,
        initial="",
        widget=forms.RadioSelect,
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
    ui: dict[str, Any] = {
        "abuse": {"optional": False},
        "event_on": {"optional": False},
        "children_seen": {"inline": True, "optional": False},
        "mandatory_report": {"optional": False},
        "mandatory_report_note": {"optional": False},
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        day: Any = self.fields["event_on"]
        day.latest = timezone.localdate()
        self.ui = self.ui | {
            "strands": {
                "conditional": {
                    Strand.FGM: [
                        self["mandatory_report"],
                        self["mandatory_report_note"],
                    ]
                }
            }
        }


class WishesForm(Quiet):
    """Her own words, whom she fears, what she needs; who knows of the referral."""

    wishes = forms.CharField(
        label="What they want to happen",
        required=False,
        max_length=3000,
        widget=_area(3),
        help_text="In their own words where you can.",
    )
    fears = forms.CharField(
        label="Whom they fear, and who is safe to talk to",
        required=False,
        max_length=3000,
        widget=_area(3),
    )
    needs = forms.CharField(
        label="What they need",
        required=False,
        max_length=3000,
        widget=_area(3),
        help_text="Language, access, health, money, recourse to public funds, pets.",
    )
    told = forms.ChoiceField(
        label="Do they know of this referral?",
        choices=[(Told.TOLD, "Yes"), (Told.NOT_TOLD, "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they know of this referral"},
    )
    told_why_not = forms.CharField(
        label="Why not", required=False, max_length=1000, widget=_area(2)
    )
    consent = forms.ChoiceField(
        label="Was consent asked for?",
        choices=[
            (Consent.GIVEN, "Yes, and given"),
            (Consent.REFUSED, "Yes, and refused"),
            (Consent.NOT_SOUGHT, "No"),
        ],
        widget=forms.RadioSelect,
        help_text="It is not the lawful basis, and no answer stops a referral.",
        error_messages={"required": "Say whether consent was asked for"},
    )
    ui: dict[str, Any] = {
        "wishes": {"optional": False},
        "fears": {"optional": False},
        "needs": {"optional": False},
        "told_why_not": {"optional": False},
        "consent": {"inline": False},
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ui = self.ui | {
            "told": {"conditional": {Told.NOT_TOLD: self["told_why_not"]}}
        }


class ReferrerForm(Quiet):
    """Who refers. Filled in beforehand; it may be somebody for whom one writes."""

    name = forms.CharField(label="Name", max_length=120)
    role = forms.CharField(label="Role", required=False, max_length=120)
    organisation = forms.CharField(label="Agency or service", max_length=160)
    contact = forms.CharField(
        label="How we can reach you",
        max_length=200,
        help_text="A direct telephone number or address at work.",
    )
    ui: dict[str, Any] = {"role": {"optional": False}}


class ReferralPage:
    """All forms of the page, in its order."""

    def __init__(
        self,
        posted: QueryDict | None = None,
        *,
        referrer: Referrer,
        quiet: bool = False,
    ) -> None:
        is_pasted = posted is not None and pasting.BUTTON in posted
        self.pasted = pasting.filled(posted) if posted and is_pasted else None
        redrawn = self.pasted.data if self.pasted else None
        if redrawn is None and posted is not None:
            redrawn = rearranged(posted)
        data = redrawn if redrawn is not None else posted
        self.is_redrawn = quiet or redrawn is not None
        options = {"quiet": self.is_redrawn}
        self.danger = DangerForm(data, prefix="danger", **options)
        self.victim = VictimInReferral(data, prefix="victim", **options)
        self.alleged = Rows("alleged", data, kinds=KINDS, **options)
        self.child = Rows("child", data, kinds=KINDS, **options)
        self.about = AboutForm(data, prefix="about", **options)
        self.wishes = WishesForm(data, prefix="wishes", **options)
        self.referrer = ReferrerForm(
            data,
            prefix="referrer",
            initial={
                "name": referrer.name,
                "role": referrer.role,
                "organisation": referrer.organisation,
                "contact": referrer.contact,
            },
            **options,
        )

    @property
    def forms(self) -> list[Form]:
        """Every form that counts."""
        return [
            self.danger,
            self.victim,
            *self.alleged,
            *self.child,
            self.about,
            self.wishes,
            self.referrer,
        ]

    @property
    def names(self) -> set[str]:
        """The controls that the page offers, as they are posted."""
        found = {"alleged-rows", "child-rows"}
        for form in self.forms:
            for name in form.fields:
                whole = form.add_prefix(name)
                found |= {whole, *(f"{whole}_{part}" for part in PARTS)}
        return found

    def is_valid(self) -> bool:
        """Whether the verb can be asked. Looks at all forms, not up to the first."""
        wrong = [form for form in self.forms if not form.is_valid()]
        return not self.is_redrawn and not wrong

    def said(self, key: str) -> Said:
        """The answers, for the verb."""
        people: list[Somebody] = []
        for form in (self.victim, *self.alleged, *self.child):
            if isinstance(form, Reached):
                people.append(form.somebody())
        return Said(
            source=Referral.Source.PROFESSIONAL,
            people=people,
            referrer=Referrer(**self.referrer.cleaned_data),
            key=key,
            **self.danger.cleaned_data,
            **self.about.cleaned_data,
            **self.wishes.cleaned_data,
        )

    def show(self, refused: dict[str, list[str]]) -> list[str]:
        """Put what the verb refused at its field; returns what belongs to none."""
        left: list[str] = []
        for name, texts in refused.items():
            holder = next((f for f in self._plain if name in f.fields), None)
            if holder is None:
                left += texts
                continue
            for text in texts:
                holder.add_error(name, text)
        return left

    @property
    def _plain(self) -> list[Form]:
        return [self.danger, self.about, self.wishes, self.victim]
