"""Who somebody is, as far as it is known: the fields of a person, whole and short."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from concord.cases.actions.opening import Newcomer
from concord.cases.forms.born import Born, BornField, Precision, typed_of
from concord.foundation.ui.forms.quiet import Quiet
from concord.people.actions.persons import Known
from concord.people.models import Person, PersonVersion, Relationship
from concord.people.queries.matching import Asked, Likely

ALONE = "person"  # the one person of a form
NAMES = ("given_name", "family_name")
RELATIONS = [("", "Not said"), *Relationship.Kind.choices]


class PersonForm(Quiet):
    """One person. Everything may be left out, but not all of it by accident."""

    given_name = forms.CharField(label="Given name", required=False, max_length=80)
    family_name = forms.CharField(label="Family name", required=False, max_length=80)
    born = BornField(
        label="Date of birth",
        required=False,
        help_text="As much as is known: the year alone will do.",
    )
    born_about = forms.BooleanField(label="The year is a guess", required=False)
    sex = forms.ChoiceField(
        label="Sex",
        choices=PersonVersion.Sex.choices,
        required=False,
        initial=PersonVersion.Sex.NOT_KNOWN,
        widget=forms.RadioSelect,
    )
    other_names = forms.CharField(
        label="Other names",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Former names, aliases, what they are called. One on each line.",
    )
    gender = forms.CharField(
        label="Gender, in their own words", required=False, max_length=60
    )
    language = forms.CharField(label="Language", required=False, max_length=60)
    needs_interpreter = forms.BooleanField(label="Needs an interpreter", required=False)

    ui = {
        "given_name": {"optional": False},
        "family_name": {"optional": False},
        "born": {"optional": False},
        "sex": {"inline": True, "optional": False},
        "gender": {"width": 20, "optional": False},
        "language": {"width": 20, "optional": False},
        "other_names": {"rows": 2, "optional": False},
    }
    first_fields = (*NAMES, "born", "born_about", "sex")
    more_fields = ("other_names", "gender", "language", "needs_interpreter")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            # A shared computer must not offer the name again.
            field.widget.attrs.setdefault("autocomplete", "off")

    def clean_other_names(self) -> list[str]:
        lines = str(self.cleaned_data["other_names"]).splitlines()
        names = [line.strip() for line in lines if line.strip()]
        for name in names:
            if len(name) > 160:
                raise ValidationError(
                    "Other names: one line is longer than 160 characters. Shorten it"
                )
        return names

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        born = found.get("born")
        if found.get("born_about") and "born" in found:
            if born is None:
                self.add_error("born", "Date of birth: enter the year that is a guess")
            elif born.precision != Precision.YEAR:
                self.add_error(
                    "born",
                    "Date of birth: leave day and month empty when the year is a guess",
                )
        return found

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said about them."""
        ignored = {"sex", "relation", "unknown"}  # a record is not nothing
        return not any(
            value for name, value in self.cleaned_data.items() if name not in ignored
        ) and self.cleaned_data.get("sex", "") in ("", PersonVersion.Sex.NOT_KNOWN)

    @property
    def has_more(self) -> bool:
        """Whether something stands in the fields that are folded away at first."""
        return any(self[name].value() or self[name].errors for name in self.more_fields)

    def known(self) -> Known:
        """The answers, for the verb."""
        data = self.cleaned_data
        born: Born | None = data.get("born")
        precision = born.precision if born else Precision.UNKNOWN
        if born and data.get("born_about"):
            precision = Precision.ABOUT
        return Known(
            given_name=data.get("given_name", ""),
            family_name=data.get("family_name", ""),
            other_names=data.get("other_names") or [],
            born_on=born.on if born else None,
            born_precision=precision,
            sex=data.get("sex") or PersonVersion.Sex.NOT_KNOWN,
            gender=data.get("gender", ""),
            language=data.get("language", ""),
            needs_interpreter=bool(data.get("needs_interpreter")),
        )

    @staticmethod
    def of(version: PersonVersion) -> dict[str, Any]:
        """What a version says, as the form shows it."""
        plain = ("given_name", "family_name", "sex", "gender", "language")
        return {name: getattr(version, name) for name in plain} | {
            "needs_interpreter": version.needs_interpreter,
            "other_names": "\n".join(version.other_names),
            "born": typed_of(version),
            "born_about": version.born_precision == Precision.ABOUT,
        }


class NewcomerForm(PersonForm):
    """Somebody who comes into a case, who may be on record already.

    `record` is the id of the record that was chosen from those like them; empty for
    none of these. `found` are those records; None as long as nobody has looked.
    """

    record = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.found: list[Likely] | None = None
        self.chosen: Person | None = None

    @property
    def look(self) -> str:
        """What the button says that looks for records like them."""
        return self.prefix or ALONE

    @property
    def is_decided(self) -> bool:
        """Whether somebody has seen what is like them, and said which, or none."""
        return self.add_prefix("record") in self.data

    @property
    def picked(self) -> str:
        """The id that was chosen, as it came; empty for none of these."""
        return str(self.data.get(self.add_prefix("record"), ""))

    @property
    def has_record(self) -> bool:
        """Whether one of the records like them was chosen."""
        return bool(self.cleaned_data.get("record"))

    def asked(self) -> Asked:
        """Whom to look for, as far as it was typed well."""
        known = self.known()
        return Asked(
            given_name=known.given_name,
            family_name=known.family_name,
            other_names=known.other_names,
            born_on=known.born_on,
            born_precision=known.born_precision,
            sex=known.sex,
        )

    def newcomer(self) -> Newcomer:
        """Somebody who comes into a case, for the verb."""
        return Newcomer(
            known=self.known(),
            same_as=self.chosen,
            relation=self.cleaned_data.get("relation", ""),
        )


class VictimForm(NewcomerForm):
    """The victim of a case."""

    unknown = forms.BooleanField(label="The name is not known", required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        named = self.has_record or any(found.get(name) for name in NAMES)
        if not named and not found.get("unknown") and not self.errors:
            self.add_error(
                "given_name",
                "Enter a name of the victim, or tick that the name is not known",
            )
        return found


class AllegedForm(NewcomerForm):
    """Somebody alleged to cause harm, who may be unknown."""

    relation = forms.ChoiceField(
        label="What they are to the victim",
        choices=RELATIONS,
        required=False,
        help_text="As it is alleged.",
    )
    unknown = forms.BooleanField(label="Nobody knows who it is", required=False)

    ui = PersonForm.ui | {"relation": {"optional": False}}

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if self.is_empty and not found.get("unknown") and not self.errors:
            self.add_error(
                "given_name",
                "Enter what is known of who causes harm, or tick that nobody knows who",
            )
        return found


class ChildForm(NewcomerForm):
    """A child of the family or the household."""

    relation = forms.ChoiceField(
        label="What they are to the victim",
        choices=RELATIONS,
        required=False,
        initial=Relationship.Kind.CHILD,
    )

    ui = PersonForm.ui | {"relation": {"optional": False}}

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if self.is_empty and not self.errors:
            self.add_error(
                "given_name",
                "Enter what is known of the child, or take this child out",
            )
        return found


class CorrectForm(PersonForm):
    """What is known from now on, and why it differs."""

    why = forms.CharField(
        label="What was wrong, or what is new",
        max_length=200,
        help_text="Kept with the correction. What was known before stays readable.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    ui = PersonForm.ui | {"why": {"optional": False}}
