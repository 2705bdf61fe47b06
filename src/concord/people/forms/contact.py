"""Forms of contact: what is a way to reach somebody, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from concord.foundation.ui.forms import DateField
from concord.people.models import ConfidentialLocation, ContactAttempt, ContactPoint
from concord.people.queries.contact import PointLine
from concord.people.queries.in_case import InCase
from concord.people.reaching import Purpose
from concord.people.safe_contact import Channel

Kind = ContactPoint.Kind
Outcome = ContactAttempt.Outcome

# What can come of each way; a letter is not answered at once.
COMES_OF_TALKING = (Outcome.REACHED, Outcome.NOT_REACHED, Outcome.SOMEBODY_ELSE)
TALKING = frozenset({Channel.CALL, Channel.VISIT})


class OfPerson(forms.Form):
    """Something about one person of a case."""

    person = forms.ChoiceField(label="Whose", widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: Sequence[InCase], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(one.person.pk): one for one in people}
        whose: Any = self.fields["person"]
        whose.choices = [
            (key, f"{one.side.label}: {one.name}") for key, one in self.people.items()
        ]
        if people:
            whose.initial = str(people[0].person.pk)

    def chosen(self) -> dict[str, Any]:
        """What was filled in, with the person it is about."""
        person = self.people[self.cleaned_data["person"]].person
        return {**self.cleaned_data, "person": person}


class AddPoint(OfPerson):
    """A way to reach somebody, as somebody has told it."""

    kind = forms.ChoiceField(
        label="What it is", choices=Kind.choices, widget=forms.RadioSelect
    )
    value = forms.CharField(
        label="Number, address or name",
        max_length=300,
        help_text="For somebody they trust: who it is, and how to reach them.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    postcode = forms.CharField(
        label="Postcode",
        max_length=10,
        required=False,
        help_text="Of a place, if you know it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    source = forms.CharField(
        label="Who told you",
        max_length=120,
        help_text="Such as: she did, on the telephone.",
    )
    ui = {"postcode": {"width": 10}}


class Verify(forms.Form):
    """How somebody knows that a contact point is theirs."""

    how = forms.CharField(
        label="How do you know that it is theirs?",
        max_length=200,
        help_text="Such as: she answered and gave her date of birth.",
    )
    on = DateField(label="When you made sure")

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **options)


class SayWrong(forms.Form):
    """Why a contact point is used no longer."""

    why = forms.ChoiceField(
        label="Why",
        widget=forms.RadioSelect,
        choices=[
            choice
            for choice in ContactPoint.Ended.choices
            if choice[0] != ContactPoint.Ended.REPLACED
        ],
    )


class Replace(forms.Form):
    """Which verified contact point takes the place of another."""

    new = forms.ChoiceField(label="Which one counts now", widget=forms.RadioSelect)
    ui = {"new": {"legend": "hidden"}}

    def __init__(self, *args: Any, takers: Iterable[PointLine], **options: Any) -> None:
        super().__init__(*args, **options)
        self.takers = {str(line.point.pk): line.point for line in takers}
        new: Any = self.fields["new"]
        new.choices = [
            (str(line.point.pk), f"{line.name}, verified {_day(line)}")
            for line in takers
        ]


class Reach(forms.Form):
    """In which way somebody is to be reached now, and what for."""

    channel = forms.ChoiceField(label="How", widget=forms.RadioSelect)
    purpose = forms.ChoiceField(
        label="What for", choices=Purpose.choices, widget=forms.RadioSelect
    )

    def __init__(
        self,
        *args: Any,
        channels: Sequence[Channel],
        is_verified: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        how: Any = self.fields["channel"]
        how.choices = [(str(one), one.label) for one in channels]
        how.initial = str(channels[0]) if channels else None
        what_for: Any = self.fields["purpose"]
        if is_verified:
            what_for.choices = [
                choice for choice in Purpose.choices if choice[0] != Purpose.VERIFY
            ]
        else:
            what_for.choices = [(str(Purpose.VERIFY), Purpose.VERIFY.label)]
        what_for.initial = what_for.choices[0][0]


class CameOf(forms.Form):
    """What came of reaching somebody."""

    outcome = forms.ChoiceField(label="What came of it", widget=forms.RadioSelect)
    note = forms.CharField(
        label="Note",
        max_length=300,
        required=False,
        help_text="One line. What they said belongs into the case.",
    )

    def __init__(self, *args: Any, channel: Channel, **options: Any) -> None:
        super().__init__(*args, **options)
        talked = channel in TALKING
        outcome: Any = self.fields["outcome"]
        found = COMES_OF_TALKING if talked else (Outcome.SENT, *COMES_OF_TALKING)
        outcome.choices = [(str(one), one.label) for one in found]


class WhyNow(forms.Form):
    """Why somebody has to know where a person is."""

    why = forms.CharField(
        label="Why do you need it now?",
        max_length=200,
        help_text="Kept with your name. Write no address here.",
    )


class AddPlace(OfPerson):
    """Where somebody is who must not be found."""

    kind = forms.ChoiceField(
        label="What it is",
        choices=ConfidentialLocation.Kind.choices,
        widget=forms.RadioSelect,
    )
    where = forms.CharField(
        label="Where", widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
    )
    since = DateField(label="Since", required=False)


class EndPlace(forms.Form):
    """The last day at a place."""

    on = DateField(label="Last day there")

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **options)


def _day(line: PointLine) -> str:
    return f"{line.point.verified_on:%-d %B %Y}"
