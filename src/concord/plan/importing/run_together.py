"""Rows of a flattened table whose cells or whose neighbours ran into one another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from concord.foundation.documents.reading import (
    Block,
    Cell,
    Heading,
    Line,
    ListItem,
    Row,
    Source,
    Table,
)
from concord.plan.importing.headers import Role, header_roles, role_of
from concord.plan.importing.labels import label_of

_TRAILING_DATE = re.compile(
    r"[\s.,;]+((?:by |end of |from |start |throughout )*"
    r"(?:(?:jan|feb|mar|apr|may|jun|jul"
    r"|aug|sep|oct|nov|dec)\w*,?\s+(?:and\s+|&\s+)?)*(?:(?:jan|feb|mar|apr|may|jun|jul|aug"
    r"|sep|oct|nov|dec)[a-z]*\.?\s+\d{2,4}|Q[1-4],?\s+\d{4}(?:[/-]\d{2,4})?|\d{1,2}/\d{1,2}"
    r"/\d{2,4}|(?:spring|summer|autumn|winter) \d{4}|\d{4}/\d{2}|on[ -]?going|20\d\d)"
    r"(?:\s+(?:and\s+)?on[ -]?going(?:\s+programme)?)?)\.?$",
    re.IGNORECASE,
)

_LEADING_DATE = re.compile(
    r"(?:(?:by |end of |from |start |throughout )*(?:(?:jan|feb|mar|apr|may|jun|jul|aug"
    r"|sep|oct|nov|dec)[a-z]*\.? \d{4}|Q[1-4],? \d{4}(?:[/-]\d{2,4})?"
    r"|\d{1,2}/\d{1,2}/\d{2,4}|on[ -]?going)(?: and on[ -]?going)?)(?=\s|$)",
    re.IGNORECASE,
)
_TRAILING_DATES = re.compile(
    rf"(?:(?:^|\s){_LEADING_DATE.pattern})+\.?$", re.IGNORECASE
)


def parted(block: Block) -> list[Block]:
    """A table cut before and after a row whose labels ran together."""
    if not isinstance(block, Table) or len(block.rows) < 2:
        return [block]
    block = _unjoined(block)
    parts: list[list[Row]] = [[]]
    for row in block.rows:
        if header_roles(row) is None and header_line(Table((row,))):
            parts += [[row], []]
        else:
            parts[-1].append(row)
    return [Table(tuple(rows), rows[0].source) for rows in parts if rows]


def _unjoined(table: Table) -> Table:
    """Rows that ran into the next one, parted behind the date that ends each row."""
    rows: list[Row] = []
    width = 0
    for row in map(_labels_apart, table.rows):
        roles = header_roles(row)
        if roles is not None:
            last = max(roles)
            width = last + 1 if roles[last] is Role.DUE else 0
            rows.append(row)
            continue
        if width > 1:
            rows += [_dates_apart(part, width) for part in _by_width(row, width)]
        else:
            rows.append(row)
    return Table(tuple(rows), table.source, table.caption)


def _dates_apart(row: Row, width: int) -> Row:
    """A row whose dates were left at the end of the cell before."""
    cells = list(row.cells)
    filled = [n for n, cell in enumerate(cells) if not cell.blank]
    if filled == [0]:
        return _lines_apart(row, width)
    if not filled or filled[-1] >= width - 1:
        return row
    held = cells[filled[-1]]
    text = held.text.replace("\n", " ")
    match = _TRAILING_DATES.search(text)
    if match is None or label_of(text):
        return row
    before = text[: match.start()].strip()
    cells[filled[-1]] = Cell((Line(before),) if before else (), source=held.source)
    cells += [Cell()] * (width - len(cells))
    cells[width - 1] = Cell((Line(match[0].strip()),), source=held.source)
    return Row(tuple(cells), row.header, row.source)


def _lines_apart(row: Row, width: int) -> Row:
    """A row whose cells all ran into the first: as many actions, then as many leads,
    then as many dates, each on its line."""
    lines = row.cells[0].lines
    each = len(lines) // width
    if not each or len(lines) % width or label_of(lines[0].text):
        return row
    if not all(
        _LEADING_DATE.fullmatch(line.text.strip(" .")) for line in lines[-each:]
    ):
        return row
    cells = (
        Cell(lines[n * each : (n + 1) * each], source=row.cells[0].source)
        for n in range(width)
    )
    return Row(tuple(cells), row.header, row.source)


def _labels_apart(row: Row) -> Row:
    """A header two of whose labels stand in one cell: "Lead Key Date"."""
    if header_roles(row) is None:
        return row
    cells: list[Cell] = []
    for cell in row.cells:
        words = cell.text.split()
        roles = _parsed(tuple(words)) if 2 < len(words) < 7 else []
        if set(roles) == {Role.LEAD, Role.DUE}:
            cells += [Cell((Line(text),)) for text in _label_texts(words)]
        else:
            cells.append(cell)
    while len(cells) > len(row.cells) and cells[-1].blank:
        cells.pop()
    return Row(tuple(cells), row.header, row.source)


def _label_texts(words: list[str]) -> list[str]:
    for cut in range(1, len(words)):
        first, rest = " ".join(words[:cut]), " ".join(words[cut:])
        if role_of(first) is Role.LEAD and role_of(rest) is Role.DUE:
            return [first, rest]
    return [" ".join(words)]


def _by_width(row: Row, width: int) -> list[Row]:
    made: list[Row] = []
    cells = list(row.cells)
    while len(cells) >= width and not cells[width - 1].blank:
        text = cells[width - 1].text.replace("\n", " ")
        match = _LEADING_DATE.match(text)
        rest = text[match.end() :].strip() if match else ""
        follows = any(not cell.blank for cell in cells[width:])
        if not match or len(rest.split()) < 2 or not (follows or label_of(rest)):
            break
        due = Cell((Line(match[0].strip()),), source=cells[width - 1].source)
        made.append(Row((*cells[: width - 1], due), source=row.source))
        cells = [Cell((Line(rest),), source=due.source), *cells[width:]]
    return [*made, Row(tuple(cells), row.header, row.source)]


def header_line(block: Block) -> list[Role]:
    """The roles of a line that is nothing but header labels: "Year 1 Lead Key Date"."""
    if isinstance(block, Table):
        rows = block.rows
        if len(rows) != 1:
            return []
        text = " ".join(cell.text for cell in rows[0].cells)
    else:
        text = block.text
    words = text.split()
    if not 3 <= len(words) <= 12 or len(text) > 90:
        return []
    roles = _parsed(tuple(words))
    wanted = {Role.ACTION, Role.LEAD, Role.DUE} <= set(roles)
    return roles if wanted and len(set(roles)) == len(roles) else []


def _parsed(words: tuple[str, ...]) -> list[Role]:
    """Words cut into short labels that use them all; [] where they can't be."""
    best: dict[int, list[Role]] = {0: []}
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - 2), end):
            if start not in best:
                continue
            role = role_of(" ".join(words[start:end]))
            if role is not None and (
                end not in best or len(best[start]) + 1 < len(best[end])
            ):
                best[end] = [*best[start], role]
    return best.get(len(words), [])


