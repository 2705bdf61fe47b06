"""Forms of areas and of groups of a breakdown."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.evidence.actions.keeping import AreaLine
from concord.evidence.models import Area, Category
from concord.foundation.documents.reading.limits import UnreadableFile
from concord.foundation.documents.reading.rows import SheetRow, rows_of
from concord.foundation.ui.forms import FileField

COLUMNS = ("code", "name", "kind", "parent")
MOST_BYTES = 1_000_000


class AreaForm(forms.Form):
    """A place that figures are for."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="The ONS code where there is one, such as E05000106. It stays.",
    )
    name = forms.CharField(label="Name", max_length=120)
    kind = forms.ChoiceField(label="Kind", choices=Area.Kind.choices)
    parent = forms.ModelChoiceField(
        label="Part of",
        queryset=Area.objects.none(),
        required=False,
        empty_label="No larger area",
    )

    def __init__(self, *args: Any, areas: Any, is_new: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["parent"].queryset = areas  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["code"]


class CategoryForm(forms.Form):
    """A group of a breakdown."""

    dimension = forms.ChoiceField(
        label="Broken down by", choices=Category.Dimension.choices
    )
    code = forms.SlugField(
        label="Code", max_length=40, help_text="Letters, figures and hyphens. It stays."
    )
    label = forms.CharField(label="Name", max_length=120)
    position = forms.IntegerField(
        label="Place in its list", min_value=0, max_value=1000, initial=0
    )
    no_answer = forms.BooleanField(
        label="It means that there is no answer",
        required=False,
        help_text="Not recorded, not asked, prefers not to say: shown beside the "
        "groups, and never compared with the population.",
    )

    def __init__(self, *args: Any, is_new: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not is_new:
            del self.fields["dimension"], self.fields["code"]


class AreasFileForm(forms.Form):
    """A list of areas, as a file or typed."""

    file = FileField(
        label="CSV or Excel file",
        accept=[".csv", ".xlsx"],
        most_bytes=MOST_BYTES,
        required=False,
    )
    lines = forms.CharField(
        label="Or the lines themselves",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="With a first line: code,name,kind,parent",
    )

    def clean(self) -> dict[str, Any]:
        """Reads the lines. Errors say which line, and what to do."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        file, typed = found.get("file"), found.get("lines", "")
        if self.errors:
            return found
        if bool(file) == bool(typed.strip()):
            self.add_error("lines", "Choose a file, or type the lines: one of the two")
            return found
        name, content = (
            (file.name, file.read()) if file else ("lines.csv", typed.encode())
        )
        try:
            found["areas"] = _area_lines(rows_of(name, content))
        except UnreadableFile as error:
            self.add_error("file" if file else "lines", str(error))
        return found


def _area_lines(rows: list[SheetRow]) -> list[AreaLine]:
    """Raises UnreadableFile where a column is missing."""
    if not rows:
        raise UnreadableFile("There is no line. Write one for each area.")
    head = [cell.strip().casefold() for cell in rows[0].cells]
    missing = [name for name in COLUMNS[:3] if name not in head]
    if missing:
        raise UnreadableFile(
            f"The first line has no {' and no '.join(missing)}. Write: "
            f"{','.join(COLUMNS)}"
        )
    at = {name: head.index(name) for name in COLUMNS if name in head}
    found = []
    for row in rows[1:]:
        cells = {
            name: row.cells[place].strip() if place < len(row.cells) else ""
            for name, place in at.items()
        }
        cells["kind"] = _kind(cells["kind"])
        found.append(AreaLine(number=row.number, **cells))
    return found


def _kind(words: str) -> str:
    """The code of a kind that is written as its code or in words."""
    said = words.casefold()
    for code, label in Area.Kind.choices:
        if said in {code, label.casefold()}:
            return str(code)
    return words
