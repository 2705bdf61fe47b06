"""Web pages as councils publish them: accordions, tables, lists, pasted mark-up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree, html

from concord.foundation.documents.reading.blocks import (
    Block,
    Cell,
    Document,
    Heading,
    Line,
    ListItem,
    Paragraph,
    Row,
    Source,
)
from concord.foundation.documents.reading.colours import colour_name
from concord.foundation.documents.reading.limits import (
    BY_HAND,
    Account,
    UnreadableFile,
)
from concord.foundation.documents.reading.markup import cell_lines, split_marker
from concord.foundation.documents.reading.merging import Placed, placed_rows
from concord.foundation.documents.reading.numerals import letter, roman
from concord.foundation.documents.reading.plain_text import looks_like_heading
from concord.foundation.documents.reading.rows_in_text import (
    table_of,
    tables_from_lines,
)

_SILENT = frozenset(
    re.findall(
        r"\w+",
        """
    script style nav footer noscript template svg iframe form select head button
    object audio video canvas aside
    """,
    )
)
_INLINE = frozenset(
    re.findall(
        r"\w+",
        """
    a abbr b bdi bdo big cite code dfn em font i ins kbd label mark q s samp small
    span strong sub sup time tt u var wbr
    """,
    )
)
_DEEPEST = 200


def read_web(path: Path, account: Account) -> Document:
    """Raises UnreadableFile where there is no text between the tags."""
    raw = path.read_bytes()
    parser = html.HTMLParser(no_network=True, huge_tree=False, encoding=_encoding(raw))
    try:
        root = html.document_fromstring(raw, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(
            f"The page holds no text: save it again as .html and try again, {BY_HAND}."
        ) from error
    if sum(1 for _ in root.iter()) > account.limits.elements:
        raise UnreadableFile(
            f"The page is too large: save only the part that you need, {BY_HAND}."
        )
    main = next((e for e in root.iter() if _is_main(e)), None)
    text = "".join(str(t) for t in main.itertext()) if main is not None else ""
    body = main if main is not None and len(text.strip()) > 200 else root
    walker = _Walker(account)
    walker.walk(body, 0)
    walker.flush()
    blocks = tables_from_lines(walker.blocks, account)
    title = root.findtext(".//title")
    if title and not any(isinstance(b, Heading) and b.level == 1 for b in blocks):
        blocks.insert(0, Heading(_tidy(title), 1, Source(line=1)))
    return Document(tuple(blocks), "html")


def _is_main(element: html.HtmlElement) -> bool:
    return "main" in (element.tag, element.get("role"))


def _encoding(raw: bytes) -> str | None:
    """As the page says; else UTF-8 where it is valid, else the old Windows page."""
    if re.search(rb"<meta[^>]{0,200}charset", raw[:4096], re.IGNORECASE):
        return None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


@dataclass(slots=True)
class _Walker:
    account: Account
    blocks: list[Block] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    bold: int = 0
    all_bold: bool = True
    line: int | None = None
    level: int = 1
    lists: int = 0

    def walk(self, element: html.HtmlElement, depth: int) -> None:
        if depth > _DEEPEST:
            raise UnreadableFile(
                "The page has boxes inside boxes without end: copy the plan into a new"
                f" document and try again, {BY_HAND}."
            )
        self._say(element.text, element)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, depth)
            self._say(child.tail, child)

    def _child(self, child: html.HtmlElement, depth: int) -> None:
        tag = child.tag.lower()
        if _is_heading(child) is not None:
            self.flush()
            self._heading(_is_heading(child) or 2, child)
        elif tag in _SILENT or child.get("aria-hidden") == "true":
            return
        elif tag == "summary":
            self.flush()
            self._heading(min(self.level + 1, 6), child, keep=True)
        elif tag == "br":
            self.flush(broken=True)
        elif tag in ("ul", "ol"):
            self.flush()
            self._list(child, depth)
        elif tag == "table":
            self.flush()
            self._table(child)
        elif tag == "dl" and _is_short_terms(child):
            self.flush()
            self._terms(child)
        elif tag in _INLINE:
            bold = tag in ("b", "strong")
            self.bold += bold
            self.walk(child, depth + 1)
            self.bold -= bold
        else:
            self.flush()
            self.walk(child, depth + 1)
            self.flush()

    def _say(self, text: str | None, element: html.HtmlElement) -> None:
        if not text:
            return
        if text.strip():
            self.line = self.line or element.sourceline
            self.all_bold = self.all_bold and self.bold > 0
        self.text.append(text)

    def flush(self, broken: bool = False) -> None:
        text = _tidy(self.account.text("".join(self.text)))
        bold, line = self.all_bold, self.line
        self.text, self.all_bold, self.line = [], True, None
        if not text:
            return
        self.account.block()
        source = Source(line=line)
        marker, rest = split_marker(text)
        if bold and looks_like_heading(text) and not broken:
            self.blocks.append(Heading(text, 5, source, certain=False))
        elif marker and not re.match(r"^\d", marker):
            self.blocks.append(ListItem(rest, 0, marker, source))
        else:
            self.blocks.append(Paragraph(text, source))

    def _heading(
        self, level: int, element: html.HtmlElement, keep: bool = False
    ) -> None:
        text = _tidy(element.text_content())
        if text:
            self.account.block()
            self.blocks.append(Heading(text, level, Source(line=element.sourceline)))
            if not keep:
                self.level = level

    def _list(self, element: html.HtmlElement, depth: int) -> None:
        self.account.depth(self.lists)
        self.lists += 1
        number = _start(element)
        for item in element:
            if not isinstance(item.tag, str):
                continue
            if item.tag.lower() in ("ul", "ol"):
                self._list(item, depth + 1)
                continue
            marker = _marker(element, number)
            number += 1
            self._list_item(item, marker, depth)
        self.lists -= 1

    def _list_item(self, item: html.HtmlElement, marker: str, depth: int) -> None:
        """An item's own words, then the lists inside it one level deeper."""
        if any(item.iter("table", "h1", "h2", "h3", "h4", "h5", "h6")):
            self.walk(item, depth + 1)
            self.flush()
            return
        inner = list(item.iter("ul", "ol"))
        outermost = [e for e in inner if not any(a in inner for a in e.iterancestors())]
        text = _tidy(_own_text(item))
        if text:
            self.account.block()
            self.account.text(text)
            source = Source(line=item.sourceline)
            self.blocks.append(ListItem(text, self.lists - 1, marker, source))
        for nested in outermost:
            self._list(nested, depth + 1)

    def _terms(self, element: html.HtmlElement) -> None:
        """A list of definitions is a table of two columns without a header."""
        rows: list[Row] = []
        for child in element.iter("dt", "dd"):
            source = Source(line=child.sourceline)
            self.account.cell(1)
            cell = Cell(_lines(child, self.account), source=source)
            if child.tag == "dt":
                rows.append(Row((cell, Cell()), source=source))
            elif rows:
                term, said = rows[-1].cells
                cell = Cell(said.lines + cell.lines, source=source)
                rows[-1] = Row((term, cell), source=rows[-1].source)
        if rows:
            self.account.block()
            self.blocks.append(table_of(rows))

    def _table(self, element: html.HtmlElement) -> None:
        caption = element.find("caption")
        if caption is not None and (text := _tidy(caption.text_content())):
            self.account.block()
            self.blocks.append(
                Heading(text, 6, Source(line=caption.sourceline), certain=False)
            )
        if _is_layout(element):
            for cell in element.iter("td", "th"):
                if _owner(cell) is element:
                    self.walk(cell, 1)
                    self.flush()
            return
        placed = [
            (_placed(row, self.account), _is_header(row), Source(line=row.sourceline))
            for row in element.iter("tr")
            if _owner(row) is element
        ]
        rows = placed_rows(placed, self.account)
        if rows:
            self.account.block()
            self.blocks.append(table_of(rows))


