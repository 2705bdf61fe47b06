"""The published strategies as other kinds of file, made while the tests run."""

from __future__ import annotations

import html
import shutil
import subprocess
from pathlib import Path

import docx
import xlsxwriter

from concord.foundation.documents.reading import (
    Document,
    Heading,
    ListItem,
    Paragraph,
    Table,
)


def as_html(document: Document, path: Path) -> Path:
    """Real headings, lists and tables."""
    parts = ['<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>']
    for block in document.blocks:
        if isinstance(block, Table):
            parts.append('<table border="1" style="border-collapse:collapse">')
            for row in block.rows:
                cells = "".join(
                    "<td>"
                    + "".join(
                        f"<p>{html.escape(f'{line.marker} {line.text}'.strip())}</p>"
                        for line in cell.lines
                    )
                    + "</td>"
                    for cell in row.cells
                )
                parts.append(f"<tr>{cells}</tr>")
            parts.append("</table>")
        elif isinstance(block, ListItem):
            item = f"<li>{html.escape(block.text)}</li>"
            parts.append(
                "<ul>" * (block.level + 1) + item + "</ul>" * (block.level + 1)
            )
        elif isinstance(block, Heading):
            parts.append(f"<h{block.level}>{html.escape(block.text)}</h{block.level}>")
        else:
            parts.append(f"<p>{html.escape(block.text)}</p>")
    path.write_text("\n".join([*parts, "</body></html>"]), encoding="utf-8")
    return path


def as_word(document: Document, path: Path) -> Path:
    """Real headings, lists and tables, written without an office program."""
    made = docx.Document()
    for block in document.blocks:
        if isinstance(block, Table):
            table = made.add_table(rows=0, cols=block.width)
            for row in block.rows:
                cells = table.add_row().cells
                for cell, written in zip(row.cells, cells, strict=True):
                    written.text = cell.text
        elif isinstance(block, ListItem):
            style = "List Bullet" if block.level == 0 else "List Bullet 2"
            made.add_paragraph(block.text, style=style)
        elif isinstance(block, Heading):
            made.add_heading(block.text, block.level)
        else:
            made.add_paragraph(block.text)
    made.save(str(path))
    return path


def as_plain_word(text: str, path: Path) -> Path:
    """Each line of the text a paragraph without a style, tables as text."""
    made = docx.Document()
    for line in text.splitlines():
        made.add_paragraph("".join(c for c in line if c == "\t" or ord(c) >= 32))
    made.save(str(path))
    return path


def as_sheet(document: Document, path: Path) -> Path:
    """Everything in one column, the tables with their own."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Strategy")
        row = 0
        for block in document.blocks:
            if isinstance(block, (Heading, Paragraph, ListItem)):
                sheet.write_string(row, 0, block.text)
                row += 1
                continue
            for table_row in block.rows:
                for column, cell in enumerate(table_row.cells):
                    sheet.write_string(row, column, cell.text)
                row += 1
    return path


def by_office(path: Path, kind: str, folder: Path) -> Path:
    """Converted by LibreOffice, which must be there; ``kind`` is "pdf" or "docx"."""
    office = shutil.which("soffice")
    assert office is not None
    filters = {"docx": "docx:MS Word 2007 XML", "pdf": "pdf"}
    read_as = ["--infilter=Text (encoded):UTF8"] if path.suffix == ".txt" else []
    subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{folder / 'office'}",
            "--headless",
            *read_as,
            "--convert-to",
            filters[kind],
            "--outdir",
            str(folder),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / f"{path.stem}.{kind}"
