"""docs/marac-import.md lists the columns as the importer knows them."""

from __future__ import annotations

from pathlib import Path

from concord.marac.importing import columns

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "marac-import.md"


def table() -> str:
    lines = ["| Field | What it is | Headings |", "|---|---|---|"]
    lines += [
        f"| `{one.code}` | {one.label} | {', '.join(one.headings)} |"
        for one in columns.fields().values()
    ]
    return "\n".join(lines)


def test_the_document_lists_every_field_with_its_headings() -> None:
    said = DOCUMENT.read_text().partition("counts.\n\n")[2].strip()
    assert said == table(), f"write this below Columns:\n{table()}"