def _is_short_terms(element: html.HtmlElement) -> bool:
    """Terms that are labels; longer ones head what is said about them."""
    terms = [len(term.text_content().split()) for term in element.iter("dt")]
    return bool(terms) and sum(terms) <= 6 * len(terms)


def _is_heading(element: html.HtmlElement) -> int | None:
    tag = element.tag.lower()
    if re.fullmatch(r"h[1-6]", tag):
        return int(tag[1])
    if element.get("role") == "heading":
        level = element.get("aria-level", "2")
        return int(level) if re.fullmatch(r"[1-6]", level) else 2
    return None


def _owner(element: html.HtmlElement) -> html.HtmlElement | None:
    return next(element.iterancestors("table"), None)


def _is_layout(table: html.HtmlElement) -> bool:
    """A table that only holds other tables or headings in place."""
    cells = sum(1 for cell in table.iter("td", "th") if _owner(cell) is table)
    inner = table.find(".//table") is not None
    return cells == 1 or (inner and cells <= 6)


def _is_header(row: html.HtmlElement) -> bool:
    parent = row.getparent()
    if parent is not None and parent.tag == "thead":
        return True
    tags = [cell.tag for cell in row if cell.tag in ("td", "th")]
    return bool(tags) and all(tag == "th" for tag in tags)


