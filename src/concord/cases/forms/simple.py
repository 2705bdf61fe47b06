"""Short forms: a reason, a day, a choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from concord.cases.actions.links import Process
from concord.cases.models import CounterAllegation, ParallelProcess
from concord.cases.queries.case_page import PersonCard
from concord.cases.queries.transfers import ReceivingTeam
from concord.foundation.ui.forms import DateField
from concord.people.models import Relationship

WHOLE_CASE = ""


def area(rows: int = 2) -> forms.Textarea:
    """A box for some lines."""
    return forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})


class FindForm(forms.Form):
    """A case's reference, and nothing else: people are not looked up here."""

    ref = forms.CharField(
        label="Reference",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the reference of a case, such as 2345-BCDF"},
    )
    ui = {"ref": {"width": 10}}


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label="Why", max_length=300, widget=area())


class LeaveForm(forms.Form):
    """The day on which somebody left a case, and why."""

    on = DateField(label="Left on")
    why = forms.CharField(label="Why", max_length=200, widget=area())

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **options)


class OfPeople(forms.Form):
    """A form in which people of a case are chosen."""

    def choose(self, name: str, people: Sequence[PersonCard], first: str = "") -> None:
        """Give the field `name` these people to choose from."""
        field: Any = self.fields[name]
        choices = [(str(card.party.pk), card.name) for card in people]
        field.choices = [("", first), *choices] if first else choices


class RelateForm(OfPeople):
    """What one person is to another, as alleged."""

    a = forms.ChoiceField(label="Who")
    kind = forms.ChoiceField(
        label="Is what", choices=[("", "Choose"), *Relationship.Kind.choices]
    )
    b = forms.ChoiceField(label="To whom")

    def __init__(
        self, *args: Any, people: Sequence[PersonCard], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.choose("a", people, "Choose a person")
        self.choose("b", people, "Choose a person")


class RelationOverForm(forms.Form):
    """How two people are related has ended, or never was."""

    how = forms.ChoiceField(
        label="What is it",
        choices=[
            ("over", "They are no longer related like that"),
            ("mistake", "They never were: it was written down by mistake"),
        ],
        widget=forms.RadioSelect,
    )
    last_day = DateField(
        label="Last day",
        required=False,
        help_text="If they were related like that: until when, as far as known.",
    )
    ui = {"last_day": {"optional": False}}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        missing = not found.get("last_day") and "last_day" not in self.errors
        if found.get("how") == "over" and missing:
            self.add_error("last_day", "Last day: enter until when, as far as known")
        return found


class HouseholdForm(OfPeople):
    """Who lives together."""

    persons = forms.MultipleChoiceField(
        label="Who lives together",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the people who live together"},
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=200,
        help_text="What it is about them. Never the address.",
    )

    def __init__(
        self, *args: Any, people: Sequence[PersonCard], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.choose("persons", people)


class MoveInForm(OfPeople):
    """One more who lives there."""

    person = forms.ChoiceField(label="Who moves in")

    def __init__(
        self, *args: Any, people: Sequence[PersonCard], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.choose("person", people, "Choose a person")


class ProcessForm(OfPeople):
    """A process that runs beside the case."""

    kind = forms.ChoiceField(
        label="Which process",
        choices=[("", "Choose"), *ParallelProcess.Kind.choices],
    )
    about = forms.ChoiceField(label="About whom", required=False)
    led_by = forms.CharField(
        label="Led by",
        required=False,
        max_length=120,
        help_text="The agency and the post, such as Children's social care, chair.",
    )
    reference = forms.CharField(label="Their reference", required=False, max_length=60)
    started_on = DateField(label="Since", required=False)
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=300,
        help_text="Such as a level, a category, or the next date.",
    )
    ui = {"about": {"optional": False}, "reference": {"width": 20}}

    def __init__(
        self, *args: Any, people: Sequence[PersonCard], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.choose("about", people, "The whole case")

    def process(self) -> Process:
        """The answers, for the verb."""
        data = self.cleaned_data
        return Process(
            kind=data["kind"],
            led_by=data["led_by"],
            reference=data["reference"],
            started_on=data["started_on"],
            note=data["note"],
        )


class EndProcessForm(forms.Form):
    """The day on which a process ended."""

    on = DateField(label="Ended on")
    note = forms.CharField(
        label="How it ended", required=False, max_length=300, widget=area()
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **options)


class CounterForm(forms.Form):
    """The case of the other side, and who is taken to be the victim."""

    ref = forms.CharField(
        label="Reference of the other case",
        max_length=20,
        help_text="A case that your team can see.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    view = forms.ChoiceField(
        label="Who is taken to be the victim",
        choices=CounterAllegation.View.choices,
        widget=forms.RadioSelect,
        help_text="A later view is a new one; earlier views stay.",
    )
    why = forms.CharField(
        label="Why",
        widget=area(4),
        help_text="Both cases show it to whoever may see both. Never write where "
        "anybody is.",
    )
    ui = {"ref": {"width": 10}}


class SendForm(OfPeople):
    """Where a case goes, and what goes along."""

    to_team = forms.TypedChoiceField(label="To", coerce=int, empty_value=None)
    about = forms.MultipleChoiceField(
        label="Who goes along, by name and date of birth",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who goes along; the victim must"},
    )
    why = forms.CharField(
        label="Why they should hear it", max_length=1000, widget=area(3)
    )
    summary = forms.CharField(
        label="Summary for the receiving team",
        required=False,
        widget=area(6),
        help_text="What they need to keep her safe until you speak. Write no address, "
        "and nothing from which a place can be worked out.",
    )

    def __init__(
        self,
        *args: Any,
        teams: Sequence[ReceivingTeam],
        people: Sequence[PersonCard],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["to_team"]
        field.choices = [
            ("", "Choose a team"),
            *((t.team_id, f"{t.partnership}: {t.team}") for t in teams),
        ]
        self.choose("about", people)
        self.initial["about"] = [
            str(card.party.pk) for card in people if card.party.left_on is None
        ]


class HeardForm(forms.Form):
    """The day on which a MARAC heard a case."""

    on = DateField(label="Heard on")


class SameForm(forms.Form):
    """Another record of the same person, and how one knows."""

    other = forms.ChoiceField(
        label="Which record", required=False, widget=forms.RadioSelect
    )
    ref = forms.CharField(
        label="Not among them? The reference of a case that the record is in",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    evidence = forms.CharField(
        label="How you know",
        required=False,
        max_length=300,
        widget=area(),
        help_text="Such as the same date of birth and the same children.",
    )
    ui = {
        "ref": {"width": 10, "optional": False},
        "evidence": {"optional": False},
        "other": {"optional": False},
    }

    def __init__(
        self, *args: Any, records: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["other"]
        field.choices = list(records)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("other") and "other" not in self.errors:
            self.add_error("other", "Which record: choose one")
        return found


class AlikeForm(forms.Form):
    """Whether two records that look alike are of one person, and how one knows."""

    said = forms.ChoiceField(
        label="Are they one person?",
        choices=[("same", "The same person"), ("different", "Two people")],
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(
        label="How you know",
        max_length=300,
        widget=area(),
        help_text="Such as the same children, or two birth dates that were checked.",
    )
    ui = {"said": {"inline": True}}
