"""The form in which somebody says how a contact point is safe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from concord.people import safe_times
from concord.people.actions.contact import Said
from concord.people.models import ContactPoint, SafeContactRule
from concord.people.safe_contact import (
    AT_ITS_HOUR,
    LEAVES_MESSAGE,
    NEEDS_WORDS,
    WRITTEN,
    ways_of,
)

ROWS = 3
DAYS = [(str(day), name) for day, name in enumerate(safe_times.NAMES, start=1)]
ANY, THESE = "any", "these"
NO, YES = "no", "yes"


class RuleForm(forms.Form):
    """How a contact point may be used: the fields that there are for its kind."""

    channels = forms.MultipleChoiceField(
        label="Which ways are safe?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick none, and it is not used at all.",
    )
    may_leave_message = forms.ChoiceField(
        label="May a message be left?",
        choices=[
            (NO, "Never leave a message"),
            (YES, "A message may be left, in the words below"),
        ],
        initial=NO,
        widget=forms.RadioSelect,
    )
    may_write = forms.ChoiceField(
        label="May anything be written?",
        choices=[
            (NO, "Do not write"),
            (YES, "Writing is safe: nobody else reads it"),
        ],
        initial=NO,
        widget=forms.RadioSelect,
    )
    when = forms.ChoiceField(
        label="When is it safe?",
        choices=[(THESE, "Only at these times"), (ANY, "On any day, at any time")],
        initial=THESE,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="Who to be, and what to say",
        max_length=300,
        required=False,
        help_text="When somebody else answers. Such as: say you are from the library.",
    )
    who_may_answer = forms.CharField(
        label="Who else may answer",
        max_length=200,
        required=False,
        help_text="Empty means that you speak with nobody else.",
    )
    note = forms.CharField(label="Anything else", max_length=300, required=False)
    replacing = forms.IntegerField(widget=forms.HiddenInput)

    ui = {"words": {"optional": False}, "when": {"legend": "s"}}

    def __init__(
        self,
        *args: Any,
        point: ContactPoint,
        rule: SafeContactRule | None,
        **options: Any,
    ) -> None:
        groups = safe_times.by_hours(safe_times.week(rule.times)) if rule else []
        options["initial"] = _as_said(rule, groups)
        super().__init__(*args, **options)
        ways = ways_of(point.kind)
        channels: Any = self.fields["channels"]
        channels.choices = [(str(one), one.label) for one in ways]
        self.rows = range(1, max(ROWS, len(groups)) + 1)
        for n in self.rows:
            self.fields.update(_row(n))
        for names, needed in (
            (("may_leave_message",), LEAVES_MESSAGE),
            (("may_write",), WRITTEN),
            (("words", "who_may_answer"), NEEDS_WORDS),
            (("when", *self._row_names()), AT_ITS_HOUR),
        ):
            if not needed & set(ways):
                for name in names:
                    del self.fields[name]

    def time_rows(self) -> list[tuple[Any, Any, Any]]:
        """The boxes for days and hours, a row each."""
        if "when" not in self.fields:
            return []
        return [
            (self[f"days_{n}"], self[f"from_{n}"], self[f"to_{n}"]) for n in self.rows
        ]

    def more_rows_used(self) -> bool:
        """Whether the second row of times, or a later one, says something."""
        return any(
            self[name].value() for name in self._row_names() if not name.endswith("_1")
        )

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["times"] = list(self._times())
        return self.cleaned_data

    def said(self) -> Said:
        """What was said, as the verb takes it."""
        found = self.cleaned_data
        return Said(
            channels=found["channels"],
            times=found["times"],
            words=found.get("words", ""),
            who_may_answer=found.get("who_may_answer", ""),
            may_leave_message=found.get("may_leave_message") == YES,
            may_write=found.get("may_write") == YES,
            note=found["note"],
        )

    def _row_names(self) -> list[str]:
        return [f"{part}_{n}" for n in self.rows for part in ("days", "from", "to")]

    def _times(self) -> Iterator[Mapping[str, Any]]:
        if "when" not in self.fields:
            return
        if self.cleaned_data.get("when") == ANY:
            yield from (window.kept() for window in safe_times.ALWAYS)
            return
        for n in self.rows:
            days = self.cleaned_data.get(f"days_{n}") or []
            hours = [self.cleaned_data.get(f"{end}_{n}") for end in ("from", "to")]
            if not days and not any(hours):
                continue
            yield from self._row_times(n, days, hours)

    def _row_times(
        self, n: int, days: Sequence[str], hours: Sequence[str | None]
    ) -> Iterator[Mapping[str, Any]]:
        start, end = (
            self._minutes(name, text or "")
            for name, text in zip((f"from_{n}", f"to_{n}"), hours, strict=True)
        )
        if not days:
            self.add_error(f"days_{n}", "Tick the days on which these hours are safe.")
        if start is None or end is None:
            return
        if end <= start:
            said = f"{safe_times.clock(end)} is not after {safe_times.clock(start)}"
            self.add_error(f"to_{n}", f"Until: {said}. Enter a later time.")
            return
        for day in days:
            yield safe_times.Window(int(day), start, end).kept()

    def _minutes(self, name: str, text: str) -> int | None:
        if name in self.errors:
            return None
        try:
            return safe_times.minutes(text)
        except ValueError as error:
            said = str(error) if text else "Enter a time like 10:00 or 2pm."
            self.add_error(name, f"{self.fields[name].label}: {said}")
            return None


def refuse(form: forms.Form, refusal: ValidationError) -> None:
    """Puts what a verb refuses at the field that it is about, or on top."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        at = {"times": "when"}.get(name, name)
        for error in errors:
            form.add_error(at if at in form.fields else None, error.messages[0])


def _row(n: int) -> dict[str, forms.Field]:
    return {
        f"days_{n}": forms.MultipleChoiceField(
            label="Days",
            choices=DAYS,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
        f"from_{n}": forms.CharField(label="From", max_length=10, required=False),
        f"to_{n}": forms.CharField(label="Until", max_length=10, required=False),
    }


def _as_said(
    rule: SafeContactRule | None, groups: Sequence[tuple[tuple[int, int], list[int]]]
) -> dict[str, Any]:
    """The rule that holds, as the form shows it; without one, the safest answers."""
    if rule is None:
        return {"replacing": 0}
    always = safe_times.week(rule.times) == safe_times.ALWAYS
    found: dict[str, Any] = {
        "channels": rule.channels,
        "may_leave_message": YES if rule.may_leave_message else NO,
        "may_write": YES if rule.may_write else NO,
        "when": ANY if always else THESE,
        "words": rule.words,
        "who_may_answer": rule.who_may_answer,
        "note": rule.note,
        "replacing": rule.n,
    }
    if not always:
        for n, ((start, end), days) in enumerate(groups, start=1):
            found |= {
                f"days_{n}": [str(day) for day in days],
                f"from_{n}": safe_times.clock(start),
                f"to_{n}": safe_times.clock(end),
            }
    return found
