"""Lines of printed text, and the paragraphs and headings that they make."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from concord.foundation.documents.reading.blocks import (
    Block,
    Heading,
    ListItem,
    Paragraph,
    Source,
)
from concord.foundation.documents.reading.hyphens import BROKEN
from concord.foundation.documents.reading.markup import split_marker
from concord.foundation.documents.reading.plain_text import (
    heading_level,
    line_block,
    looks_like_heading,
)

_WORD_OPTIONS = {
    "keep_blank_chars": False,
    "use_text_flow": False,
    "x_tolerance": 1.5,
    "y_tolerance": 3,
    "extra_attrs": ["size", "fontname"],
}
# A gap inside a line was a tab or a column where it is as wide as this part of the
# letters' size and also far wider than the line's usual gap, which justified text
# stretches.
_GAP, _UNUSUAL = 0.9, 1.9

Word = dict[str, Any]


@dataclass(slots=True)
class Printed:
    """One line on a page; places in points from the top left corner."""

    text: str
    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    first_word: float  # width of its first word
    order: float = 0.0  # its place in reading order, between page top and bottom
    right: float | None = None  # margin of its column, where the page has several

    @property
    def height(self) -> float:
        return self.bottom - self.top


def words_of(page: Any) -> list[Word]:
    words: list[Word] = page.extract_words(**_WORD_OPTIONS)
    return words


def lines_of(words: Sequence[Word], number: int, tabs: bool = True) -> list[Printed]:
    """The lines that words make, from top to bottom."""
    rows = rows_of(words)
    space = _even_space(rows) if tabs else None
    return [_line(row, number, tabs, space) for row in rows]


def rows_of(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand beside each other, from top to bottom and left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (round(w["bottom"], 0), w["x0"])):
        if rows and _same_line(rows[-1], word):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w["x0"]) for row in rows]


def _even_space(rows: Sequence[Sequence[Word]]) -> float | None:
    """The width of a space where it is the same nearly everywhere, as in text that is
    not justified: there, any other gap was a tab."""
    gaps = [b["x0"] - a["x1"] for row in rows for a, b in pairwise(row)]
    if len(gaps) < 30:
        return None
    usual = Counter(round(gap * 2) for gap in gaps).most_common(1)[0][0] / 2
    near = sum(abs(gap - usual) <= 0.6 for gap in gaps)
    return usual if near >= 0.85 * len(gaps) else None


def _is_tab(gap: float, size: float, usual: float, space: float | None) -> bool:
    if space is not None:
        odd = abs(gap - space) > max(1.0, 0.25 * space)
        return odd and abs(gap - 2 * space) > 0.6
    return gap > _GAP * size and (gap > _UNUSUAL * usual or gap > 3 * size)


def _same_line(row: list[Word], word: Word) -> bool:
    tallest = max(row, key=lambda w: w["bottom"] - w["top"])
    overlap = min(tallest["bottom"], word["bottom"]) - max(tallest["top"], word["top"])
    return bool(
        overlap
        > 0.5 * min(word["bottom"] - word["top"], tallest["bottom"] - tallest["top"])
    )


def _line(words: list[Word], number: int, tabs: bool, space: float | None) -> Printed:
    gaps = sorted(b["x0"] - a["x1"] for a, b in pairwise(words))
    usual = gaps[(len(gaps) - 1) // 2] if len(gaps) > 2 else (gaps or [0.0])[0]
    sizes = Counter[float]()
    bold = 0
    text = ""
    before: Word | None = None
    for word in words:
        letters = len(word["text"])
        sizes[round(word["size"], 1)] += letters
        bold += letters * bool(
            re.search(r"bold|black|heavy|semib", word["fontname"], re.I)
        )
        if before is not None:
            gap = word["x0"] - before["x1"]
            wide = (
                tabs
                and not _is_marker(text)
                and _is_tab(gap, word["size"], usual, space)
            )
            text += "\t" if wide else " "
        text += word["text"]
        before = word
    return Printed(
        text=re.sub(r"\(cid:\d+\)", "•", text),
        page=number,
        x0=words[0]["x0"],
        x1=words[-1]["x1"],
        top=min(word["top"] for word in words),
        bottom=max(word["bottom"] for word in words),
        size=sizes.most_common(1)[0][0],
        bold=bold * 2 > sum(sizes.values()),
        first_word=words[0]["x1"] - words[0]["x0"],
        order=min(word["top"] for word in words),
    )


def _is_marker(text: str) -> bool:
    """A bullet or number, after which a gap is only the indent."""
    return len(text) < 8 and (
        re.fullmatch(
            r"[\W_]{1,2}|\(?\w{1,4}[.)]|[A-Z]?\d{1,2}(?:\.\d{1,2}){0,3}\.?", text
        )
        is not None
    )


def without_furniture(pages: Sequence[list[Printed]], heights: Sequence[float]) -> None:
    """Takes out, in place, what is printed at the head or foot of many pages."""
    seen: Counter[str] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        for text in {_shape(line) for line in lines if _at_edge(line, height)}:
            seen[text] += 1
    often = {text for text, n in seen.items() if n >= 3 and n * 3 >= len(pages)}
    for lines, height in zip(pages, heights, strict=True):
        lines[:] = [
            line
            for line in lines
            if not (
                _at_edge(line, height)
                and (_shape(line) in often or _is_page_number(line.text))
            )
        ]


def _at_edge(line: Printed, height: float) -> bool:
    return line.bottom < height * 0.1 or line.top > height * 0.9


def _shape(line: Printed) -> str:
    return re.sub(r"\d+", "#", line.text.strip().lower())


def _is_page_number(text: str) -> bool:
    return (
        re.fullmatch(
            r"(?:page )?\W*\d{1,3}\W*(?:(?:of|/)\W*\d{1,3})?",
            text.strip(),
            re.IGNORECASE,
        )
        is not None
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What is usual in a file: the size of its text, larger sizes, right margins, and
    the gap between two lines of one paragraph."""

    body: float
    larger: tuple[float, ...]
    right: float
    gap: float = 100.0

    @classmethod
    def of(cls, lines: Iterable[Printed]) -> Look:
        lines = list(lines)
        weights: Counter[float] = Counter()
        rights: Counter[int] = Counter()
        for line in lines:
            weights[line.size] += len(line.text)
            rights[round(line.x1 / 5)] += 1
        body = weights.most_common(1)[0][0] if weights else 10.0
        larger = sorted({s for s in weights if s > body * 1.12}, reverse=True)
        wide = [right for right, n in rights.items() if n >= 2]
        return cls(body, tuple(larger), max(wide, default=100) * 5.0, _gap(lines, body))


