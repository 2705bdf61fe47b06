"""Tables without upright rules: columns told by the white space that runs down them.

Works on words with places, of a printed page or of a text whose columns were lined up
with spaces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_FEWEST_COLUMNS, _FEWEST_LINES = 3, 3
# Two columns are only believed below two short labels that stand far apart.
_LABEL_WORDS, _APART, _FEWEST_PAIRS = 4, 3.0, 4


@dataclass(frozen=True, slots=True)
class Placed:
    """A word, or a run of words, with its place; ``key`` is the caller's own."""

    x0: float
    x1: float
    text: str
    key: int = 0


@dataclass(frozen=True, slots=True)
class Visual:
    """One line as the eye sees it, its words from left to right."""

    words: tuple[Placed, ...]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Measures:
    """``header`` parts the labels of a header, ``gutter`` is the least white space that
    must stay between two columns."""

    header: float
    gutter: float


@dataclass(frozen=True, slots=True)
class Aligned:
    """Lines ``start`` to ``end`` (not included) are a table. ``rows`` hold the numbers
    of the lines of each row; ``gutters`` the middles of the white stripes."""

    start: int
    end: int
    gutters: tuple[float, ...]
    rows: tuple[tuple[int, ...], ...]


Stripes = list[tuple[float, float]]


def aligned_tables(
    lines: Sequence[Visual],
    measures: Measures,
    rules: Sequence[float] = (),
    going_on: Sequence[float] = (),
) -> list[Aligned]:
    """``rules`` are the heights of level rules, which may part the rows; ``going_on``
    the gutters of a table that the page before may have cut."""
    found: list[Aligned] = []
    at = 0
    if going_on and (rest := _rest_of(lines, going_on, measures, rules)) is not None:
        found.append(rest)
        at = rest.end
    while at < len(lines):
        table = _table_from(lines, at, measures, rules)
        if table is None:
            at += 1
            continue
        found.append(table)
        at = table.end
    return found


def column_of(gutters: Sequence[float], word: Placed) -> int:
    middle = (word.x0 + word.x1) / 2
    return sum(middle > gutter for gutter in gutters)


def _table_from(
    lines: Sequence[Visual], at: int, measures: Measures, rules: Sequence[float]
) -> Aligned | None:
    stripes = _gaps(lines[at], measures.header)
    if len(stripes) + 1 < _FEWEST_COLUMNS and not _are_two_labels(
        lines[at], stripes, measures
    ):
        return None
    end = at + 1
    while end < len(lines):
        narrowed = _narrowed(stripes, lines[end], measures.gutter)
        if narrowed is None or _parted(lines, end, at):
            break
        stripes = narrowed
        end += 1
    gutters = tuple((left + right) / 2 for left, right in stripes)
    cut = end == len(lines) or len(lines[end].words) == 1
    if end - at < _FEWEST_LINES or not _is_table(lines[at:end], gutters, cut):
        return None
    return Aligned(at, end, gutters, _rows(lines[at:end], at, gutters, rules))


def _are_two_labels(line: Visual, stripes: Stripes, measures: Measures) -> bool:
    if len(stripes) != 1 or stripes[0][1] - stripes[0][0] < _APART * measures.header:
        return False
    before = sum(word.x1 <= stripes[0][0] for word in line.words)
    return max(before, len(line.words) - before) <= _LABEL_WORDS and all(
        not word.text[:1].isdigit() for word in line.words
    )


def _gaps(line: Visual, least: float) -> Stripes:
    return [(a.x1, b.x0) for a, b in pairwise(line.words) if b.x0 - a.x1 >= least]


def _narrowed(stripes: Stripes, line: Visual, least: float) -> Stripes | None:
    """The white stripes that a further line leaves; None where it crosses one."""
    left: Stripes = []
    for start, end in stripes:
        free = [(start, end)]
        for word in line.words:
            free = [
                piece
                for a, b in free
                for piece in ((a, min(b, word.x0)), (max(a, word.x1), b))
                if piece[1] - piece[0] >= least
            ]
        if not free:
            return None
        left.append(max(set(free), key=lambda piece: piece[1] - piece[0]))
    return left


def _rest_of(
    lines: Sequence[Visual],
    gutters: Sequence[float],
    measures: Measures,
    rules: Sequence[float],
) -> Aligned | None:
    half = measures.gutter / 2
    stripes = [(gutter - half, gutter + half) for gutter in gutters]
    end = 0
    while end < len(lines) and _narrowed(stripes, lines[end], measures.gutter):
        if end and _parted(lines, end, 0):
            break
        end += 1
    if not any(len(_columns(line, gutters)) > 1 for line in lines[:end]):
        return None
    return Aligned(0, end, tuple(gutters), _rows(lines[:end], 0, gutters, rules))


def _parted(lines: Sequence[Visual], at: int, start: int) -> bool:
    """Whether a line stands too far below, or looks too different, to go on."""
    line = lines[at]
    height = max(lines[start].bottom - lines[start].top, 0.1)
    gap = line.top - lines[at - 1].bottom
    if gap > 6 * height:
        return True
    if len(line.words) == 1 and line.words[0].text.isdigit():
        return gap > height
    return line.bottom - line.top > 1.15 * height and not any(
        b.x0 - a.x1 > height for a, b in pairwise(line.words)
    )


def _is_table(lines: Sequence[Visual], gutters: Sequence[float], cut: bool) -> bool:
    """Whether most columns hold something in several lines; fewer do where the page
    may have cut the table."""
    filled = Counter(c for line in lines for c in _columns(line, gutters))
    several = sum(len(_columns(line, gutters)) > 1 for line in lines)
    if len(gutters) == 1 and several < (_FEWEST_PAIRS if not cut else 2):
        return False
    return several >= _FEWEST_LINES - 1 and sum(
        filled[c] > 1 for c in range(len(gutters) + 1)
    ) >= min(_FEWEST_COLUMNS, len(gutters) + 1)


def _columns(line: Visual, gutters: Sequence[float]) -> set[int]:
    return {column_of(gutters, word) for word in line.words}


def _rows(
    lines: Sequence[Visual],
    start: int,
    gutters: Sequence[float],
    rules: Sequence[float],
) -> tuple[tuple[int, ...], ...]:
    """Lines shared out into rows: by rules, by wider gaps, or else by what opens a
    row."""
    gaps = [below.top - above.bottom for above, below in pairwise(lines)]
    height = max(lines[0].bottom - lines[0].top, 0.1)
    wide = sorted(gaps)[len(gaps) // 10] + 0.18 * height if gaps else 0.0
    ruled = [
        any(above.bottom - 2 < y < below.top + 2 for y in rules)
        for above, below in pairwise(lines)
    ]
    rows: list[list[int]] = [[start]]
    for n, line in enumerate(lines[1:], 1):
        if sum(ruled) > 1:
            opens = ruled[n - 1]
        elif sum(gap > wide for gap in gaps) > 1:
            opens = gaps[n - 1] > wide
        else:
            whole = len(_columns(line, gutters)) > len(gutters)
            opens = whole or _opens_with_number(line, gutters)
        if opens:
            rows.append([])
        rows[-1].append(start + n)
    return tuple(tuple(row) for row in rows)


def _opens_with_number(line: Visual, gutters: Sequence[float]) -> bool:
    first = line.words[0]
    return column_of(gutters, first) == 0 and bool(
        re.fullmatch(r"\(?[A-Z]{0,3}\d{1,2}(?:\.\d{1,2}){0,3}[.)]?", first.text)
    )
