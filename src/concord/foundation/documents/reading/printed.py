"""PDF files: ruled tables, text without rules, headings by the size of letters."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from concord.foundation.documents.reading.archives import damaged
from concord.foundation.documents.reading.blocks import Block, Document
from concord.foundation.documents.reading.hyphens import resolved
from concord.foundation.documents.reading.limits import (
    BY_HAND,
    Account,
    UnreadableFile,
)
from concord.foundation.documents.reading.pdf_columns import unruled_tables, zones_of
from concord.foundation.documents.reading.pdf_lines import (
    Look,
    Printed,
    blocks_of_lines,
    lines_of,
    without_furniture,
    words_of,
)
from concord.foundation.documents.reading.pdf_streams import check_streams
from concord.foundation.documents.reading.pdf_tables import (
    Found,
    goes_on,
    joined,
    tables_on,
    within,
)
from concord.foundation.documents.reading.rows_in_text import tables_from_lines

_MOST_LETTERS = 60_000


@dataclass(slots=True)
class _Pages:
    """What was kept of each page; the page itself is let go at once."""

    lines: list[list[Printed]] = field(default_factory=list)
    tables: list[list[Found]] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    pictures: int = 0
    letters: int = 0
    gutter: float | None = None  # of the page before, where it has columns


def read_printed(path: Path, account: Account) -> Document:
    """Raises UnreadableFile also for a PDF that is all pictures, or locked."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    check_streams(path, account)
    pages = _pages(path, account)
    if not pages.lines:
        raise UnreadableFile(damaged())
    if pages.letters < 20:
        raise UnreadableFile(_no_text(pages))
    without_furniture(pages.lines, pages.heights)
    blocks = resolved(tables_from_lines(_blocks(pages), account))
    notes: tuple[str, ...] = ()
    if pages.letters < 100 * len(pages.lines) and pages.pictures:
        notes = ("Some pages are pictures: what is on them could not be read.",)
    return Document(tuple(blocks), "pdf", len(pages.lines), notes)


def _pages(path: Path, account: Account) -> _Pages:
    kept = _Pages()
    try:
        with pdfplumber.open(path) as pdf:
            total = len(pdf.pages)
            account.page(total)
            for number in range(1, total + 1):
                account.page(number)
                account.say(number - 1, total, "pages")
                page = pdf.pages[number - 1]
                _page(page, number, kept, account)
                page.close()
            account.say(total, total, "pages")
    except PDFPasswordIncorrect as error:
        raise UnreadableFile(_locked()) from error
    except PdfminerException as error:
        if "Password" in f"{error!r}{error.__cause__!r}":
            raise UnreadableFile(_locked()) from error
        raise UnreadableFile(damaged()) from error
    return kept


def _page(page: Any, number: int, kept: _Pages, account: Account) -> None:
    letters = len(page.chars)
    kept.letters += letters
    kept.pictures += bool(page.images)
    if letters > _MOST_LETTERS:
        raise UnreadableFile(
            f"Page {number} holds {letters:,} letters, more than can be print: save the"
            f" plan as .docx and try again, {BY_HAND}."
        )
    tables: list[Found] = []
    boxes: list[Any] = []
    words = words_of(page) if letters else []
    if words:
        tables, boxes = tables_on(page, words, number, account)
    rest = [word for word in words if not any(within(word, box) for box in boxes)]
    before = kept.tables[-1][-1] if kept.tables and kept.tables[-1] else None
    zones, kept.gutter = zones_of(rest, float(page.width), kept.gutter)
    unruled, outside = unruled_tables(page, zones[0].words, number, before, account)
    tables += unruled
    lines = lines_of(outside, number)
    for zone in zones[1:]:
        lines += zone.arranged(lines_of(zone.words, number))
    account.text("".join(line.text for line in lines))
    kept.lines.append(lines)
    kept.tables.append(tables)
    kept.heights.append(float(page.height))


def _blocks(pages: _Pages) -> Iterator[Block]:
    """Text and tables in the order of the page; tables joined over page breaks."""
    look = Look.of(line for lines in pages.lines for line in lines)
    pending: Found | None = None
    text: list[Printed] = []
    for lines, tables in zip(pages.lines, pages.tables, strict=True):
        things: list[Printed | Found] = [*lines, *tables]
        for thing in sorted(things, key=_order):
            if isinstance(thing, Printed):
                if pending is not None:
                    yield pending.table
                    pending = None
                text.append(thing)
            elif pending is not None and not text and goes_on(pending, thing):
                pending = joined(pending, thing)
            else:
                if pending is not None:
                    yield pending.table
                yield from blocks_of_lines(text, look)
                text = []
                pending = thing
    if pending is not None:
        yield pending.table
    yield from blocks_of_lines(text, look)


def _order(thing: Printed | Found) -> float:
    return thing.order if isinstance(thing, Printed) else thing.top


def _no_text(pages: _Pages) -> str:
    if pages.pictures:
        return (
            "The PDF holds only pictures of pages (a scan), and no text: ask for the"
            f" original as .docx, or have it recognised as text, {BY_HAND}."
        )
    return f"The PDF holds no text: check that it is the right one, {BY_HAND}."


def _locked() -> str:
    return (
        "The PDF is protected by a password: print it to a new PDF and try again,"
        f" {BY_HAND}."
    )