def _placed(row: html.HtmlElement, account: Account) -> list[Placed]:
    return [
        Placed(
            Cell(
                _lines(cell, account),
                fill=_fill(cell),
                source=Source(line=cell.sourceline),
            ),
            _span(cell, "colspan", account.limits.columns),
            _span(cell, "rowspan", 1000),
        )
        for cell in row
        if cell.tag in ("td", "th")
    ]


def _span(cell: html.HtmlElement, name: str, most: int) -> int:
    text = cell.get(name, "1").strip()
    return max(1, min(int(text), most)) if re.fullmatch(r"\d{1,5}", text) else 1


def _fill(cell: html.HtmlElement) -> str:
    style = cell.get("style", "")
    match = re.search(r"background(?:-color)?\s*:\s*(#[0-9a-fA-F]{3,6}|[a-z]+)", style)
    found = colour_name(match[1] if match else cell.get("bgcolor", ""))
    if found:
        return found
    classes = re.findall(r"[a-z]+", cell.get("class", "").lower())
    return next((c for c in classes if c in ("green", "amber", "red", "blue")), "")


def _lines(cell: html.HtmlElement, account: Account) -> tuple[Line, ...]:
    walker = _Walker(account)
    for inner in list(cell.iter("table")):
        for row in inner.iter("tr"):
            row.tail = (row.tail or "") + "\n"
    walker.walk(_untabled(cell), 1)
    walker.flush()
    return tuple(_of_blocks(walker.blocks))


def _untabled(cell: html.HtmlElement) -> html.HtmlElement:
    """Inner tables become plain boxes, so that their words stay in the cell."""
    for inner in list(cell.iter("table", "tbody", "thead", "tr", "td", "th")):
        if inner is not cell:
            inner.tag = "div"
    return cell


def _of_blocks(blocks: list[Block]) -> Iterator[Line]:
    for block in blocks:
        if isinstance(block, ListItem):
            yield Line(block.text, block.marker, block.level)
        elif isinstance(block, (Heading, Paragraph)):
            yield from cell_lines(block.text)


def _own_text(item: html.HtmlElement) -> str:
    parts = [item.text or ""]
    for child in item:
        if not isinstance(child.tag, str):
            parts.append(child.tail or "")
            continue
        if child.tag.lower() not in ("ul", "ol"):
            joint = "" if child.tag.lower() in _INLINE else " "
            parts.append(joint + _own_text(child) + joint)
        parts.append(child.tail or "")
    return "".join(parts)


def _start(element: html.HtmlElement) -> int:
    text = element.get("start", "1")
    return int(text) if re.fullmatch(r"\d{1,4}", text) else 1


def _marker(element: html.HtmlElement, number: int) -> str:
    if element.tag.lower() == "ul":
        return "•"
    style = f"{element.get('type', '')} {element.get('style', '')}"
    if re.search(r"\bi\b|lower-roman", style):
        return f"{roman(number)}."
    if re.search(r"\ba\b|lower-alpha|lower-latin", style):
        return f"{letter(number)}."
    return f"{number}."


def _tidy(text: str) -> str:
    text = re.sub(r"[ \r\n\f\v\u00a0]+", " ", text)
    return re.sub(r" ?\t ?", "\t", text).strip() if "\t" in text else text.strip()
