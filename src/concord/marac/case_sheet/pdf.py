"""The sheet as an accessible PDF (PDF/UA-1) of one page, set by typst."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Any

from concord.foundation.documents.printable import breakable, showable
from concord.foundation.documents.tables import Table
from concord.foundation.documents.typesetting import typeset_pdf
from concord.marac.minutes_paper import Reader

from .content import Sheet

TEMPLATE = Path(__file__).parent / "sheet.typ"
MARKING = "OFFICIAL-SENSITIVE. For its reader alone. Destroy it after use."


def render_sheet(sheet: Sheet, reader: Reader, *, day: dt.date) -> bytes:
    """One page, with its reader's mark. Raises TypesettingError."""
    return typeset_pdf(TEMPLATE, _data(sheet, reader, day), dated=day)


def _data(sheet: Sheet, reader: Reader, day: dt.date) -> dict[str, Any]:
    title = f"Case sheet {sheet.code}"
    return {
        "document": {
            "title": title,
            "author": sheet.meeting,
            "keywords": [],
            "year": day.year,
            "month": day.month,
            "day": day.day,
            "partnership": sheet.meeting,
            "number": title,
            "marking": MARKING,
            "draft": False,
        },
        "title": title,
        "meeting": sheet.meeting,
        "mark": reader.mark,
        "line": reader.line,
        "facts": breakable([list(fact) for fact in sheet.facts]),
        "wishes": breakable(sheet.wishes),
        "risks": _table(sheet.risks),
        "said": breakable([list(one) for one in sheet.said]),
        "actions": _table(sheet.actions),
        "left_out": list(sheet.left_out),
    }


def _table(table: Table | None) -> dict[str, Any] | None:
    if table is None:
        return None
    record: dict[str, Any] = breakable(showable(asdict(table)))
    for written in record["rows"]:
        written["whole"] = True
    return record
