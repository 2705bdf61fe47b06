"""Teams, groups, meetings, populations, look and local words."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.foundation.ui.forms import DateField
from concord.partnership.models import Agency, Group, Partnership, Population
from concord.partnership.terms import LONGEST, TERMS


class AddTeam(forms.Form):
    """A team of an agency; the agency is made if nobody has named it before."""

    agency = forms.CharField(
        label="Agency",
        max_length=160,
        help_text="The whole organisation, by its full name, such as Elmbrook Council. "
        "One that other partnerships work with too is recognised by its name.",
    )
    kind = forms.ChoiceField(label="Kind of agency", choices=Agency.Kind)
    name = forms.CharField(
        label="Team",
        max_length=160,
        help_text="The part of it that works here, such as Elmbrook Council housing "
        "options. The agency's own name if it has only one.",
    )
    short_name = forms.CharField(
        label="Short name",
        max_length=40,
        help_text="As it stands in a plan's column, such as Housing.",
    )
    regime = forms.ChoiceField(
        label="Which law its personal data is under",
        choices=Agency.Regime,
        initial=Agency.Regime.UK_GDPR,
        widget=forms.RadioSelect,
    )


class EndTeam(forms.Form):
    """The last day of a team."""

    last_day = DateField(
        label="Last day",
        help_text="Plans and papers that name the team go on naming it.",
    )


class AddGroup(forms.Form):
    """A board, forum or group."""

    name = forms.CharField(label="Name", max_length=160)
    kind = forms.ChoiceField(label="Kind", choices=Group.Kind)
    reports_to = forms.ModelChoiceField(
        queryset=Group.objects.none(),
        label="Reports to",
        required=False,
        empty_label="Nobody here",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        groups: Any = self.fields["reports_to"]
        groups.queryset = Group.objects.all()


class AddMeeting(forms.Form):
    """A day on which a group meets."""

    group = forms.ModelChoiceField(
        queryset=Group.objects.none(), label="Group", empty_label="Choose a group"
    )
    held_on = DateField(label="Day")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        groups: Any = self.fields["group"]
        groups.queryset = Group.objects.all()


class AddPopulation(forms.Form):
    """How many persons live in the area: a year, a sex, an age band, a source."""

    year = forms.IntegerField(label="Year", min_value=1991, max_value=2199)
    sex = forms.ChoiceField(label="Sex", choices=Population.Sex)
    age_from = forms.IntegerField(
        label="From age", min_value=0, max_value=120, initial=0
    )
    age_to = forms.IntegerField(
        label="To age",
        min_value=0,
        max_value=120,
        required=False,
        help_text="The last year of age that is counted. Empty: no limit.",
    )
    persons = forms.IntegerField(
        label="Persons", min_value=1, max_value=60_000_000, help_text="Not thousands."
    )
    source = forms.CharField(
        label="Source",
        max_length=300,
        help_text="Such as ONS mid-2021 population estimates, published December 2022.",
    )
    ui = {
        "year": {"width": 4},
        "age_from": {"width": 3},
        "age_to": {"width": 3},
        "persons": {"width": 10},
    }


class Look(forms.Form):
    """The colour of the header."""

    colour = forms.CharField(
        label="Colour",
        max_length=7,
        required=False,
        help_text="Six figures after a #, such as #17393f. White text must be easy to "
        "read on it: 7 to 1. Empty: Concord's own green.",
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    ui = {"colour": {"width": 10}}


class Words(forms.Form):
    """What this partnership calls the roles."""

    def __init__(self, *args: Any, here: Partnership, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, term in TERMS.items():
            self.fields[code] = forms.CharField(
                label=term.word,
                max_length=LONGEST,
                required=False,
                initial=here.terms.get(code, ""),
            )
        self.ui = {code: {"width": 20, "optional": False} for code in TERMS}
