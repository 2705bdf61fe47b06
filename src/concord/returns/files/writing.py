"""Making the template of one return, filled with what is kept so far."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from concord.foundation.documents.inert import inert
from concord.returns.checking.allowed import WORDS
from concord.returns.files.layout import (
    DEFINITION,
    FIGURE,
    HEAD,
    KEY,
    MAY_PUBLISH,
    PERMISSION,
    PERMISSIONS,
    QUESTION,
    SEEN,
    SHEET,
    SINCE,
    WHY,
    Row,
    identity,
)
from concord.returns.models import ReturnWindow, Submission
from concord.returns.periods import spoken

LINE = 15.5  # points
FIRST = 8  # the row of the head; rows above it say what this is
YES, NO = "Yes", "No"
HOW = (
    "Fill in the framed cells, save, and send the file back on the page of the return.",
    "Type whole numbers. A true zero is a figure: type 0. If it is blank, say why.",
    "No formulas, no macros. Name no person. Nothing is sent before you have looked.",
)


def csv_template(
    window: ReturnWindow, rows: Sequence[Row], last: Submission | None
) -> bytes:
    """The return as CSV in UTF-8, with a mark so that Excel reads accents right."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEAD)
    writer.writerow([identity(window), inert(_title(window))])
    for code, words in PERMISSIONS.items():
        writer.writerow([code, words, "", YES if _is_given(code, last) else NO])
    for row in rows:
        entry = row.entry
        cells = [row.written, row.label, row.definition]
        cells += [entry.typed, entry.why, entry.changed_on, _permission(row)]
        writer.writerow([inert(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def xlsx_template(
    window: ReturnWindow, rows: Sequence[Row], last: Submission | None
) -> bytes:
    """The return as a protected sheet: only figures and reasons can be typed.

    Figures are cells of text: a spreadsheet makes a date of "7-8" otherwise, and what
    was typed is lost before anybody can ask.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        looks = _looks(book)
        _columns(sheet, looks)
        _top(sheet, window, last, looks)
        for at, row in enumerate(rows, start=FIRST + 1):
            _row(book, sheet, at, row, looks)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.freeze_panes(FIRST + 1, 2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(FIRST)
    return target.getvalue()


def _title(window: ReturnWindow) -> str:
    return f"{window.sheet.name}: {spoken(window.period)}, {window.team.name}"


def _is_given(code: str, last: Submission | None) -> bool:
    if last is None:
        return code != MAY_PUBLISH
    return last.may_publish if code == MAY_PUBLISH else last.may_use


def _looks(book: Any) -> dict[str, Any]:
    wrapped = {"text_wrap": True, "valign": "top"}
    framed = {"border": 1, "border_color": "#7B8087", "bg_color": "#FFFDF5"}
    box = wrapped | framed | {"num_format": "@"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "plain": book.add_format(wrapped),
        "part": book.add_format(wrapped | {"indent": 2}),
        "muted": book.add_format(wrapped | {"font_color": "#565C63"}),
        "head": book.add_format(wrapped | {"bold": True, "bottom": 2}),
        "section": book.add_format({"bold": True, "bg_color": "#F1EDE5"}),
        "figure": book.add_format(
            box | {"locked": False, "align": "right", "indent": 1}
        ),
        "words": book.add_format(box | {"locked": False, "indent": 1}),
    }


def _columns(sheet: Any, looks: dict[str, Any]) -> None:
    for at, width in ((QUESTION, 46), (DEFINITION, 50), (FIGURE, 14), (WHY, 46)):
        sheet.set_column(at, at, width)
    sheet.set_column(SINCE, SINCE, 20)
    sheet.set_column(PERMISSION, PERMISSION, 22)
    for at in (KEY, SEEN):
        sheet.set_column(at, at, 12, None, {"hidden": True})


def _top(
    sheet: Any, window: ReturnWindow, last: Submission | None, looks: dict[str, Any]
) -> None:
    sheet.write_string(0, KEY, identity(window))
    sheet.write_string(0, QUESTION, _title(window), looks["title"])
    for at, words in enumerate(HOW, start=1):
        sheet.write_string(at, QUESTION, words)
    sheet.write_string(4, QUESTION, f"Due on {window.due_on:%-d %B %Y}")
    for at, (code, words) in enumerate(PERMISSIONS.items(), start=5):
        sheet.write_string(at, KEY, code)
        sheet.write_string(at, QUESTION, words, looks["plain"])
        said = YES if _is_given(code, last) else NO
        sheet.write_string(at, FIGURE, said, looks["figure"])
        sheet.data_validation(
            at, FIGURE, at, FIGURE, {"validate": "list", "source": [YES, NO]}
        )
    sheet.set_row(6, LINE * 2)
    sheet.set_row(FIRST, LINE * 2)
    for at, words in enumerate(HEAD):
        sheet.write_string(FIRST, at, words, looks["head"])


def _row(book: Any, sheet: Any, at: int, row: Row, looks: dict[str, Any]) -> None:
    if row.key is None:
        for column in range(QUESTION, PERMISSION + 1):
            sheet.write_blank(at, column, None, looks["section"])
        sheet.write_string(at, QUESTION, row.label, looks["section"])
        return
    entry = row.entry
    sheet.set_row(at, LINE * _lines(row))
    sheet.write_string(at, KEY, row.written)
    sheet.write_string(
        at, QUESTION, row.label, looks["part" if row.is_part else "plain"]
    )
    sheet.write_string(at, DEFINITION, row.definition, looks["muted"])
    sheet.write_string(at, FIGURE, entry.typed, looks["figure"])
    sheet.write_string(at, WHY, entry.why, looks["words"])
    sheet.write_string(at, SINCE, entry.changed_on, looks["words"])
    sheet.write_string(at, PERMISSION, _permission(row), looks["words"])
    seen = [entry.typed, entry.why, entry.changed_on, entry.permission]
    sheet.write_string(at, SEEN, json.dumps(seen))
    among = {"validate": "list", "source": list(WORDS.values())}
    sheet.data_validation(at, PERMISSION, at, PERMISSION, among)
    sheet.data_validation(at, FIGURE, at, FIGURE, _rule(at, row))
    book.define_name(_name(row), f"='{SHEET}'!$D${at + 1}")


def _lines(row: Row) -> int:
    """How many lines the longest text takes: programs guess it, and print too few."""
    texts = ((row.label, 42), (row.definition, 46), (row.entry.why, 42))
    return max(1, *(math.ceil(len(text) / width) for text, width in texts))


def _permission(row: Row) -> str:
    """In words, where it is not that of the return."""
    return WORDS[row.entry.permission] if row.entry.permission else ""


def _name(row: Row) -> str:
    """The name of the cell, which can be no address such as Q1."""
    return "figure_" + re.sub(r"\W", "_", row.written, flags=re.ASCII)


def _rule(at: int, row: Row) -> dict[str, Any]:
    """Says what is expected; what is typed all the same is kept, and asked about."""
    cell = f"D{at + 1}"
    return {
        "validate": "custom",
        "value": f'=OR({cell}="",AND(ISNUMBER(--{cell}),--{cell}>=0))',
        "error_type": "warning",
        "error_title": "Is this a figure?",
        "error_message": f"Enter a whole number, such as {row.example}. You can leave "
        "it as it is: you will be asked again when the file is read.",
        "input_title": row.label[:32],
        "input_message": (row.definition or f"Such as {row.example}")[:255],
    }
