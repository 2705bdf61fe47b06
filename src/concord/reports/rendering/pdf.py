"""The paper as an accessible PDF (PDF/UA-1), set by typst from `board.typ`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from concord.foundation.documents.charts import alternative_text, draw_svg
from concord.foundation.documents.printable import breakable, paragraphs, showable
from concord.foundation.documents.tables import Table, stays_whole
from concord.foundation.documents.typesetting import typeset_pdf

from ..content import BoardPaper
from . import figures, wording
from .indicator_charts import indicator_charts

TEMPLATE = Path(__file__).parent / "board.typ"

# A block of prose longer than this may be split between pages.
_LONGEST_WHOLE_BLOCK = 1800


def render_pdf(paper: BoardPaper) -> bytes:
    """PDF/UA-1, the same bytes for the same content. Raises TypesettingError."""
    return typeset_pdf(TEMPLATE, _data(paper), dated=wording.dated(paper))


def _data(paper: BoardPaper) -> dict[str, Any]:
    return {
        "document": _document(paper),
        "cover": _cover(paper),
        "summary": _summary(paper),
        "decisions": _decisions(paper),
        "exceptions": _table_section(
            wording.EXCEPTIONS,
            wording.EXCEPTIONS_NOTE if paper.exceptions else wording.NO_EXCEPTIONS,
            figures.exceptions_table(paper) if paper.exceptions else None,
        ),
        "achievements": _achievements(paper),
        "progress": _progress(paper),
        "figures": _figures(paper),
        "ratings": _ratings(),
        "statements": _statements(paper),
        "due": _due(paper),
        "signed": _signed(paper),
        "annex": _table_section(
            wording.ANNEX,
            figures.annex_note(paper) if paper.actions else wording.EMPTY_PLAN,
            figures.annex_table(paper) if paper.actions else None,
        ),
        "closing": wording.closing_note(paper),
    }


def _document(paper: BoardPaper) -> dict[str, Any]:
    dated = wording.dated(paper)
    return {
        "title": wording.document_title(paper),
        "author": paper.author_role,
        "keywords": [paper.partnership, paper.full_number],
        "year": dated.year,
        "month": dated.month,
        "day": dated.day,
        "partnership": paper.partnership,
        "number": paper.full_number,
        "marking": paper.marking,
        "draft": paper.state == "draft",
    }


def _cover(paper: BoardPaper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "quarter": paper.quarter_label,
        "facts": [list(fact) for fact in wording.cover_facts(paper)],
        "state": wording.state_note(paper),
        "example": paper.example_note,
    }


def _summary(paper: BoardPaper) -> dict[str, Any]:
    chart = figures.rating_chart(paper)
    return {
        "heading": wording.SUMMARY,
        "sentences": list(paper.summary),
        "chart": {
            "caption": figures.chart_caption(paper),
            "svg": draw_svg(chart),
            "alternative": alternative_text(chart),
        }
        if paper.counts
        else None,
        "table": _table(figures.counts_table(paper)) if paper.counts else None,
    }


def _decisions(paper: BoardPaper) -> dict[str, Any]:
    return {
        "heading": wording.DECISIONS,
        "asked": wording.ASKED,
        "none": wording.NO_DECISIONS,
        "items": [
            {
                "ref": each.ref,
                "title": each.title,
                "why": paragraphs(each.why),
                "asked_to": each.asked_to,
                "lead": each.lead,
                "whole": _whole(each.why + each.asked_to),
            }
            for each in paper.decisions
        ],
    }


def _achievements(paper: BoardPaper) -> dict[str, Any]:
    return {
        "heading": wording.ACHIEVEMENTS,
        "items": [
            {"title": each.title, "text": paragraphs(each.text)}
            for each in paper.achievements
        ],
    }


def _progress(paper: BoardPaper) -> dict[str, Any]:
    return {
        "heading": wording.PROGRESS,
        "note": figures.progress_opening(paper),
        "priorities": [
            {
                "heading": figures.progress_heading(each),
                "table": _table(figures.progress_table(each)) if each.changes else None,
                "note": figures.progress_note(each),
            }
            for each in paper.progress
        ],
    }


def _figures(paper: BoardPaper) -> dict[str, Any] | None:
    if not paper.figures:
        return None
    charts = indicator_charts(paper)
    return {
        **_table_section(wording.FIGURES, "", figures.figures_table(paper)),
        "reading": wording.CHARTS_NOTE if charts else "",
        "charts": [asdict(each) for each in charts],
    }


def _ratings() -> dict[str, Any]:
    return {
        "heading": wording.RATINGS,
        "terms": [list(term) for term in wording.RATING_TERMS],
        "note": wording.RATINGS_NOTE,
    }


def _statements(paper: BoardPaper) -> dict[str, Any]:
    return {
        "heading": wording.STATEMENTS,
        "note": wording.statements_note(paper) or wording.NO_STATEMENTS,
        "items": [
            {
                "agency": each.agency,
                "received": wording.received(each),
                "text": paragraphs(each.text),
                "whole": _whole(each.text),
            }
            for each in paper.statements
        ],
        "silent": _silent(paper),
    }


def _silent(paper: BoardPaper) -> dict[str, Any] | None:
    if not paper.silent:
        return None
    return {
        "heading": wording.SILENT,
        "closed": wording.silent_heading(paper),
        "agencies": [[each.agency, wording.running(each)] for each in paper.silent],
        "note": wording.SILENT_NOTE,
    }


def _due(paper: BoardPaper) -> dict[str, Any]:
    table = figures.due_table(paper)
    return _table_section(
        wording.DUE,
        "" if paper.due_next else wording.NOTHING_DUE,
        table if table.rows else None,
    )


def _signed(paper: BoardPaper) -> dict[str, Any]:
    return {
        "heading": wording.SIGNED,
        "lines": [["Sponsor", paper.sponsor_role], ["Author", paper.author_role]],
    }


def _table_section(heading: str, note: str, table: Table | None) -> dict[str, Any]:
    return {
        "heading": heading,
        "note": note,
        "table": _table(table) if table else None,
    }


def _table(table: Table) -> dict[str, Any]:
    record: dict[str, Any] = breakable(showable(asdict(table)))
    for row, written in zip(table.rows, record["rows"], strict=True):
        written["whole"] = stays_whole(table, row)
    return record


def _whole(text: str) -> bool:
    return len(text) <= _LONGEST_WHOLE_BLOCK
