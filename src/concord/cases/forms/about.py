"""Forms of what bears on a person's needs, and of their numbers elsewhere.

Each question says why it is asked. "Not recorded", "Not asked" and "Prefers not to say"
are answers like others, and nothing else is filled in beforehand.
"""

from __future__ import annotations

from typing import Any

from django import forms

from concord.cases.forms.simple import area
from concord.foundation.ui.forms import DateField
from concord.people.actions.about import About
from concord.people.models import Characteristics, Identifier


def _choice(name: str, label: str, why: str, *, radio: bool = True) -> forms.Field:
    model: Any = Characteristics._meta.get_field(name)
    return forms.ChoiceField(
        label=label,
        choices=model.choices,
        initial=model.default,
        help_text=f"Why we ask: {why}",
        widget=forms.RadioSelect if radio else forms.Select,
    )


class AboutForm(forms.Form):
    """What bears on somebody's needs in this case."""

    ethnicity = _choice(
        "ethnicity",
        "Ethnic group",
        "to offer a service that fits, and to see who does not reach us. Groups as in "
        "the census.",
        radio=False,
    )
    religion = _choice(
        "religion",
        "Religion",
        "it can matter for a refuge, for food and for support. It may be left.",
        radio=False,
    )
    sexual_orientation = _choice(
        "sexual_orientation",
        "Sexual orientation",
        "threats to tell others are abuse, and some services are by and for.",
    )
    gender_as_registered = _choice(
        "gender_as_registered",
        "Is their gender the one registered at birth?",
        "so that nobody is sent to a place where they are not safe or welcome.",
    )
    disability = _choice(
        "disability",
        "Are they disabled, or is an illness long and limiting?",
        "who depends on care from an abuser needs another plan, and rooms must fit.",
    )
    disability_words = forms.CharField(
        label="What they need because of it",
        required=False,
        max_length=300,
        widget=area(),
    )
    pregnancy = _choice(
        "pregnancy",
        "Are they pregnant?",
        "abuse often begins or grows worse then, and midwives can help.",
    )
    due_on = DateField(label="When the baby is due", required=False)
    immigration = _choice(
        "immigration",
        "Immigration status",
        "there are concessions for victims, and status is used as a threat. It is not "
        "passed on to immigration enforcement for being recorded here.",
        radio=False,
    )
    recourse = _choice(
        "recourse",
        "May they claim public funds?",
        "without them a refuge place needs another source of money.",
    )
    ui = {
        "sexual_orientation": {"optional": False},
        "disability_words": {"optional": False},
        "due_on": {"optional": False},
    }

    def about(self) -> About:
        """The answers, for the verb."""
        data = dict(self.cleaned_data)
        data["disability_words"] = data["disability_words"].strip()
        return About(**data)


class NumberForm(forms.Form):
    """A number by which somebody is known elsewhere."""

    kind = forms.ChoiceField(
        label="What it is", choices=Identifier.Kind.choices, widget=forms.RadioSelect
    )
    value = forms.CharField(
        label="Number",
        max_length=40,
        help_text="An NHS number has ten figures, of which the last checks the others.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    issuer = forms.CharField(
        label="Whose number it is",
        max_length=80,
        required=False,
        help_text="Such as the police force. Not needed for an NHS number.",
    )
    ui = {"value": {"width": 20}, "issuer": {"width": 20}}


class EndNumberForm(forms.Form):
    """Why a number is theirs no longer."""

    why = forms.ChoiceField(
        label="Why", choices=Identifier.Ended.choices, widget=forms.RadioSelect
    )
