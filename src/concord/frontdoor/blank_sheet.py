"""The blank sheet that somebody downloads and fills in."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter

from concord.foundation.documents.inert import inert
from concord.foundation.documents.reading.grids import column_name
from concord.foundation.ui.words import count
from concord.frontdoor.sheet import COLUMNS, MOST, SHEET, SheetColumn


def blank_csv() -> bytes:
    """The head, in UTF-8 with a mark so that Excel reads accents right."""
    line = ",".join(f'"{inert(column.label)}"' for column in COLUMNS)
    return f"{line}\r\n".encode("utf-8-sig")


def blank_xlsx() -> bytes:
    """The head with lists of allowed words, and two sheets of notes.

    Every cell is text, so that numbers keep their first nought and dates stay as typed.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        _notes(book)
        lists = _lists(book)
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        head = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 2}
        plain = book.add_format(head)
        needed = book.add_format(head | {"bg_color": "#DCE6EA"})
        for at, column in enumerate(COLUMNS):
            sheet.set_column(at, at, _width(column), text)
            sheet.write_string(
                0, at, column.label, needed if column.is_needed else plain
            )
            rule = _rule(column, lists)
            if rule:
                sheet.data_validation(1, at, MOST, at, rule)
        sheet.set_row(0, 48)
        sheet.freeze_panes(1, 1)
    return target.getvalue()


def _width(column: SheetColumn) -> int:
    return 50 if (column.longest or 0) > 1000 else 18


def _rule(column: SheetColumn, lists: Mapping[str, str]) -> dict[str, Any]:
    """A list to choose from, or what to type, shown when the cell is chosen."""
    hint = {"input_title": column.label[:32], "input_message": column.hint[:255]}
    if column.code in lists and not column.is_several:
        return {
            "validate": "list",
            "source": lists[column.code],
            "error_type": "warning",
            **(hint if column.hint else {}),
        }
    return {"validate": "any", **hint} if column.hint else {}


def _lists(book: Any) -> dict[str, str]:
    """The sheet "Words": allowed words by column. Gives where each list stands."""
    sheet = book.add_worksheet("Words")
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, "What may stand in a column with a list")
    found: dict[str, str] = {}
    listed = [c for c in COLUMNS if c.words or c.is_yes_no]
    for at, column in enumerate(listed):
        words = [w for code, w in column.words.items() if code] or ["Yes"]
        sheet.set_column(at, at, 30)
        sheet.write_string(1, at, column.label, bold)
        for row, word in enumerate(words, start=2):
            sheet.write_string(row, at, word)
        name = column_name(at)
        found[column.code] = f"=Words!${name}$3:${name}${len(words) + 2}"
    return found


def _notes(book: Any) -> None:
    """The sheet "Notes": what each column is for."""
    sheet = book.add_worksheet("Notes")
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 44, wrapped)
    sheet.set_column(1, 2, 12, wrapped)
    sheet.set_column(3, 3, 90, wrapped)
    for line, words in enumerate(
        (
            "One row is one referral. Fill in what is known; leave out what is not.",
            "Is somebody in danger now? Call 999 first. The sheet can wait.",
            f"At most {count(MOST, 'referral')} at a time. No formulas, no macros.",
            "Who refers: left empty, it is you.",
            "Delete your copy of this file when the referrals are sent.",
        )
    ):
        sheet.write_string(line, 0, words)
    for at, words in enumerate(("Column", "Needed", "Longest", "What it takes")):
        sheet.write_string(6, at, words, bold)
    for line, column in enumerate(COLUMNS, start=7):
        listed = "; ".join(w for code, w in column.words.items() if code)
        takes = " ".join(filter(None, (column.hint, listed and f"One of: {listed}.")))
        sheet.write_string(line, 0, column.label)
        sheet.write_string(line, 1, "yes" if column.is_needed else "")
        sheet.write_string(line, 2, str(column.longest or ""))
        sheet.write_string(line, 3, takes)
