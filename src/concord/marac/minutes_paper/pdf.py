"""A copy as an accessible PDF (PDF/UA-1), set by typst from `minutes.typ`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from concord.foundation.documents.printable import breakable, paragraphs, showable
from concord.foundation.documents.tables import Table, stays_whole
from concord.foundation.documents.typesetting import typeset_pdf
from concord.marac.models import Minutes
from concord.marac.queries.minutes import CaseInMinutes, Paper

from . import wording
from .reader import Reader

TEMPLATE = Path(__file__).parent / "minutes.typ"


def render_pdf(paper: Paper, minutes: Minutes, reader: Reader) -> bytes:
    """The copy, with its reader's mark on each page. Raises TypesettingError."""
    return typeset_pdf(
        TEMPLATE, _data(paper, minutes, reader), dated=minutes.meeting.day
    )


def _data(paper: Paper, minutes: Minutes, reader: Reader) -> dict[str, Any]:
    day = minutes.meeting.day
    title = wording.title(minutes)
    return {
        "document": {
            "title": title,
            "author": paper.meeting.panel.name,
            "keywords": [],
            "year": day.year,
            "month": day.month,
            "day": day.day,
            "partnership": paper.meeting.panel.name,
            "number": title,
            "marking": wording.MARKING,
            "draft": False,
        },
        "panel": paper.meeting.panel.name,
        "title": title,
        "mark": reader.mark,
        "line": reader.line,
        "confidential": wording.CONFIDENTIAL,
        "facts": [list(fact) for fact in wording.facts(paper, minutes)],
        "cases": [_case(n, case) for n, case in enumerate(paper.heard, 1)],
        "earlier": [
            {"code": case.code, "before": _lists(wording.before(case))}
            for case in paper.earlier
        ],
    }


def _case(number: int, case: CaseInMinutes) -> dict[str, Any]:
    return {
        "heading": wording.case_heading(number, case),
        "people": [list(one) for one in case.people],
        "wishes": [part for text in wording.wishes(case) for part in paragraphs(text)],
        "risks": _table(wording.risks(case)),
        "said": [[team, paragraphs(text)] for team, text in wording.said(case)],
        "passages": [
            [heading, [part for text in texts for part in paragraphs(text)]]
            for heading, texts in wording.passages(case)
        ],
        "actions": _table(wording.actions(case)),
        "none": wording.none_agreed(case),
        "before": _lists(wording.before(case)),
    }


def _lists(found: list[tuple[str, list[str]]]) -> list[list[Any]]:
    return [[heading, texts] for heading, texts in found]


def _table(table: Table | None) -> dict[str, Any] | None:
    if table is None:
        return None
    record: dict[str, Any] = breakable(showable(asdict(table)))
    for row, written in zip(table.rows, record["rows"], strict=True):
        written["whole"] = stays_whole(table, row)
    return record
