"""Hyphens at the ends of printed lines: which belong to the word, and which do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from concord.foundation.documents.reading.blocks import Block, Table

BROKEN = "\ue000"
"""Stands behind a hyphen that ended a line, until the file is known."""

_AT_END = re.compile(rf"(\w+)-{BROKEN}(\w+)")


def resolved(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with each broken word as the rest of the file writes it."""
    blocks = list(blocks)
    texts = list(_texts(blocks))
    if not any(BROKEN in text for text in texts):
        return blocks
    known = {
        word
        for text in texts
        for word in re.findall(r"[\w-]+", _AT_END.sub(" ", text).lower())
    }

    def whole(match: re.Match[str]) -> str:
        first, rest = match[1].lower(), match[2].lower()
        if f"{first}{rest}" in known:
            return f"{match[1]}{match[2]}"
        if f"{first}-{rest}" in known or (first in known and rest in known):
            return f"{match[1]}-{match[2]}"
        return f"{match[1]}{match[2]}"

    def mended(text: str) -> str:
        # A word may be broken twice, in a narrow column.
        for _ in range(3):
            text = _AT_END.sub(whole, text)
        return text.replace(BROKEN, "")

    return [_with(block, mended) for block in blocks]


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    for line in cell.lines:
                        yield line.text
        else:
            yield block.text


def _with(block: Block, mended: Callable[[str], str]) -> Block:
    if not isinstance(block, Table):
        return replace(block, text=mended(block.text))
    rows = tuple(
        replace(
            row,
            cells=tuple(
                replace(
                    cell,
                    lines=tuple(
                        replace(line, text=mended(line.text)) for line in cell.lines
                    ),
                )
                for cell in row.cells
            ),
        )
        for row in block.rows
    )
    return replace(block, rows=rows)
