"""Tables that were printed as lines: with bars between the cells, or with tabs.

Works on any run of paragraphs, so that a table pasted as text into a word processor is
found like one in a text file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from concord.foundation.documents.reading.blocks import (
    Block,
    Cell,
    Heading,
    Paragraph,
    Row,
    Source,
    Table,
)
from concord.foundation.documents.reading.limits import Account
from concord.foundation.documents.reading.markup import cell_lines

_RULE = re.compile(
    r"^\|?(\s*:?-{2,}:?\s*\|)+(\s*:?-{2,}:?\s*)?$|^\|\s*:?-{2,}:?\s*\|?$"
)
_BAR = re.compile(r"(?<!\\)\|")
_LONGEST_WRAPPED_ROW = 60


def tables_from_lines(blocks: Iterable[Block], account: Account) -> list[Block]:
    """The blocks with each run of barred or tabbed lines replaced by a table."""
    found: list[Block] = []
    run: list[Paragraph] = []
    for block in blocks:
        text = block.text if isinstance(block, (Paragraph, Heading)) else None
        if text is not None and ("\t" in text or _belongs_to_bars(text, run)):
            run.append(Paragraph(text, block.source))
            continue
        found += _close(run, account)
        run = []
        found.append(block)
    return [*found, *_close(run, account)]


def _belongs_to_bars(text: str, run: Sequence[Paragraph]) -> bool:
    text = text.strip()
    if text.startswith("|"):
        return True
    if not run or "\t" in run[-1].text or not run[0].text.lstrip().startswith("|"):
        return False
    return not run[-1].text.rstrip().endswith("|")


def _close(run: list[Paragraph], account: Account) -> Iterator[Block]:
    if not run:
        return
    if run[0].text.lstrip().startswith("|"):
        yield from _barred(run, account)
    else:
        yield from _tabbed(run, account)


def _barred(run: list[Paragraph], account: Account) -> Iterator[Block]:
    rows: list[Row] = []
    lines = _unwrapped(run)
    if len(lines) < 2 and not any(_BAR.findall(text[1:]) for text, _ in lines):
        yield from run
        return
    for nth, (text, source) in enumerate(lines):
        if _RULE.match(text):
            continue
        cells = _BAR.split(text.strip().removeprefix("|").removesuffix("|"))
        header = nth + 1 < len(lines) and bool(_RULE.match(lines[nth + 1][0]))
        rows.append(
            _row([c.replace("\\|", "|") for c in cells], header, source, account)
        )
    if rows:
        yield table_of(rows)


def _unwrapped(run: list[Paragraph]) -> list[tuple[str, Source]]:
    """Barred rows, each whole again where a narrow page had broken it."""
    lines: list[tuple[str, Source]] = []
    width = 0
    for paragraph in run:
        text = paragraph.text.strip()
        if lines and (not text.startswith("|") or _unfinished(lines[-1][0], width)):
            if len(lines[-1][0]) < 20_000:
                lines[-1] = (f"{lines[-1][0]} {text}", lines[-1][1])
            continue
        if lines:
            width = max(width, len(_BAR.findall(lines[-1][0])))
        lines.append((text, paragraph.source))
    return lines


def _unfinished(text: str, width: int) -> bool:
    return not text.endswith("|") or (
        0 < len(_BAR.findall(text)) < width
        and not _RULE.match(text)
        and width > 2
        and text.count("|") < 2
    )


def _tabbed(run: list[Paragraph], account: Account) -> Iterator[Block]:
    """A single line with a tab is a table only where it has three cells or more."""
    cells = [paragraph.text.split("\t") for paragraph in run]
    if len(run) == 1 and len([c for c in cells[0] if c.strip()]) < 2:
        yield Paragraph(" ".join(run[0].text.split()), run[0].source)
        return
    yield table_of(
        [
            _row(parts, False, paragraph.source, account)
            for parts, paragraph in zip(cells, run, strict=True)
        ]
    )


def _row(parts: list[str], header: bool, source: Source, account: Account) -> Row:
    account.cell(len(parts))
    cells = tuple(Cell(cell_lines(part), source=source) for part in parts)
    return Row(cells, header, source)


def table_of(rows: list[Row]) -> Table:
    table = Table(tuple(rows), rows[0].source if rows else Source())
    return table.widened(table.width)
