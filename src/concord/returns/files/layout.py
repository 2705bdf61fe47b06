"""How a return stands in a file, the same in Excel and in CSV: one figure a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from concord.returns.checking import TOTAL, Entry, Key, keys_of
from concord.returns.checking.rules import NOTHING
from concord.returns.models import ReturnWindow, SheetField

MARK = "concord-return"
SHEET = "Return"
HEAD = (
    "Key",
    "What is asked",
    "What counts",
    "Figure",
    "Why",
    "Recorded differently since",
    "May it be used?",
)
KEY, QUESTION, DEFINITION, FIGURE, WHY, SINCE, PERMISSION, SEEN = range(8)
MAY_USE, MAY_PUBLISH = "may_use", "may_publish"
PERMISSIONS = {
    MAY_USE: "May these figures be used in the board's dashboard?",
    MAY_PUBLISH: "May they be used in published reports, with small numbers hidden?",
}


def identity(window: ReturnWindow) -> str:
    """Which return a file is for, in its first cell."""
    return f"{MARK}:{window.pk}:{window.version_id}"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, or the title of a section (no key)."""

    key: Key | None
    label: str
    definition: str = ""
    example: str = ""
    entry: Entry = NOTHING
    is_part: bool = False

    @property
    def written(self) -> str:
        """The key as it stands in the file: "sanctuary" or "sanctuary|female"."""
        return "" if self.key is None else written(self.key)


def written(key: Key) -> str:
    return f"{key[0]}|{key[1]}" if key[1] else key[0]


def key_in(text: str) -> Key:
    code, _, category = text.partition("|")
    return code.strip(), category.strip()


def rows_of_return(fields: list[SheetField], kept: dict[Key, Entry]) -> Iterator[Row]:
    """Sections and figures in the order of the sheet, with what is kept so far."""
    section = ""
    for field in fields:
        if field.section != section:
            section = field.section
            yield Row(None, section)
        rule = field.rule()
        labels = dict(rule.categories)
        for key in keys_of(rule):
            is_part = key[1] != TOTAL
            yield Row(
                key,
                f"{field.question}: {labels[key[1]]}" if is_part else field.question,
                "" if is_part else field.definition,
                field.example,
                kept.get(key, Entry()),
                is_part,
            )