def run_together(
    blocks: Sequence[Block], at: int, roles: list[Role]
) -> tuple[list[Block], int]:
    """Rows below such a line, up to the next heading; the lead stays in the wording
    where nothing parts the two."""
    header = Row(
        (Cell((Line("Action"),)), Cell((Line("Lead"),)), Cell((Line("Due"),))),
        header=True,
    )
    rows: list[Row] = [header]
    while at < len(blocks):
        found = _rows_of(blocks[at])
        if found is None:
            break
        rows += found
        at += 1
    if len(rows) == 1:
        return [], at
    return [Table(tuple(rows), rows[1].source)], at


def _rows_of(block: Block) -> list[Row] | None:
    if isinstance(block, Heading):
        return None
    if isinstance(block, Table):
        rows = []
        for row in block.rows:
            text = " ".join(cell.text.replace("\n", " ") for cell in row.cells)
            made = _dated(text, row.source)
            if made is None:
                return None
            rows.append(made)
        return rows
    if isinstance(block, ListItem):
        return None
    made = _dated(block.text, block.source)
    return [made] if made is not None else None


def _dated(text: str, source: Source) -> Row | None:
    text = " ".join(text.split())
    match = _TRAILING_DATE.search(text)
    if match is None or label_of(text) or len(text.split()) < 5:
        return None
    wording_, due = text[: match.start()].strip(), match[1].strip()
    return Row(
        (
            Cell((Line(wording_),), source=source),
            Cell(),
            Cell((Line(due),), source=source),
        ),
        source=source,
    )
