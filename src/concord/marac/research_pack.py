"""A team's research as one Word file: made to be filled in offline, and read back.

A table for each case, with its code. What is read stays what was typed: the form of the
page says what is wrong with it. The file names people, so it leaves as an export.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from concord.foundation.documents.reading import (
    Cell,
    Limits,
    Row,
    Table,
    UnreadableFile,
    read,
)
from concord.foundation.documents.tables import Cell as Written
from concord.foundation.documents.tables import Column, cell
from concord.foundation.documents.tables import Row as WrittenRow
from concord.foundation.documents.tables import Table as WrittenTable
from concord.foundation.documents.word import (
    add_line,
    add_table,
    freeze,
    furnish,
    new_document,
)
from concord.foundation.ui.words import long_date
from concord.marac.models import About, Meeting, ResearchEntry
from concord.marac.queries.research import ToAnswer

KIND = ".docx"
CASE, KNOWN = "Case", "Known to your team"
CHECKED, CONTACT = "Records checked on", "Last contact"
HEAD = ("About", "What it is", "Who may hear it", "In plain words")
FREE_ROWS = 3
MOST_OF_A_CODE = 20
HINTS = {
    KNOWN: "Yes or No",
    CHECKED: "Such as 26 November 2026",
    CONTACT: "When your team last saw or spoke to any of them",
}
LIMITS = Limits(
    file_bytes=4_000_000,
    unpacked_bytes=40_000_000,
    part_bytes=20_000_000,
    archive_parts=300,
    elements=300_000,
    characters=2_000_000,
    rows=5_000,
    seconds=20.0,
)
UNREADABLE = (
    "The file can't be read as the research that was taken from here. Save it again as "
    "a Word file (.docx), without a password, and choose it once more."
)


@dataclass(slots=True)
class FilledLine:
    """One line as it was typed, put into the words of the form where they fit."""

    about: str
    kind: str
    handling: str
    text: str


@dataclass(slots=True)
class Filled:
    """What the file says of one case."""

    code: str
    known: str = ""  # as it was typed
    checked_on: str = ""
    last_contact_on: str = ""
    lines: list[FilledLine] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        return self.known.casefold() in ("yes", "y", "known")

    @property
    def is_not_known(self) -> bool:
        return self.known.casefold() in ("no", "n", "not known")

    @property
    def is_empty(self) -> bool:
        return not self.known and not self.lines


def pack_of(meeting: Meeting, lines: Sequence[ToAnswer], team: str) -> bytes:
    """The Word file for the cases that a team has still to answer."""
    day = long_date(meeting.day)
    document = new_document(
        title=f"Research for the MARAC of {day}",
        author=team,
        keywords="MARAC",
        subject="Confidential",
        dated=meeting.day,
    )
    section = document.sections[0]
    furnish(section, left="Confidential", right=team, foot="Confidential", opens=False)
    add_line(document, "Title", f"Research for the MARAC of {day}")
    add_line(
        document,
        "Normal",
        "Write Yes or No for each case. For those you know, fill in the lines: what it "
        "is (fact, opinion or intelligence), and who may hear it (the meeting, or the "
        "chair only). Lines that stay empty are not sent. Keep the codes as they are, "
        "and keep this file where no one else reads it.",
    )
    for line in lines:
        add_line(document, "Heading 1", f"Case {line.item.code}")
        add_line(document, "Normal", ("Victim: ", True), line.victim)
        add_line(document, "Normal", ("Alleged to cause harm: ", True), line.alleged)
        add_table(document, _table(line.item.code))
    return freeze(document)


def _table(code: str) -> WrittenTable:
    asked = [_row(label, "", hint) for label, hint in HINTS.items()]
    head = WrittenRow(cells=tuple(cell(word, "strong") for word in HEAD))
    share = ResearchEntry.Handling.SHARE.label
    lines = [_row(about.label, "", share) for about in About]
    free = [_row("") for _ in range(FREE_ROWS)]
    return WrittenTable(
        caption=f"What your team knows about case {code}",
        columns=(
            Column(CASE, width=36),
            Column(code, width=32),
            Column("", width=36),
            Column(""),
        ),
        rows=(*asked, head, *lines, *free),
    )


def _row(*texts: str) -> WrittenRow:
    cells: list[Written] = [cell(text) for text in texts]
    return WrittenRow(cells=(*cells, *(cell() for _ in range(4 - len(cells)))))


def filled_in(content: bytes) -> list[Filled]:
    """What a filled file says, by case. Raises UnreadableFile in one line."""
    with tempfile.TemporaryDirectory(prefix="concord-research-") as folder:
        path = Path(folder) / f"upload{KIND}"
        path.write_bytes(content)
        try:
            blocks = read(path, limits=LIMITS).blocks
        except UnreadableFile as error:
            raise UnreadableFile(UNREADABLE) from error
    tables = [block for block in blocks if isinstance(block, Table)]
    found = list(_cases(row for table in tables for row in table.rows))
    if not found:
        raise UnreadableFile(UNREADABLE)
    return found


def _cases(rows: Iterator[Row]) -> Iterator[Filled]:
    """Row by row: a page may have cut a table in two, or joined two of them."""
    now: Filled | None = None
    for row in rows:
        texts = [_text(one) for one in row.cells] + [""] * 4
        if texts[0] == CASE:
            if now is not None:
                yield now
            now = Filled(code=texts[1].upper()[:MOST_OF_A_CODE])
        elif now is not None:
            _take(now, texts)
    if now is not None:
        yield now


def _take(case: Filled, texts: list[str]) -> None:
    label, second, third, words = texts[:4]
    if label == KNOWN:
        case.known = second
    elif label == CHECKED:
        case.checked_on = second
    elif label == CONTACT:
        case.last_contact_on = second
    elif words and label != HEAD[0]:
        case.lines.append(
            FilledLine(
                about=_value(label, About.choices),
                kind=_value(second, ResearchEntry.Kind.choices),
                handling=_handling(third),
                text=words,
            )
        )


def _text(one: Cell) -> str:
    lines = (f"{line.marker} {line.text}".strip() for line in one.lines)
    return "\n".join(lines).strip()


def _value(typed: str, choices: Sequence[tuple[str, str]]) -> str:
    """The choice that is meant, else none: then the page asks."""
    plain = typed.casefold().strip()
    for value, label in choices:
        if plain and plain in (value.casefold(), label.casefold()):
            return value
    return ""


def _handling(typed: str) -> str:
    """For the chair only as soon as the chair is named; never wider than was meant."""
    Handling = ResearchEntry.Handling  # noqa: N806  a class of choices
    if _value(typed, Handling.choices) == Handling.SHARE or not typed:
        return str(Handling.SHARE)
    return str(Handling.CHAIR_ONLY)


def boxes(typed: str) -> tuple[str, str, str]:
    """Day, month and year as the form has them; what fits nowhere stays in the day."""
    parts = re.split(r"[\s./-]+", typed.strip())
    if len(parts) != 3:
        return typed.strip(), "", ""
    if len(parts[0]) == 4:
        parts.reverse()
    return parts[0], parts[1], parts[2]
