"""A team's research on one case, and which cases it does not know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from concord.foundation.ui.forms import DateField
from concord.foundation.ui.forms.fields import PARTS
from concord.foundation.ui.forms.quiet import Quiet
from concord.foundation.ui.posted import whole_number
from concord.marac.actions.research import MOST_CHARACTERS, MOST_LINES, Line, line_of
from concord.marac.models import About, ResearchEntry

EMPTY = 3  # rows that wait to be filled in
ROWS = "line-rows"
MORE = "more"
Kind, Handling = ResearchEntry.Kind, ResearchEntry.Handling


def _checked_on() -> DateField:
    return DateField(
        label="Records checked on",
        help_text="The day on which your records were looked through.",
    )


def _not_after_today(form: forms.Form, *names: str) -> None:
    for name in names:
        field: Any = form.fields[name]
        field.latest = timezone.localdate()


class DaysForm(Quiet):
    """When records were checked, and when the team last had to do with them."""

    checked_on = _checked_on()
    last_contact_on = DateField(
        label="Last contact",
        required=False,
        help_text="When somebody of your team last saw or spoke to any of them.",
    )
    ui: dict[str, Any] = {"last_contact_on": {"optional": False}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _not_after_today(self, "checked_on", "last_contact_on")


class LineForm(Quiet):
    """One thing that the team says. Without words it is none.

    `last`: the day on which it was said before; then it is kept or dropped.
    """

    last = forms.DateField(required=False, widget=forms.HiddenInput)
    keep = forms.ChoiceField(
        label="Is it still so?",
        choices=[("keep", "Say it again"), ("drop", "Leave it out")],
        required=False,
        widget=forms.RadioSelect,
    )
    about = forms.ChoiceField(
        label="About",
        choices=[("", "Choose"), *About.choices],
        required=False,
    )
    kind = forms.ChoiceField(
        label="What it is",
        choices=[("", "Choose"), *Kind.choices],
        required=False,
    )
    handling = forms.ChoiceField(
        label="Who may hear it",
        choices=Handling.choices,
        required=False,
        initial=Handling.SHARE,
    )
    text = forms.CharField(
        label="In plain words",
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    ui: dict[str, Any] = {
        "keep": {"inline": True, "optional": False},
        **{name: {"optional": False} for name in ("about", "kind", "handling", "text")},
    }

    @property
    def said_before(self) -> dt.date | None:
        """The day on which it was said last time, if it was."""
        try:
            return dt.date.fromisoformat(str(self["last"].value() or ""))
        except ValueError:
            return None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("last") and not said.get("keep"):
            self.add_error("keep", "Say whether it is still so")
        if self.counts(said):
            if not said.get("about"):
                self.add_error("about", "Choose what it is about")
            if not said.get("kind"):
                self.add_error("kind", "Choose what it is: fact, opinion, intelligence")
        return said

    @staticmethod
    def counts(said: dict[str, Any]) -> bool:
        """Whether it is said at all: it has words, and was not dropped."""
        return bool(said.get("text")) and said.get("keep") != "drop"

    def line(self) -> Line:
        """The answers, for the verb."""
        said = self.cleaned_data
        return Line(
            said["about"],
            said["kind"],
            said["text"],
            said["handling"] or Handling.SHARE,
        )


class ResearchPage:
    """All forms of the page. Nothing that was typed is lost when rows are added.

    `before` are lines that the team has said in this answer, `last` those that it said
    of this victim at another meeting, on the day `last_on`.
    """

    def __init__(
        self,
        posted: QueryDict | None = None,
        *,
        quiet: bool = False,
        before: Sequence[ResearchEntry] = (),
        last: Sequence[ResearchEntry] = (),
        last_on: dt.date | None = None,
        days: dict[str, dt.date | None] | None = None,
    ) -> None:
        self.is_redrawn = quiet or (posted is not None and MORE in posted)
        initial = [_said(one) for one in before]
        when = (last_on or timezone.localdate()).isoformat()
        initial += [_said(one) | {"last": when} for one in last]
        count = len(initial) + EMPTY
        if posted is not None:
            more = EMPTY if MORE in posted else 0
            count = whole_number(str(posted.get(ROWS, ""))) + more
        self.days = DaysForm(
            posted,
            initial={"checked_on": timezone.localdate()} | (days or {}),
            quiet=self.is_redrawn,
        )
        initial += [{}] * count
        self.lines = [
            LineForm(
                posted, prefix=f"line-{n}", initial=initial[n], quiet=self.is_redrawn
            )
            for n in range(min(count, MOST_LINES))
        ]

    @property
    def forms(self) -> list[Quiet]:
        """Every form of the page, in its order."""
        return [self.days, *self.lines]

    @property
    def is_full(self) -> bool:
        return len(self.lines) >= MOST_LINES

    @property
    def names(self) -> set[str]:
        """The controls that the page offers, as they are posted."""
        found = {ROWS, "replacing"}
        for form in self.forms:
            for name, field in form.fields.items():
                whole = form.add_prefix(name)
                is_day = isinstance(field, DateField)
                found |= {f"{whole}_{p}" for p in PARTS} if is_day else {whole}
        return found

    def is_valid(self) -> bool:
        """Whether the verb can be asked. Looks at all forms, not up to the first."""
        wrong = [form for form in self.forms if not form.is_valid()]
        return not self.is_redrawn and not wrong

    def said(self) -> list[Line]:
        """What the team says, for the verb."""
        return [one.line() for one in self.lines if one.counts(one.cleaned_data)]


def _said(entry: ResearchEntry) -> dict[str, Any]:
    line = line_of(entry)
    return {
        "about": line.about,
        "kind": line.kind,
        "handling": line.handling,
        "text": line.text,
    }


class NotKnownForm(forms.Form):
    """Cases of which the team knows nobody: all that are left, unless unticked."""

    item = forms.MultipleChoiceField(
        label="Your team knows nobody in these cases",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one case"},
    )
    checked_on = _checked_on()

    def __init__(
        self, *args: Any, choices: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["item"]
        field.choices = choices
        _not_after_today(self, "checked_on")
