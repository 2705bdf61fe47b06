"""Two records made one: which stays, and which of both says what is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from concord.cases.actions.merging import MEANWHILE
from concord.cases.forms.simple import area
from concord.cases.queries.merging import Comparison
from concord.cases.queries.persons import record_words
from concord.cases.words import NOT_RECORDED, born
from concord.people.actions.persons import Known
from concord.people.models import PersonVersion

# What is chosen together; the first of them names the question.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "given_name": ("given_name",),
    "family_name": ("family_name",),
    "born_on": ("born_on", "born_precision"),
    "sex": ("sex",),
    "gender": ("gender",),
    "language": ("language",),
    "needs_interpreter": ("needs_interpreter",),
}
LABELS = {
    "given_name": "Given name",
    "family_name": "Family name",
    "born_on": "Date of birth",
    "sex": "Sex",
    "gender": "Gender, in their own words",
    "language": "Language",
    "needs_interpreter": "Interpreter",
}


class ChooseForm(forms.Form):
    """The other record, or the reference of a case that it is in."""

    other = forms.ChoiceField(
        label="Which record is of the same person",
        widget=forms.RadioSelect,
        error_messages={"required": "Which record: choose one"},
    )
    ref = forms.CharField(
        label="Not among them? The reference of a case that the record is in",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    ui = {"ref": {"width": 10, "optional": False}}

    def __init__(
        self, *args: Any, records: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["other"]
        field.choices = list(records)


class MergeForm(forms.Form):
    """Which record stays, what is right where they differ, and how one knows.

    Only what differs is asked. `seen` holds the versions that are compared.
    """

    keep = forms.ChoiceField(
        label="Which record stays",
        widget=forms.RadioSelect,
        help_text="What hangs on the other one moves to it.",
    )
    other_names = forms.CharField(
        label="Other names",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text="They are found by these, too. One on each line; the name that you "
        "choose above is left out.",
    )
    why = forms.CharField(
        label="How you know that they are one person",
        max_length=300,
        widget=area(),
        help_text="Such as the same date of birth and the same children. It is kept.",
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    ui = {"other_names": {"optional": False}}

    def __init__(self, *args: Any, both: Comparison, **options: Any) -> None:
        super().__init__(*args, **options)
        self.both = both
        keep: Any = self.fields["keep"]
        keep.choices = [(str(p.person.pk), _record(p.known)) for p in both.both]
        self.initial = {
            "keep": str(both.one.person.pk),
            "other_names": "\n".join(both.names),
            "seen": self._now(),
        }
        said = [Known.of(p.known) if p.known else Known() for p in both.both]
        for name, parts in QUESTIONS.items():
            if any(getattr(said[0], part) != getattr(said[1], part) for part in parts):
                self.fields[name] = self._question(name, said)
        self.questions = [name for name in QUESTIONS if name in self.fields]

    def _question(self, name: str, said: list[Known]) -> forms.ChoiceField:
        words = [_words(name, p.known) for p in self.both.both]
        keys = [str(p.person.pk) for p in self.both.both]
        nothing = getattr(Known(), name)
        known = [getattr(one, name) != nothing for one in said]
        # What one of them knows is right, until somebody says otherwise.
        first = keys[0] if known[0] or not known[1] else keys[1]
        return forms.ChoiceField(
            label=LABELS[name],
            choices=list(zip(keys, words, strict=True)),
            widget=forms.RadioSelect,
            initial=first,
        )

    def _said(self) -> list[Known]:
        return [Known.of(p.known) if p.known else Known() for p in self.both.both]

    def _now(self) -> str:
        return "-".join(str(p.known.n if p.known else 0) for p in self.both.both)

    def clean_other_names(self) -> list[str]:
        lines = str(self.cleaned_data["other_names"]).splitlines()
        names = [line.strip() for line in lines if line.strip()]
        if any(len(name) > 160 for name in names):
            raise forms.ValidationError(
                "Other names: one line is longer than 160 characters. Shorten it"
            )
        return names

    def clean(self) -> dict[str, Any]:
        """What was corrected while they were compared is shown, and compared anew."""
        found = super().clean() or {}
        if found.get("seen") != self._now():
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data["seen"] = self._now()
            self.data = data
            self.errors.pop("seen", None)
            self.add_error(None, MEANWHILE)
        return found

    @property
    def keeps_other(self) -> bool:
        """Whether the second record stays."""
        return str(self.cleaned_data["keep"]) == str(self.both.other.person.pk)

    def seen_versions(self) -> tuple[int, int]:
        """The versions compared, of the record that stays first."""
        one, other = (p.known.n if p.known else 0 for p in self.both.both)
        return (other, one) if self.keeps_other else (one, other)

    def known(self) -> Known:
        """What was chosen from both."""
        first, second = self._said()
        chosen: dict[str, Any] = {}
        for name, parts in QUESTIONS.items():
            from_other = self.cleaned_data.get(name) == str(self.both.other.person.pk)
            said = second if from_other else first
            chosen |= {part: getattr(said, part) for part in parts}
        whole = f"{chosen['given_name']} {chosen['family_name']}".strip()
        names = [n for n in self.cleaned_data["other_names"] if n != whole]
        return Known(**chosen, other_names=names)


def _record(version: PersonVersion | None) -> str:
    return record_words(version) if version else "Name not known"


def _words(name: str, version: PersonVersion | None) -> str:
    """What one record says to a question, in words."""
    if version is None:
        return NOT_RECORDED
    if name == "born_on":
        return born(version)
    if name == "sex":
        known = version.sex != PersonVersion.Sex.NOT_KNOWN
        return version.get_sex_display() if known else NOT_RECORDED
    if name == "needs_interpreter":
        return "needed" if version.needs_interpreter else "not needed"
    return str(getattr(version, name)) or NOT_RECORDED
