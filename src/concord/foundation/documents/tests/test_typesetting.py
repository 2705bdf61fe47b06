"""Typst gets data, never markup, and only the fonts that are bundled."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from concord.foundation.documents.tables import Column, Row, Table, cell, stays_whole
from concord.foundation.documents.typesetting import TypesettingError, typeset_pdf

TEMPLATE = """
#let d = json(bytes(sys.inputs.data))
#set document(title: d.title)
#set text(font: "Source Sans 3", lang: "en")
#title()
#d.text
"""


def _template(tmp_path: Path, text: str = TEMPLATE) -> Path:
    path = tmp_path / "page.typ"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_template_outside_the_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypesettingError):
        typeset_pdf(
            _template(tmp_path), {"title": "T", "text": "x"}, dated=date(2023, 1, 17)
        )


def _table(width: float | None, text: str) -> tuple[Table, Row]:
    row = Row((cell(text),))
    return Table("A table", (Column("Words", width),), (row,)), row


def test_a_row_that_fits_a_page_is_kept_whole() -> None:
    assert stays_whole(*_table(None, "word " * 100))


def test_a_row_that_may_not_fit_a_page_can_be_split() -> None:
    assert not stays_whole(*_table(None, "word " * 800))
    assert not stays_whole(*_table(13, "word " * 100))