def _gap(lines: Sequence[Printed], body: float) -> float:
    """The usual gap below a line of text that the next one goes on from."""
    gaps = Counter(
        round((b.top - a.bottom) * 2)
        for a, b in pairwise(lines)
        if a.page == b.page and a.size == b.size == body and b.text[:1].islower()
    )
    gaps = Counter({gap: n for gap, n in gaps.items() if -body < gap < 4 * body})
    usual, times = gaps.most_common(1)[0] if gaps else (0, 0)
    return usual / 2 if times >= 3 else 100.0


def blocks_of_lines(lines: Sequence[Printed], look: Look) -> Iterator[Block]:
    """Paragraphs put together again from the lines a page broke them into."""
    run: list[ListItem] = []
    for block in _paragraphs(lines, look):
        if isinstance(block, ListItem):
            run.append(block)
            continue
        yield from _levelled(run)
        run = []
        yield block
    yield from _levelled(run)


def _levelled(run: list[ListItem]) -> Iterator[ListItem]:
    """Items whose level was their place from the left, in points; now 0, 1, 2."""
    places: list[int] = []
    for place in sorted({item.level for item in run}):
        if not places or place - places[-1] > 3:
            places.append(place)
    for item in run:
        level = sum(1 for place in places if place <= item.level) - 1
        yield replace(item, level=max(level, 0))


def _paragraphs(lines: Sequence[Printed], look: Look) -> Iterator[Block]:
    held: list[Printed] = []
    for line in lines:
        if held and _goes_on(held, line, look):
            held.append(line)
            continue
        if held:
            yield from _closed(held, look)
        held = [line]
    if held:
        yield from _closed(held, look)


def _goes_on(held: list[Printed], line: Printed, look: Look) -> bool:
    last = held[-1]
    if abs(line.size - last.size) > 0.6:
        return False
    if line.bold != last.bold and not line.text[:1].islower():
        return False
    text = line.text.strip()
    barred = held[0].text.startswith("|")
    if text.startswith("|") or (split_marker(text)[0] and not barred):
        return False
    if line.page != last.page or line.top < last.top - 3 * last.height:
        return text[:1].islower() and not last.text.rstrip().endswith((".", "!", "?"))
    gap = line.top - last.bottom
    if gap > look.gap + max(2.0, 0.25 * last.height) and not barred:
        return False
    if gap > max(last.height, line.height) * 0.9 or gap < -last.height:
        return False
    if look_is_heading(last, look):
        return gap < 0.45 * last.height
    if re.match(r"[A-Z]?\d{1,2}\.\d{1,2}\s", text) and not barred:
        return False
    # Would the first word of this line have fitted at the end of the one before?
    return last.x1 + line.first_word + 0.3 * last.size > (last.right or look.right)


def line_ends_closed(text: str) -> str:
    """Words whole again that were broken at the end of a line. What only a hyphen
    breaks is marked, for hyphens.resolved to decide with the whole file known."""
    text = re.sub(r"\u00ad ?(?=\w)", "", text)
    return re.sub(r"(?<=[a-z])[-\u2010] (?=[a-z])", f"-{BROKEN}", text)


def look_is_heading(line: Printed, look: Look) -> bool:
    return line.size > look.body * 1.12


def _closed(held: list[Printed], look: Look) -> Iterator[Block]:
    text = line_ends_closed(" ".join(line.text.strip() for line in held))
    first = held[0]
    source = Source(page=first.page)
    flat = text.replace("\t", " ")
    marker, rest = split_marker(flat)
    words = len(flat.split())
    if look_is_heading(first, look) and words <= 40:
        level = 1 + min(
            look.larger.index(first.size)
            if first.size in look.larger
            else len(look.larger),
            4,
        )
        yield Heading(flat, level, source)
    elif marker and "\t" not in text and not (first.bold and looks_like_heading(flat)):
        yield ListItem(rest, round(first.x0), marker, source)
    elif (
        first.bold
        and words <= 18
        and "\t" not in text
        and (looks_like_heading(flat) or flat.endswith(":"))
    ):
        yield Heading(flat, max(4, heading_level(flat)), source, certain=False)
    elif "\t" in text or text.startswith("|"):
        yield Paragraph(text, source)
    else:
        # A one-line paragraph may be the heading of a file that has but one font.
        block = line_block(text, len(held) == 1 and not look.larger, source)
        if block is not None:
            yield block
