"""Plain text and Markdown, read line by line.

Published .txt files are mostly converted from something else and keep traces of it:
Markdown tables, tabs between cells, HTML lists inside cells, bullets of other fonts.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from concord.foundation.documents.reading.blocks import (
    Block,
    Document,
    Heading,
    ListItem,
    Paragraph,
    Source,
    Table,
)
from concord.foundation.documents.reading.limits import (
    BY_HAND,
    Account,
    UnreadableFile,
)
from concord.foundation.documents.reading.markup import (
    cell_lines,
    has_markup,
    plain,
    split_marker,
)
from concord.foundation.documents.reading.rows_in_text import (
    table_of,
    tables_from_lines,
)
from concord.foundation.documents.reading.spaced import spaced_tables

_HASHES = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_UNDERLINE = re.compile(r"^(={3,}|-{3,})$")
_NUMBERED = re.compile(r"^((?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3}[.)]?)\s+(?=\S)")
_WHOLLY_BOLD = re.compile(r"^\*\*[^*]+\*\*:?$|^__[^_]+__:?$")
_LABELLED = re.compile(r"^[A-Z][\w/&-]*(?: [\w/&-]+){0,3}:\s")
_WRAPPED_AT = 120
_LONGEST_HEADING_WORDS = 16


def read_text(path: Path, account: Account) -> Document:
    """Raises UnreadableFile where the bytes are not text in any usual encoding."""
    lines = decoded(path.read_bytes()).splitlines()
    blocks = list(_blocks(lines, account))
    joined = _joined(tables_from_lines(blocks, account))
    return Document(tuple(joined), path.suffix.lower().lstrip("."))


def decoded(raw: bytes) -> str:
    """Text from UTF-8, UTF-16 with its mark, or the old Windows code page."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            return _checked(raw.decode(encoding, errors="replace"))
    try:
        return _checked(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return _checked(raw.decode("cp1252", errors="replace"))


def _checked(text: str) -> str:
    sample = text[:20_000]
    odd = sum(1 for c in sample if ord(c) < 32 and c not in "\t\r\n\f\v")
    odd += sample.count("\ufffd")
    if odd > len(sample) * 0.02 + 2:
        raise UnreadableFile(
            "The file is not text: open it in the program it was made with, save it as"
            f" .docx and try again, {BY_HAND}."
        )
    return text


def _blocks(lines: list[str], account: Account) -> Iterator[Block]:
    lines = [line.replace("\u00a0", " ").replace("\f", "") for line in lines]
    wrapped = _is_hard_wrapped(lines)
    spaced = spaced_tables(lines, account)
    at = 0
    account.say(0, len(lines), "lines")
    while at < len(lines):
        start = at
        text = lines[at].rstrip("\r\n")
        at += 1
        if start in spaced:
            table, at = spaced[start]
            account.block()
            yield table
            continue
        if not text.strip():
            continue
        while (
            wrapped
            and at < len(lines)
            and at not in spaced
            and _goes_on(text, lines[at - 1 : at + 1])
        ):
            text = f"{text.rstrip()} {lines[at].strip()}"
            at += 1
        under = lines[at] if at < len(lines) else ""
        if _UNDERLINE.match(under.strip()) and not text.lstrip().startswith("|"):
            at += 1
            level = 1 if under.strip().startswith("=") else 2
            block: Block | None = Heading(plain(text), level, Source(line=start + 1))
        else:
            alone = not (start and lines[start - 1].strip()) and not under.strip()
            block = line_block(text, alone, Source(line=start + 1))
        if block is not None:
            account.block()
            account.text(text)
            yield block
        if start % 500 == 0:
            account.say(start, len(lines), "lines")
    account.say(len(lines), len(lines), "lines")


def _is_hard_wrapped(lines: list[str]) -> bool:
    """A file whose lines were broken at a fixed width has no long line at all."""
    lengths = sorted(len(line) for line in lines if line.strip())
    if len(lengths) < 10:
        return False
    widest = lengths[int(len(lengths) * 0.98)]
    if widest > _WRAPPED_AT:
        return False
    # Where short lines are many, those that go on in the middle of a sentence tell.
    tails = sum(
        len(above) > 0.75 * widest and line[:1].islower()
        for above, line in pairwise(lines)
    )
    return lengths[int(len(lengths) * 0.6)] >= 45 or tails * 12 > len(lengths)


def _goes_on(text: str, lines: list[str]) -> bool:
    """Whether the second of two lines belongs to the text that the first one ends."""
    last, follows = lines[0].rstrip(), lines[1].strip()
    if not follows or len(last) < 45 or "\t" in text or text.startswith("|"):
        return False
    if _LABELLED.match(follows):
        return False
    if split_marker(follows)[0] or follows[0] in "#|" or "\t" in follows:
        return False
    return not _UNDERLINE.match(follows) and not _NUMBERED.match(follows)


def line_block(text: str, alone: bool, source: Source) -> Block | None:
    stripped = text.strip()
    if stripped.startswith("|") or "\t" in stripped or text.endswith("\t"):
        return Paragraph(text, source)
    if match := _HASHES.match(stripped):
        return Heading(plain(match[2]), len(match[1]), source)
    if re.fullmatch(r"[-*_=|\s.]{3,}", stripped):
        return None
    if has_markup(stripped) and len(cell_lines(stripped)) > 1:
        return Paragraph(text + "\t", source)
    marker, rest = split_marker(stripped)
    if _WHOLLY_BOLD.match(stripped) or (alone and looks_like_heading(stripped)):
        bold = bool(_WHOLLY_BOLD.match(stripped))
        return Heading(plain(stripped), heading_level(plain(stripped)), source, bold)
    if marker:
        return ListItem(plain(rest), _indent(text) // 2, marker, source)
    return Paragraph(plain(stripped), source)


def _indent(text: str) -> int:
    indent = len(text) - len(text.lstrip())
    # One stray space before the dash is how converters mark an inner list.
    return 2 if indent == 1 else indent


def looks_like_heading(text: str) -> bool:
    """A line that stands alone, is short, starts like a title and ends like one."""
    words = text.split()
    if not 0 < len(words) <= _LONGEST_HEADING_WORDS or len(text) > 130:
        return False
    if text[-1] in ".,;:!–-" or text[0] in "“\"'<[(«»" or "http" in text:
        return False
    if re.match(r"^(www\.|\S+@\S+$|[\d\s+%£.,]+$)", text):
        return False
    if _NUMBERED.match(text):
        return True
    return text[0].isupper() and not split_marker(text)[0]


def heading_level(text: str) -> int:
    """1 to 6; guessed from its number ("6.2" is one deeper than "6."), else 3."""
    if match := _NUMBERED.match(text):
        return 1 + min(match[1].strip(".)").count("."), 3)
    return 2 if text.isupper() else 3


def _joined(blocks: list[Block]) -> Iterator[Block]:
    """Tabbed tables that only a blank line had parted are one table."""
    held: Table | None = None
    for block in blocks:
        if held is None or not isinstance(block, Table):
            if held is not None:
                yield held
            held = block if isinstance(block, Table) else None
            if held is None:
                yield block
        elif held.width == block.width:
            held = table_of([*held.rows, *block.rows])
        else:
            yield held
            held = block
    if held is not None:
        yield held
