"""Word files: styles, automatic numbers, merged cells, tracked changes."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from concord.foundation.documents.reading.archives import check_archive, damaged
from concord.foundation.documents.reading.blocks import (
    Block,
    Cell,
    Document,
    Heading,
    Line,
    ListItem,
    Paragraph,
    Source,
)
from concord.foundation.documents.reading.colours import colour_name
from concord.foundation.documents.reading.limits import Account, UnreadableFile
from concord.foundation.documents.reading.markup import cell_lines, split_marker
from concord.foundation.documents.reading.merging import Placed, placed_rows
from concord.foundation.documents.reading.plain_text import (
    line_block,
    looks_like_heading,
)
from concord.foundation.documents.reading.rows_in_text import (
    table_of,
    tables_from_lines,
)
from concord.foundation.documents.reading.word_numbers import Numbers
from concord.foundation.documents.reading.word_styles import (
    Style,
    Styles,
    named_depth,
    number_of,
    outline_level,
)
from concord.foundation.documents.reading.word_text import Piece, boxes, pieces


def read_word(path: Path, account: Account) -> Document:
    check_archive(path, account)
    try:
        document = docx.Document(str(path))
        body = document.element.body
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise UnreadableFile(damaged()) from error
    walker = _Walker(account, Styles(document), _numbers(document))
    walker.total = len(body)
    walker.walk(body, 0)
    blocks = tables_from_lines(walker.finished(), account)
    return Document(tuple(blocks), "docx", walker.page)


def _numbers(document: Any) -> Numbers:
    try:
        return Numbers(document.part.numbering_part.element)
    except (KeyError, NotImplementedError, AttributeError):
        return Numbers(None)


@dataclass(slots=True)
class _Plain:
    """A paragraph that no style marks; judged once the whole file is known."""

    text: str
    source: Source
    bold: bool
    size: int
    after_blank: bool
    before_blank: bool = False


@dataclass(slots=True)
class _Walker:
    account: Account
    styles: Styles
    numbers: Numbers
    found: list[Block | _Plain] = field(default_factory=list)
    ordinal: int = 0
    page: int | None = None
    blank: bool = True
    blanks: int = 0
    total: int = 0

    def walk(self, container: Any, depth: int) -> None:
        self.account.depth(depth)
        for nth, child in enumerate(container):
            if depth == 0 and nth % 50 == 0:
                self.account.say(nth, self.total, "paragraphs")
            if child.tag == qn("w:p"):
                self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                self._table(child, depth)
            elif child.tag == qn("w:sdt"):
                if not _is_contents(child):
                    content = child.find(qn("w:sdtContent"))
                    self.walk(content if content is not None else [], depth + 1)
            elif child.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:customXml")):
                self.walk(child, depth + 1)

    def _paragraph(self, element: Any) -> None:
        self.ordinal += 1
        for _ in element.iter(qn("w:lastRenderedPageBreak")):
            self.page = (self.page or 1) + 1
        properties = element.find(qn("w:pPr"))
        style = self.styles.of(properties)
        runs = list(pieces(element))
        text = self.account.text("".join(piece.text for piece in runs))
        text = text.strip("\n").rstrip(" ")
        if text.strip() and not style.name.startswith("toc"):
            self.account.block()
            self._add(text, runs, properties, style)
            self.blank = False
        elif not text.strip():
            self._note_blank()
        for box in boxes(element):
            self.walk(box, 1)

    def _note_blank(self) -> None:
        self.blank = True
        self.blanks += 1
        if self.found and isinstance(self.found[-1], _Plain):
            self.found[-1].before_blank = True

    def _add(self, text: str, runs: list[Piece], properties: Any, style: Style) -> None:
        source = Source(page=self.page, line=self.ordinal)
        number = number_of(properties) or style.number
        marker = ""
        if number is not None and number[0] != "0":
            marker = self.numbers.marker(*number)
        level = outline_level(properties) or style.level
        flat = re.sub(r"\s+", " ", text).strip()
        if level is not None:
            numbered = f"{marker} {flat}" if marker not in ("", "•") else flat
            self.found.append(Heading(numbered, level, source))
        elif marker:
            depth = max(number[1] if number else 0, named_depth(style.name))
            self.found.append(ListItem(flat, depth, marker, source))
        elif style.name.startswith("list") and not split_marker(flat)[0]:
            depth = named_depth(style.name)
            self.found.append(ListItem(flat, depth, "•", source))
        else:
            self._add_plain(text, runs, style, source)

    def _add_plain(
        self, text: str, runs: list[Piece], style: Style, source: Source
    ) -> None:
        letters = sum(len(piece.text.strip()) for piece in runs) or 1
        bold = sum(
            len(piece.text.strip()) for piece in runs if piece.bold or style.bold
        )
        size = max((piece.size for piece in runs if piece.text.strip()), default=0)
        for line in text.split("\n"):
            if line.strip():
                self.found.append(
                    _Plain(
                        line,
                        source,
                        bold > 0.9 * letters,
                        size or style.size,
                        self.blank,
                    )
                )

    # Tables --------------------------------------------------------------------------

    def _table(self, element: Any, depth: int) -> None:
        self.account.depth(depth + 1)
        rows = list(_rows(element))
        cells = [cell for row in rows for cell in row.iterchildren(qn("w:tc"))]
        nested = next(element.iter(qn("w:tbl")), None) is not None and any(
            True for cell in cells for _ in cell.iterchildren(qn("w:tbl"))
        )
        if len(cells) == 1 or (nested and len(cells) <= 6):
            for cell in cells:
                self.walk(cell, depth + 1)
            return
        written = self._written(rows, depth)
        made = placed_rows(written, self.account)
        if made:
            self.account.block()
            self.found.append(table_of(made))

    def _written(
        self, rows: list[Any], depth: int
    ) -> list[tuple[list[Placed], bool, Source]]:
        spans = _vertical_spans(rows)
        written = []
        for nth, row in enumerate(rows):
            self.ordinal += 1
            properties = row.find(qn("w:trPr"))
            placed = [Placed(Cell()) for _ in range(_skipped(properties))]
            for at, cell in enumerate(row.iterchildren(qn("w:tc"))):
                span = spans.get((nth, at))
                if span == 0:
                    continue
                lines = tuple(self._cell_lines(cell, depth + 1))
                source = Source(page=self.page, line=self.ordinal)
                whole = Cell(lines, fill=_fill(cell), source=source)
                placed.append(Placed(whole, _columns(cell), span or 1))
            header = properties is not None and (
                properties.find(qn("w:tblHeader")) is not None
            )
            written.append((placed, header, Source(page=self.page, line=self.ordinal)))
        return written

    def _cell_lines(self, cell: Any, depth: int) -> Iterator[Line]:
        inner = _Walker(self.account, self.styles, self.numbers, page=self.page)
        inner.ordinal = self.ordinal
        inner.walk(cell, depth + 1)
        self.page, self.ordinal = inner.page, inner.ordinal
        for block in inner.found:
            if isinstance(block, ListItem):
                yield Line(block.text, block.marker, block.level)
            elif isinstance(block, (Heading, Paragraph)):
                yield Line(block.text)
            elif isinstance(block, _Plain):
                yield from cell_lines(block.text.replace("\t", " "))
            else:
                for row in block.rows:
                    words = [c.text for c in row.cells if c.origin and not c.blank]
                    yield Line(" ".join(words).replace("\n", " "))

    # The paragraphs without a style --------------------------------------------------

    def finished(self) -> Iterator[Block]:
        styled = sum(isinstance(found, Heading) for found in self.found)
        body = _body_size(self.found)
        sizes = sorted(
            {p.size for p in self.found if isinstance(p, _Plain) and p.size > body},
            reverse=True,
        )
        spaced = self.blanks * 5 > self.ordinal
        for found in self.found:
            if isinstance(found, _Plain):
                block = _judged(found, body, sizes, guess=styled < 3, spaced=spaced)
                if block is not None:
                    yield block
            else:
                yield found


def _judged(
    plain: _Plain, body: int, sizes: list[int], *, guess: bool, spaced: bool
) -> Block | None:
    text = plain.text.strip()
    flat = re.sub(r"\s+", " ", text)
    short = len(flat.split()) <= 18 and not flat.endswith((".", ";", ","))
    if "|" not in text[:1] and short and not split_marker(flat)[0].strip("0123456789."):
        if body and plain.size >= body * 1.15:
            level = min(1 + sizes.index(plain.size), 4)
            return Heading(flat, level, plain.source)
        if (
            plain.bold
            and "\t" not in text
            and (looks_like_heading(flat) or flat.endswith(":"))
        ):
            return Heading(flat, 5, plain.source, certain=False)
    alone = guess and (not spaced or (plain.after_blank and plain.before_blank))
    return line_block(plain.text, alone, plain.source)


def _body_size(found: list[Block | _Plain]) -> int:
    weights: Counter[int] = Counter()
    for item in found:
        if isinstance(item, _Plain):
            weights[item.size] += len(item.text)
    return weights.most_common(1)[0][0] or 22 if weights else 0


def _is_contents(element: Any) -> bool:
    gallery = element.find(f".//{qn('w:docPartGallery')}")
    return gallery is not None and "Contents" in gallery.get(qn("w:val"), "")


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == qn("w:tr"):
            gone = child.find(f"{qn('w:trPr')}/{qn('w:del')}")
            if gone is None:
                yield child
        elif child.tag in (qn("w:sdt"), qn("w:ins"), qn("w:customXml")):
            content = child.find(qn("w:sdtContent"))
            yield from _rows(content if content is not None else child)


def _skipped(properties: Any) -> int:
    before = properties.find(qn("w:gridBefore")) if properties is not None else None
    text = before.get(qn("w:val"), "0") if before is not None else "0"
    return min(int(text), 50) if text.isdigit() else 0


def _columns(cell: Any) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    text = span.get(qn("w:val"), "1") if span is not None else "1"
    return max(1, min(int(text), 100)) if text.isdigit() else 1


def _merge(cell: Any) -> str:
    mark = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return "" if mark is None else mark.get(qn("w:val"), "continue")


def _vertical_spans(rows: list[Any]) -> dict[tuple[int, int], int]:
    """(row, cell) -> how many rows it covers; 0 for a cell that only continues."""
    spans: dict[tuple[int, int], int] = {}
    open_at: dict[int, tuple[int, int]] = {}
    for nth, row in enumerate(rows):
        column = _skipped(row.find(qn("w:trPr")))
        for at, cell in enumerate(row.iterchildren(qn("w:tc"))):
            merge = _merge(cell)
            if merge == "continue" and column in open_at:
                spans[open_at[column]] = spans.get(open_at[column], 1) + 1
                spans[nth, at] = 0
            else:
                open_at.pop(column, None)
                if merge == "restart":
                    open_at[column] = (nth, at)
            column += _columns(cell)
    return spans


def _fill(cell: Any) -> str:
    shade = cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}")
    return colour_name(shade.get(qn("w:fill"), "")) if shade is not None else ""
