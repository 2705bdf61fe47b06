"""Several actions in one cell, taken apart; and the cells beside them shared out.

Sub-items are counted as a careful reader would count them:
- bullets, roman and lettered items below an action are parts of it ("Work with schools
  to: i. ... ii. ...") and are folded into its wording;
- they are actions of their own where each has its own lead or date beside it, its own
  row or its own decimal number, or where the line above them is only a lead-in that
  says nothing by itself ("We will:", "Training:").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from concord.foundation.documents.reading import Cell, Line
from concord.plan.importing import wording
from concord.plan.importing.labels import is_stem

_DATE_LIKE = re.compile(
    r"(?:by |end of |from )?"
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    r"(?: \d{1,2},?)? (?:20)?\d\d|Q[1-4] 20\d\d(?:[/-]\d\d)?"
    r"|\d{1,2}[/.]\d{1,2}[/.](?:20)?\d\d)"
    r"|on[ -]?going",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    r"(?:[:–—-]|\b(?:to|by|including|include|includes|of|with|for|that|the|and|on|in|as"
    r"|through|such as|following|which|will))\s*[:–—-]*$",
    re.IGNORECASE,
)
_NOT_A_SEAM = re.compile(
    r"^(?:a|an|and|as|at|between|by|for|from|in|into|of|on|or|our|per|the|to|via|via"
    r"|with|within|their|all|new|including|using|under|so|called|across)$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Part:
    """One action of a cell; ``nth`` is the line of the cell it began at."""

    ref: str | None
    text: str
    nth: int
    why: str = ""


def parts_of(cell: Cell, dates: int = 1) -> list[Part]:
    """The actions of a cell. ``dates`` is how many dates, or leads each on its line,
    stand in the cells beside it."""
    lines = [line for line in cell.lines if line.text.strip()]
    if not lines:
        return []
    if len(lines) == 1:
        return _from_line(lines[0], dates)
    starts = _starts(lines, dates)
    parts: list[Part] = []
    for nth, line in enumerate(lines):
        if nth in starts or not parts:
            ref, text = _ref_and_text(line)
            parts.append(Part(ref, text, nth))
        else:
            parts[-1].text = folded(parts[-1].text, line)
    parts = [p for p in parts if not (len(parts) > 1 and _says_nothing(p.text))]
    if len(parts) > 1:
        for part in parts:
            part.why = "one of several in its cell"
    return parts


def _starts(lines: list[Line], dates: int) -> set[int]:
    """The lines at which a new action begins."""
    marked = [nth for nth, line in enumerate(lines) if line.marker]
    refs = [nth for nth, line in enumerate(lines) if wording.split_ref(line.text)[0]]
    if len(refs) > 1 or (len(refs) == 1 and refs[0] > 0 and not marked):
        return {0, *refs}
    if marked:
        return _marked_starts(lines, marked, dates)
    if dates == len(lines) > 1:
        return set(range(len(lines)))
    opening = [nth for nth, line in enumerate(lines) if wording.first_verb(line.text)]
    if len(opening) == len(lines) and not _UNFINISHED.search(lines[0].text):
        return set(range(len(lines)))
    if len(opening) > 1 and opening[0] == 0:
        whole = {n for n in opening if n == 0 or _ends(lines[n - 1].text)}
        return whole if len(whole) > 1 else {0}
    return {0}


def _marked_starts(lines: list[Line], marked: list[int], dates: int) -> set[int]:
    outer = min(lines[nth].level for nth in marked)
    marked = [nth for nth in marked if lines[nth].level == outer]
    if marked[0] == 0:
        return set(marked)
    if _says_nothing(lines[marked[0] - 1].text) or dates == len(marked) > 1:
        return {0, *marked}
    return {0}


def _says_nothing(text: str) -> bool:
    """A lead-in whose sub-items say it all: "We will:", "Training:"."""
    text = text.strip()
    if is_stem(text) or len(text) < 3:
        return True
    return bool(re.fullmatch(r"[^.]{0,60}:", text)) and not wording.first_verb(text)


def _ends(text: str) -> bool:
    return text.rstrip().endswith((".", ";", "!", ")"))


def folded(text: str, line: Line) -> str:
    """An action with one of its sub-items put behind it."""
    if not line.marker:
        return f"{text} {line.text}".strip()
    joint = " " if text.endswith((":", "–", "-", ";", ".", ",")) else "; "
    return f"{text}{joint}{line.text}".strip()


def _ref_and_text(line: Line) -> tuple[str | None, str]:
    ref, text = wording.split_ref(line.text)
    if ref is None and re.fullmatch(r"\(?\w{1,4}[.)]", line.marker):
        return wording.tidy_ref(line.marker), line.text
    return ref, text


def _from_line(line: Line, dates: int) -> list[Part]:
    ref, text = _ref_and_text(line)
    numbered = _numbered_run(line.text)
    if numbered:
        return [
            Part(r, t, n, "one of several in its cell")
            for n, (r, t) in enumerate(numbered)
        ]
    if dates > 1:
        seams = _seams(text, dates)
        if seams:
            why = f"its cell ran {dates} actions together; parted where a new one opens"
            return [Part(ref, piece, n, why) for n, piece in enumerate(seams)]
    return [Part(ref, text, 0)]


def _numbered_run(text: str) -> list[tuple[str, str]]:
    """ "1.1 Do this 1.2 Do that" as two."""
    found = list(
        re.finditer(r"(?:^|(?<=\s))(\d{1,2})\.(\d{1,2})[.)]?\s+(?=[A-Z])", text)
    )
    if len(found) < 2 or found[0].start() != 0:
        return []
    numbers = [(int(m[1]), int(m[2])) for m in found]
    if any(b[0] != a[0] or b[1] != a[1] + 1 for a, b in pairwise(numbers)):
        return []
    ends = [m.start() for m in found[1:]] + [len(text)]
    return [
        (f"{m[1]}.{m[2]}", text[m.end() : end].strip())
        for m, end in zip(found, ends, strict=True)
    ]


def _seams(text: str, wanted: int) -> list[str]:
    """The text parted into ``wanted`` pieces where a capital opens a new clause."""
    scores: list[tuple[float, int]] = []
    for match in re.finditer(r"(?<=[a-z.;)])\s+(?=[A-Z][a-z]+)", text):
        # Within a run of capitals ("Quarterly Contract") only the first can open.
        before = re.findall(r"[\w’'-]+", text[: match.start()])[-1:]
        after = text[match.end() :]
        if not before or _NOT_A_SEAM.match(before[0]) or before[0][0].isupper():
            continue
        score = 1.0 + 2.0 * wording.first_verb(after)
        score += 1.0 * text[: match.start()].rstrip().endswith((".", ";"))
        score += 0.5 * bool(re.match(r"[A-Z]\w+ (?:[a-z]|[A-Z]\w+ [a-z])", after))
        scores.append((score, match.start()))
    if len(scores) < wanted - 1:
        return []
    best = sorted(scores, reverse=True)[: wanted - 1]
    if len(scores) > wanted - 1:
        next_best = sorted(scores, reverse=True)[wanted - 1][0]
        if next_best == best[-1][0] and best[-1][0] < 2:
            return []
    cuts = [0, *sorted(at for _, at in best), len(text)]
    pieces = [text[a:b].strip() for a, b in pairwise(cuts)]
    return pieces if all(len(piece.split()) > 2 for piece in pieces) else []


def count_dates(text: str) -> int:
    """How many dates stand one after another, not joined by a word or a comma."""
    rest = text.strip()
    count = 0
    while match := _DATE_LIKE.match(rest):
        count += 1
        rest = rest[match.end() :].lstrip("\n ")
    return count if not rest and count else 1


def shared(cell: Cell | None, parts: Sequence[Part]) -> list[str | None]:
    """What a neighbouring cell says for each part: its own line, or the whole."""
    if cell is None or cell.blank:
        return [None] * len(parts)
    whole = joined(cell)
    lines = [line.text for line in cell.lines if line.text.strip()]
    if len(parts) == 1:
        return [whole]
    if len(lines) == len(parts):
        return list(lines)
    dates = [m[0].strip() for m in _DATE_LIKE.finditer(whole)]
    if len(dates) == len(parts) and count_dates(whole) == len(parts):
        return list(dates)
    return [whole] * len(parts)


def joined(cell: Cell) -> str:
    return "; ".join(line.text.strip(" ;") for line in cell.lines if line.text.strip())
