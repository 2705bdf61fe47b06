"""The numbers that a word processor prints by itself before list items and headings."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from docx.oxml.ns import qn

from concord.foundation.documents.reading.numerals import letter, roman

_FORMATS = {
    "lowerRoman": roman,
    "upperRoman": lambda n: roman(n).upper(),
    "lowerLetter": letter,
    "upperLetter": lambda n: letter(n).upper(),
    "decimalZero": lambda n: f"{n:02d}",
}


class Numbers:
    """Counts along a document; ask it once per paragraph, in reading order."""

    def __init__(self, numbering: Any | None) -> None:
        self._levels: dict[str, dict[int, Any]] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._seen: set[str] = set()
        if numbering is not None:
            self._learn(numbering)

    def _learn(self, numbering: Any) -> None:
        for abstract in numbering.findall(qn("w:abstractNum")):
            levels = {
                int(level.get(qn("w:ilvl"), "0")): level
                for level in abstract.findall(qn("w:lvl"))
            }
            self._levels[abstract.get(qn("w:abstractNumId"), "")] = levels
        for num in numbering.findall(qn("w:num")):
            number = num.get(qn("w:numId"), "")
            link = num.find(qn("w:abstractNumId"))
            self._abstract[number] = (
                link.get(qn("w:val"), "") if link is not None else ""
            )
            for override in num.findall(qn("w:lvlOverride")):
                start = override.find(qn("w:startOverride"))
                if start is not None:
                    level = int(override.get(qn("w:ilvl"), "0"))
                    self._starts[number, level] = int(start.get(qn("w:val"), "1"))

    def marker(self, number: str, level: int) -> str:
        """ "•", "2.1" or "iv."; "" where the list prints nothing."""
        abstract = self._abstract.get(number, "")
        definition = self._levels.get(abstract, {}).get(level)
        if definition is None:
            return "•"
        if _value(definition, "w:numFmt") in ("bullet", ""):
            return "•"
        self._count(number, abstract, level)
        return self._printed(abstract, definition, level)

    def _count(self, number: str, abstract: str, level: int) -> None:
        counts = self._counts[abstract]
        if number not in self._seen:
            self._seen.add(number)
            for (owner, at), start in self._starts.items():
                if owner == number:
                    counts[at] = start - 1
        first = self._start(abstract, level)
        counts[level] = counts.get(level, first - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        for above in range(level):
            counts.setdefault(above, self._start(abstract, above))

    def _start(self, abstract: str, level: int) -> int:
        definition = self._levels.get(abstract, {}).get(level)
        text = _value(definition, "w:start") if definition is not None else ""
        return int(text) if re.fullmatch(r"\d{1,5}", text) else 1

    def _printed(self, abstract: str, definition: Any, level: int) -> str:
        counts = self._counts[abstract]
        legal = definition.find(qn("w:isLgl")) is not None

        def figure(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            own = self._levels[abstract].get(at, definition)
            count = counts.get(at, 1)
            kind = "decimal" if legal and at < level else _value(own, "w:numFmt")
            return _FORMATS.get(kind, str)(count)

        return re.sub(r"%(\d)", figure, _value(definition, "w:lvlText")).strip()


def _value(definition: Any, name: str) -> str:
    found = definition.find(qn(name))
    return found.get(qn("w:val"), "") if found is not None else ""
