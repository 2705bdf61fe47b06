"""Tables with a repeated header row and rows that no page break cuts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx.document import Document as WordDocument
from docx.shared import Mm, RGBColor

from ..tables import Cell, Row, Table, stays_whole, widths
from .passages import add_mark
from .styles import INK, SOFT, TABLE_STYLE, WASH
from .xml import border, colour, element, shading

_CELL_STYLES = ("Cell", "Cell number", "Cell head", "Cell head number")


@dataclass(frozen=True)
class _Setting:
    """A table on its way; style ids are looked up once, as the search is slow."""

    made: Any
    table: Table
    style_ids: Mapping[str, str]


def add_table(document: WordDocument, table: Table) -> None:
    """The table at its widths; the caption is its title for screen readers."""
    made = document.add_table(rows=0, cols=len(table.columns))
    made.style = document.styles[TABLE_STYLE]
    made.autofit = False
    _describe(made, table.caption)
    for column, measure in zip(made.columns, widths(table), strict=True):
        column.width = Mm(measure)
    ids = {name: str(document.styles[name].style_id) for name in _CELL_STYLES}
    setting = _Setting(made, table, ids)
    _head(setting)
    for index, row in enumerate(table.rows):
        # Word keeps a paragraph with the next one, and so a row with the next row.
        tied = table.keep_whole and index < len(table.rows) - 1
        _row(setting, row, tied=tied or row.kind == "group")


def _describe(made: Any, caption: str) -> None:
    properties = made._tbl.tblPr
    for name in ("tblLook", "tblInd"):
        for old in properties.findall(properties.tag.replace("tblPr", name)):
            properties.remove(old)
    # Word hangs a table out by its cell margin; this brings its rule to the margin.
    properties.find(properties.tag.replace("tblPr", "tblW")).addnext(
        element("w:tblInd", w="60", type="dxa")
    )
    properties.append(
        element("w:tblLook", val="0020", firstRow="1", firstColumn="0", noVBand="1")
    )
    properties.append(element("w:tblCaption", val=caption))


def _head(setting: _Setting) -> None:
    row = setting.made.add_row()
    row._tr.get_or_add_trPr().extend([element("w:cantSplit"), element("w:tblHeader")])
    for place, column in zip(row.cells, setting.table.columns, strict=True):
        style = "Cell head number" if column.numbers else "Cell head"
        _opened(place, setting.style_ids[style]).add_run(column.heading)


def _row(setting: _Setting, row: Row, *, tied: bool) -> None:
    written = setting.made.add_row()
    places = written.cells
    if stays_whole(setting.table, row):
        written._tr.get_or_add_trPr().append(element("w:cantSplit"))
    if row.kind == "group":
        place = places[0].merge(places[-1])
        place._tc.get_or_add_tcPr().append(shading(WASH))
        _fill(place, row.cells[0], setting.style_ids["Cell"], tied=tied)
        return
    for place, cell, column in zip(
        places, row.cells, setting.table.columns, strict=True
    ):
        if row.kind == "total":
            line = element("w:tcBorders", border("top", INK, eighths=7))
            place._tc.get_or_add_tcPr().append(line)
        style = "Cell number" if column.numbers else "Cell"
        _fill(place, cell, setting.style_ids[style], tied=tied)


def _opened(place: Any, style_id: str) -> Any:
    """The cell's first paragraph, which is there from the start."""
    paragraph = place.paragraphs[0]
    paragraph._p.style = style_id
    return paragraph


def _fill(place: Any, cell: Cell, style_id: str, *, tied: bool) -> None:
    paragraph = _opened(place, style_id)
    started = cell.mark is not None
    if cell.mark is not None:
        add_mark(paragraph, cell.mark)
    for line in cell.lines:
        if started:
            paragraph = place.add_paragraph()
            paragraph._p.style = style_id
        run = paragraph.add_run(line.text)
        if line.tone == "strong":
            run.bold = True
        elif line.tone == "quiet":
            run.font.color.rgb = RGBColor.from_string(colour(SOFT))
        started = True
    if tied:
        for each in place.paragraphs:
            each.paragraph_format.keep_with_next = True
