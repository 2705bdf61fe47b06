"""The picture as an accessible PDF (PDF/UA-1), set by typst from `picture.typ`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from concord.evidence.picture import wording
from concord.evidence.picture.content import BarChart, Item, Picture
from concord.evidence.picture.rendering import drawing
from concord.foundation.documents.printable import breakable, showable
from concord.foundation.documents.tables import Table, stays_whole
from concord.foundation.documents.typesetting import typeset_pdf

TEMPLATE = Path(__file__).parent / "picture.typ"


def render_pdf(picture: Picture) -> bytes:
    """PDF/UA-1, the same bytes for the same content. Raises TypesettingError."""
    return typeset_pdf(TEMPLATE, _data(picture), dated=picture.dated)


def _data(picture: Picture) -> dict[str, Any]:
    dated = picture.dated
    return {
        "document": {
            "title": picture.title,
            "author": picture.partnership,
            "keywords": [picture.partnership, "local picture"],
            "year": dated.year,
            "month": dated.month,
            "day": dated.day,
            "partnership": picture.partnership,
            "number": picture.title,
            "marking": picture.marking,
            "draft": False,
        },
        "dated": wording.dated_words(dated),
        "head": list(picture.head),
        "example": picture.example_note,
        "chance": wording.CHANCE,
        "sections": [
            {
                "title": section.title,
                "lead": section.lead,
                "items": [_item(item) for item in section.items],
            }
            for section in picture.sections
        ],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "title": item.title,
        "verdict": item.verdict,
        "warnings": [[each.word, each.sentence] for each in item.warnings],
        "charts": _charts(item),
        "alternative": item.alternative,
        "table": _table(item.table),
        "note": item.note,
        "small": [*item.caveats, wording.sources_line(item.sources)],
    }


def _charts(item: Item) -> list[str]:
    chart = item.chart
    if chart is None:
        return []
    charts = [drawing.draw(chart, item.alternative)]
    if isinstance(chart, BarChart) and chart.tiles and chart.shapes:
        charts.append(drawing.draw_place(chart, item.alternative))
    return charts


def _table(table: Table) -> dict[str, Any]:
    record: dict[str, Any] = breakable(showable(asdict(table)))
    for row, written in zip(table.rows, record["rows"], strict=True):
        written["whole"] = stays_whole(table, row)
    return record
