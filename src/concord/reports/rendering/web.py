"""The paper as HTML: a fragment for a page of the site, and a file to keep.

The fragment carries its own level 1 heading, uses classes only (so that it passes a
strict content security policy) and is styled by `reports/board-paper.css`, which the
file has inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.safestring import mark_safe

from concord.foundation.documents.charts import draw_svg
from concord.foundation.documents.printable import paragraphs, plain
from concord.foundation.documents.tables import Cell, Column, Row, Table

from ..content import BoardPaper, from_record, to_record
from . import figures, wording
from .indicator_charts import indicator_charts

# Millimetres: a column for a reference needs no width of its own.
_SLIM = 15

_HERE = Path(__file__).parent
STYLE_SHEET = _HERE.parent / "static" / "reports" / "board-paper.css"


@cache
def _engine() -> Engine:
    # Its own engine: an issued paper must not change with the site's templates.
    return Engine(dirs=[str(_HERE / "templates")], autoescape=True)


def render_html(paper: BoardPaper) -> str:
    """An `<article>` to place in a page that loads the style sheet."""
    return _rendered("paper.html", _context(paper))


def render_html_file(paper: BoardPaper) -> str:
    """A whole document with its style inside, for a download."""
    # The sheet is ours and holds no "</", so it cannot close the element early.
    style = mark_safe(STYLE_SHEET.read_text(encoding="utf-8"))  # noqa: S308
    return _rendered("file.html", {**_context(paper), "style": style})


def _rendered(template: str, context: dict[str, Any]) -> str:
    made = _engine().get_template(template)
    return str(made.render(Context(context, use_l10n=False, use_tz=False)))


def _context(given: BoardPaper) -> dict[str, Any]:
    paper = from_record(plain(to_record(given)))
    return {
        "partnership": paper.partnership,
        "title": paper.title,
        "document_title": wording.document_title(paper),
        "author": paper.author_role,
        "quarter": paper.quarter_label,
        "facts": wording.cover_facts(paper),
        "state_note": wording.state_note(paper),
        "example": paper.example_note,
        "sections": _sections(paper),
        "closing": wording.closing_note(paper),
        "marking": paper.marking,
    }


def _sections(paper: BoardPaper) -> list[dict[str, Any]]:
    numbers = (str(number) for number in count(1))
    sections = [
        _summary(paper, numbers),
        _decisions(paper),
        _exceptions(paper, numbers),
        _achievements(paper),
        _progress(paper, numbers),
        _figures(paper, numbers),
        _ratings(),
        _statements(paper),
        _due(paper, numbers),
        _signed(paper),
        _annex(paper, numbers),
    ]
    return [section for section in sections if section]


def _section(name: str, heading: str, **content: Any) -> dict[str, Any]:
    template = content.pop("template", f"{name}.html")
    return {
        "id": f"paper-{name}",
        "heading": heading,
        "template": template,
        **content,
    }


def _summary(paper: BoardPaper, numbers: Iterator[str]) -> dict[str, Any]:
    chart = None
    table = None
    if paper.counts:
        svg = draw_svg(figures.rating_chart(paper))
        chart = {
            "caption": figures.chart_caption(paper),
            # Escaped where it is drawn; a test feeds it markup.
            "svg": mark_safe(svg),  # noqa: S308
        }
        table = _table(figures.counts_table(paper), numbers)
    return _section(
        "summary",
        wording.SUMMARY,
        first=paper.summary[0] if paper.summary else "",
        rest=paper.summary[1:],
        chart=chart,
        table=table,
        asked_heading=wording.ASKED,
        asked=[(each.ref, each.asked_to) for each in paper.decisions],
    )


def _decisions(paper: BoardPaper) -> dict[str, Any]:
    return _section(
        "decisions",
        wording.DECISIONS,
        note="" if paper.decisions else wording.NO_DECISIONS,
        asked=wording.ASKED,
        items=[
            {
                "ref": each.ref,
                "title": each.title,
                "why": paragraphs(each.why),
                "asked_to": each.asked_to,
                "lead": each.lead,
            }
            for each in paper.decisions
        ],
    )


def _exceptions(paper: BoardPaper, numbers: Iterator[str]) -> dict[str, Any]:
    some = bool(paper.exceptions)
    return _section(
        "exceptions",
        wording.EXCEPTIONS,
        template="plain.html",
        note=wording.EXCEPTIONS_NOTE if some else wording.NO_EXCEPTIONS,
        table=_table(figures.exceptions_table(paper), numbers) if some else None,
    )


def _achievements(paper: BoardPaper) -> dict[str, Any] | None:
    if not paper.achievements:
        return None
    return _section(
        "achievements", wording.ACHIEVEMENTS, items=list(paper.achievements)
    )


def _progress(paper: BoardPaper, numbers: Iterator[str]) -> dict[str, Any]:
    return _section(
        "progress",
        wording.PROGRESS,
        note=figures.progress_opening(paper),
        priorities=[
            {
                "heading": figures.progress_heading(each),
                "table": _table(figures.progress_table(each), numbers)
                if each.changes
                else None,
                "note": figures.progress_note(each),
            }
            for each in paper.progress
        ],
    )


def _figures(paper: BoardPaper, numbers: Iterator[str]) -> dict[str, Any] | None:
    if not paper.figures:
        return None
    first = 2 if paper.counts else 1
    return _section(
        "figures",
        wording.FIGURES,
        table=_table(figures.figures_table(paper), numbers),
        reading=wording.CHARTS_NOTE,
        charts=[
            # Names are escaped where they are drawn; a test feeds it markup.
            (f"Chart {number}", each.caption, mark_safe(each.svg))  # noqa: S308
            for number, each in enumerate(indicator_charts(paper), start=first)
        ],
    )


def _ratings() -> dict[str, Any]:
    return _section(
        "ratings",
        wording.RATINGS,
        note=wording.RATINGS_NOTE,
        terms=wording.RATING_TERMS,
    )


def _statements(paper: BoardPaper) -> dict[str, Any]:
    return _section(
        "statements",
        wording.STATEMENTS,
        note=wording.statements_note(paper) or wording.NO_STATEMENTS,
        items=[
            {
                "agency": each.agency,
                "received": wording.received(each),
                "text": paragraphs(each.text),
            }
            for each in paper.statements
        ],
        silent=[(each.agency, wording.running(each)) for each in paper.silent],
        silent_heading=wording.SILENT,
        silent_closed=wording.silent_heading(paper),
        silent_note=wording.SILENT_NOTE,
    )


def _due(paper: BoardPaper, numbers: Iterator[str]) -> dict[str, Any]:
    table = figures.due_table(paper)
    return _section(
        "due",
        wording.DUE,
        template="plain.html",
        note="" if paper.due_next else wording.NOTHING_DUE,
        table=_table(table, numbers) if table.rows else None,
    )


def _signed(paper: BoardPaper) -> dict[str, Any]:
    lines = [("Sponsor", paper.sponsor_role), ("Author", paper.author_role)]
    return _section("signed", wording.SIGNED, lines=lines)


def _annex(paper: BoardPaper, numbers: Iterator[str]) -> dict[str, Any]:
    some = bool(paper.actions)
    return _section(
        "annex",
        wording.ANNEX,
        template="plain.html",
        note=figures.annex_note(paper) if some else wording.EMPTY_PLAN,
        table=_table(figures.annex_table(paper), numbers) if some else None,
    )


def _table(table: Table, numbers: Iterator[str]) -> dict[str, Any]:
    number = next(numbers)
    return {
        "id": f"paper-table-{number}",
        "number": number,
        "caption": table.caption,
        "columns": [(column.heading, _kind(column)) for column in table.columns],
        "across": str(len(table.columns)),
        "stacks": not any(column.numbers for column in table.columns),
        "bodies": _bodies(table),
    }


def _bodies(table: Table) -> list[dict[str, Any]]:
    """Rows under the group row they belong to."""
    bodies: list[dict[str, Any]] = [{"heading": "", "rows": []}]
    for row in table.rows:
        if row.kind == "group":
            bodies.append({"heading": row.cells[0].text, "rows": []})
        else:
            bodies[-1]["rows"].append(_row(table, row))
    return [body for body in bodies if body["rows"] or body["heading"]]


def _row(table: Table, row: Row) -> dict[str, Any]:
    cells = zip(row.cells, table.columns, strict=True)
    return {
        "total": row.kind == "total",
        "cells": [_cell(cell, column) for cell, column in cells],
    }


def _cell(cell: Cell, column: Column) -> dict[str, Any]:
    return {
        "names_row": column.names_row,
        "kind": _kind(column),
        "heading": column.heading,
        "mark": cell.mark,
        "lines": cell.lines,
    }


def _kind(column: Column) -> str:
    """The class of the column's cells."""
    if column.numbers:
        return "paper-number"
    if column.width is None:
        return "paper-wide"
    return "paper-narrow" if column.width > _SLIM else "paper-slim"
