"""Recording a notice of the police, relaying it, and confirming a key adult."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from concord.foundation.ui.forms import DateField
from concord.frontdoor.actions.notices import Sent
from concord.frontdoor.forms.triage import BOX
from concord.frontdoor.models import Answer, KeyAdult
from concord.partnership.models import Membership, Team


class NoticeForm(forms.Form):
    """What the police have sent about one child. There is no field for an address."""

    police_reference = forms.CharField(
        label="The police's reference",
        max_length=40,
        help_text="It stands on their notice. Without one there is no notice.",
        error_messages={"required": "Give the police's own reference"},
        widget=forms.TextInput(attrs=BOX),
    )
    sent_on = DateField(
        label="Day on which the police sent it",
        error_messages={"required": "Say when the police sent it"},
    )
    sent_time = forms.TimeField(
        label="Time at which they sent it",
        help_text="Such as 21:15. It decides which school day is the next.",
        error_messages={
            "required": "Say at what time",
            "invalid": "Enter a time such as 21:15",
        },
    )
    given_name = forms.CharField(
        label="Child's given name", max_length=80, widget=forms.TextInput(attrs=BOX)
    )
    family_name = forms.CharField(
        label="Child's family name", max_length=80, widget=forms.TextInput(attrs=BOX)
    )
    born_on = DateField(label="Child's date of birth", required=False)
    school = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        label="School",
        required=False,
        empty_label="It is not in this list",
    )
    school_named = forms.CharField(
        label="If it is not in the list: its name",
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs=BOX),
    )
    happened_on = DateField(
        label="The day on which it happened",
        error_messages={"required": "Say when it happened"},
    )
    child_was = forms.ChoiceField(
        label="Was the child there?",
        choices=Answer.choices,
        widget=forms.RadioSelect,
        help_text="The school is told either way.",
        error_messages={"required": "Say whether the child was there"},
    )
    adults = forms.CharField(
        label="Adults whom it was about",
        required=False,
        widget=forms.Textarea(attrs=BOX | {"rows": 3}),
        help_text="One name a line. Never relayed: only compared with whoever would "
        "read the notice at the school.",
    )
    ui: dict[str, Any] = {
        "police_reference": {"width": 20},
        "sent_time": {"width": 5},
        "child_was": {"inline": True},
        "school": {"optional": False},
        "school_named": {"optional": False},
    }

    def __init__(self, *args: Any, schools: QuerySet[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["school"]
        field.queryset = schools
        field.label_from_instance = lambda team: team.name

    def sent(self) -> Sent:
        """The answers, for the verb."""
        data = self.cleaned_data
        plain = (
            "police_reference given_name family_name born_on school school_named "
            "happened_on child_was"
        )
        return Sent(
            **{name: data[name] for name in plain.split()},
            police_sent_at=timezone.make_aware(
                dt.datetime.combine(data["sent_on"], data["sent_time"])
            ),
            adults=[one for one in data["adults"].splitlines() if one.strip()],
        )


class RelayForm(forms.Form):
    """To whom a notice goes, and what they should know besides."""

    to = forms.ModelChoiceField(
        queryset=KeyAdult.objects.none(),
        label="Key adult",
        empty_label="Choose somebody",
        error_messages={"required": "Choose who takes it at the school"},
    )
    words = forms.CharField(
        label="What the school should know besides",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs=BOX | {"rows": 3}),
        help_text="Such as: she has not slept. No address, nothing that the child said "
        "in confidence.",
    )
    is_checked = forms.BooleanField(
        label="I have made sure today that they are still the key adult, and neither "
        "part of what happened nor family",
        required=False,
    )

    def __init__(self, *args: Any, adults: Sequence[KeyAdult], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["to"]
        field.queryset = KeyAdult.objects.filter(
            pk__in=[one.pk for one in adults]
        ).select_related("hat__account", "hat__team")
        field.label_from_instance = lambda one: (
            f"{one.hat.account.name}, {one.hat.team.name}"
        )


class KeyAdultForm(forms.Form):
    """Who takes the notices at a school, and how somebody knows."""

    hat = forms.ModelChoiceField(
        queryset=Membership.objects.none(),
        label="Member of staff",
        empty_label="Choose somebody",
        help_text="Whoever works with people at a school of this partnership.",
    )
    how = forms.CharField(
        label="How you know",
        max_length=200,
        help_text="Such as: the head teacher, on the telephone.",
        widget=forms.TextInput(attrs=BOX),
    )

    def __init__(self, *args: Any, hats: QuerySet[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["hat"]
        field.queryset = hats
        field.label_from_instance = lambda hat: f"{hat.account.name}, {hat.team.name}"
