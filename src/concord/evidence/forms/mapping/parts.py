"""The parts of the page on which a mapping is made: day, area, figures, groups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict

from concord.evidence.extracts.mapping import SEPARATORS, tidy
from concord.evidence.extracts.sampling import Sample
from concord.evidence.forms.mapping.known import Choices, Known
from concord.evidence.forms.mapping.posting import lines_in, ticked
from concord.evidence.forms.mapping.values import Table
from concord.foundation.ui.forms import FileField, Quiet

WRITTEN = [
    ("d/m/y", "Day, month, year: 31/03/2025"),
    ("y-m-d", "Year, month, day: 2025-03-31"),
    ("d mon y", "Month in words: 31 Mar 2025"),
    ("m/d/y", "Month first, as in America: 03/31/2025"),
    ("month", "A whole month: 2025-03"),
    ("quarter", "A whole quarter: Q4 2024/25"),
    ("financial year", "A whole financial year: 2024/25"),
]
COUNTS = [
    ("rows", "Rows"),
    ("distinct", "Different values of a column, such as people"),
    ("sum", "Numbers of a column, added up"),
]
OF = [("", "Nothing"), ("rows", "Other rows of the file"), ("population", "Residents")]


class NameForm(forms.Form):
    """What the mapping is called."""

    title = forms.CharField(
        label="Name", max_length=200, help_text="Such as: Police extract."
    )
    code = forms.SlugField(
        label="Code",
        max_length=60,
        help_text="Short, such as police-offences. It stays, and the command asks for "
        "it.",
    )
    why = forms.CharField(label="Why it is changed", max_length=500, required=False)

    def __init__(self, *args: Any, is_new: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["why" if is_new else "code"]


class SampleForm(forms.Form):
    """The file that a mapping is made from, or its first line."""

    sample = FileField(
        label="A file of this kind",
        required=False,
        accept=[".csv", ".txt", ".tsv", ".xlsx"],
        help_text="Its first 1,000 rows are kept until the mapping is done, for a day "
        "at most. A cut of the real file is best.",
    )
    headers = forms.CharField(
        label="Or its first line, with the names of the columns",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    ui: dict[str, Any] = {
        "sample": {"optional": False},
        "headers": {"optional": False},
    }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["sample"]
        field.most_bytes = settings.CONCORD_UPLOAD_BYTES


class HowForm(Quiet):
    """How the file is written, and how its figures stand."""

    encoding = forms.ChoiceField(
        label="Letters are written as",
        choices=[("utf-8", "UTF-8"), ("windows-1252", "Windows-1252")],
        initial="utf-8",
    )
    separator = forms.ChoiceField(
        label="Between cells stands a",
        choices=[(name, name.capitalize()) for name in SEPARATORS],
        initial="comma",
    )
    status = forms.ChoiceField(
        label="Figures are",
        choices=[("final", "Final"), ("provisional", "Provisional")],
        initial="final",
    )
    may_publish = forms.BooleanField(
        label="The agency allows that they are published", required=False
    )


class DayForm(Quiet):
    """When a row counts."""

    column = forms.ChoiceField(label="Column with the day")
    written = forms.ChoiceField(label="How days are written", choices=WRITTEN)

    def __init__(self, *args: Any, known: Known, **more: Any) -> None:
        super().__init__(*args, **more)
        _choose(self, "column", known.columns(_said(self, "column"), "Choose"))


class AreaForm(Quiet):
    """Which area a row is of."""

    column = forms.ChoiceField(label="Column with the area", required=False)
    fixed = forms.ChoiceField(label="Or the one area of all rows", required=False)
    roll_up = forms.BooleanField(
        label="Rows count also for the larger areas, up to our own", required=False
    )
    more = forms.CharField(
        label="More values, one in a line",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    ui: dict[str, Any] = {
        name: {"optional": False} for name in ("column", "fixed", "more")
    }

    def __init__(self, *args: Any, known: Known, **more: Any) -> None:
        super().__init__(*args, **more)
        nothing = "None: all rows are of one area"
        _choose(self, "column", known.columns(_said(self, "column"), nothing))
        _choose(self, "fixed", _also(self, "fixed", known.area_choices()))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("column") and not said.get("fixed"):
            self.add_error("column", "Choose the column, or the one area of all rows")
        return said


class CountForm(Quiet):
    """What is counted: rows, different values, or numbers."""

    count = forms.ChoiceField(label="What is counted", choices=COUNTS, initial="rows")
    count_column = forms.ChoiceField(label="Of which column", required=False)
    ui: dict[str, Any] = {"count_column": {"optional": False}}

    def __init__(self, *args: Any, known: Known, **more: Any) -> None:
        super().__init__(*args, **more)
        columns = known.columns(_said(self, "count_column"), "No column: rows")
        _choose(self, "count_column", columns)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("count") in ("distinct", "sum") and not said.get("count_column"):
            self.add_error("count_column", "Choose the column that is counted")
        return said

    def content(self) -> Any:
        """As a mapping says it."""
        said = self.cleaned_data
        return (
            "rows" if said["count"] == "rows" else {said["count"]: said["count_column"]}
        )


class OfCountForm(CountForm):
    """What the whole is counted by, where it is not what the part is counted by."""

    count = forms.ChoiceField(
        label="What of them is counted",
        choices=[("", "The same as above"), *COUNTS],
        required=False,
    )
    ui: dict[str, Any] = {"count": {"optional": False}, **CountForm.ui}

    def content(self) -> Any:
        """As a mapping says it; None for the same."""
        return super().content() if self.cleaned_data["count"] else None


class IndicatorForm(Quiet):
    """Which indicator is counted, and of what it is a share or a rate."""

    indicator = forms.ChoiceField(label="Indicator")
    of = forms.ChoiceField(
        label="It is a share, or a rate, of", choices=OF, required=False
    )
    gone = forms.BooleanField(label="Take this indicator out", required=False)
    ui: dict[str, Any] = {"of": {"optional": False}}

    def __init__(self, *args: Any, known: Known, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = known.indicator_choices(_said(self, "indicator"))
        _choose(self, "indicator", choices)


class ConditionForm(Quiet):
    """A column that must hold one of some values; without a column it is none."""

    column = forms.ChoiceField(label="Only rows where this column", required=False)
    values = forms.MultipleChoiceField(
        label="Holds one of", required=False, widget=forms.CheckboxSelectMultiple
    )
    more = forms.CharField(
        label="Other values, one in a line",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    ui: dict[str, Any] = {
        name: {"optional": False} for name in ("column", "values", "more")
    }

    def __init__(
        self, posted: QueryDict, *, prefix: str, known: Known, quiet: bool
    ) -> None:
        column = str(posted.get(f"{prefix}-column", ""))
        self.has_many = known.sample is not None and known.sample.has_many(column)
        self.choices = _to_tick(posted, prefix, column, known.sample)
        super().__init__(posted, prefix=prefix, quiet=quiet)
        _choose(self, "column", known.columns(column, "No more conditions"))
        _choose(self, "values", self.choices)

    @property
    def is_empty(self) -> bool:
        return not _said(self, "column")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("column") and not said.get("values"):
            name = "values" if self.choices else "more"
            self.add_error(name, f"Say what {said['column']} must hold")
        return said

    def content(self) -> tuple[str, list[str]]:
        """The column, and the values that count."""
        said = self.cleaned_data
        return said["column"], [value[1:] for value in said["values"]]


def _to_tick(
    posted: QueryDict, prefix: str, column: str, sample: Sample | None
) -> Choices:
    """Values of the sample, and those that were said; typed ones are ticked now."""
    said = [str(one) for one in posted.getlist(f"{prefix}-values")]
    typed = [ticked(value) for value in lines_in(posted, f"{prefix}-more")]
    said = [*said, *(one for one in typed if one not in said)]
    posted.setlist(f"{prefix}-values", said)
    posted[f"{prefix}-more"] = ""
    there = [] if sample is None else sample.different(column)
    known = {tidy(one[1:]) for one in said}
    others = [ticked(one) for one in there if tidy(one) not in known]
    return [(one, one[1:] or "(a blank cell)") for one in (*said, *others) if one]


class BreakdownForm(Quiet):
    """A column whose values are groups; without a column it is none."""

    column = forms.ChoiceField(
        label="Also by the groups of this column", required=False
    )
    dimension = forms.ChoiceField(label="They are groups by", required=False)
    more = forms.CharField(
        label="More values, one in a line",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    ui: dict[str, Any] = {
        name: {"optional": False} for name in ("column", "dimension", "more")
    }

    def __init__(
        self, posted: QueryDict, *, prefix: str, known: Known, quiet: bool
    ) -> None:
        super().__init__(posted, prefix=prefix, quiet=quiet)
        _choose(self, "column", known.columns(_said(self, "column"), "No more groups"))
        _choose(self, "dimension", _also(self, "dimension", known.dimensions()))
        dimension = _said(self, "dimension")
        self.table = Table(
            posted,
            prefix,
            column=_said(self, "column") if dimension else "",
            known=known,
            choices=known.group_choices(dimension),
            like=lambda value: known.group_like(dimension, value),
        )

    @property
    def is_empty(self) -> bool:
        return not _said(self, "column")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("column") and not said.get("dimension"):
            self.add_error("dimension", f"Choose what {said['column']} is groups of")
        elif said.get("column") and not self.table.meanings:
            self.add_error(
                "column", f"Say which value of {said['column']} is which group"
            )
        return said

    def content(self) -> dict[str, Any]:
        """As a mapping says it."""
        said = self.cleaned_data
        return {
            "column": said["column"],
            "dimension": said["dimension"],
            "values": self.table.meanings,
        }


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field: Any = form.fields[name]
    field.choices = choices


def _also(form: forms.Form, name: str, choices: Choices) -> Choices:
    """The choices with what is chosen now, if it is none of them any more."""
    found = choices if ("", "Choose") in choices else [("", "Choose"), *choices]
    said = _said(form, name)
    return found if said in dict(found) else [*found, (said, said)]


def _said(form: forms.Form, name: str) -> str:
    return str(form.data.get(form.add_prefix(name), ""))
