"""The spreadsheet by which somebody refers many at a time: one row is one referral.

Columns, hints and allowed words are those of the page's own forms, so that a sheet asks
for what the page asks for, and nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from concord.foundation.documents.reading.grids import column_name
from concord.foundation.documents.reading.limits import UnreadableFile
from concord.foundation.documents.reading.rows import SheetRow, rows_of
from concord.foundation.ui.forms import DateField
from concord.frontdoor.forms.intake import NAMES, Intake, Wrong, fields_of
from concord.frontdoor.models import Answer, Referral
from concord.frontdoor.said import Referrer, Said

MOST = 500  # rows
CHILDREN = 3
SHEET = "Referrals"
KEY = "key"
KEY_LABEL = "Your reference"
KEY_HINT = (
    "A number of your own for this referral, such as your case number. Sent again with "
    "it, a row is not taken twice."
)
KEY_LONGEST = 60
NO_KEY = (
    "Give each row a reference of your own. With it the sheet can be sent again, and "
    "nothing is taken twice."
)
DAY_HINT = "Such as 21/05/1988. Month and year, or the year alone, if no more is known."
SEVERAL_HINT = "All that are true, with a semicolon between."
YES_HINT = "Yes, or leave it empty."
MEANS_YES = frozenset({"yes", "y", "true", "1", "x"})
MEANS_NO = frozenset({"no", "n", "false", "0", ""})
REACHED = "phone email address postcode"
# Which fields of which part have a column, in the order of the page.
ASKED: tuple[tuple[str, str, str], ...] = (
    ("danger", "", "danger_now danger_why"),
    (
        "victim",
        "Victim",
        f"given_name family_name born born_about sex {REACHED} may_call "
        "may_leave_message safe_when safe_words gp other_names gender language "
        "needs_interpreter",
    ),
    (
        "about",
        "",
        "strands abuse what_happened event_on children_seen mandatory_report "
        "mandatory_report_note",
    ),
    (
        "alleged-0",
        "Alleged",
        f"given_name family_name born born_about sex relation {REACHED}",
    ),
    *(
        (f"child-{n}", f"Child {n + 1}", "given_name family_name born sex school")
        for n in range(CHILDREN)
    ),
    ("wishes", "", "wishes fears needs told told_why_not consent"),
    ("referrer", "Who refers", "name role organisation contact"),
)
LABELS = {"wishes.told_why_not": "Why they do not know of it"}
ALWAYS = frozenset(
    {
        "key",
        "danger.danger_now",
        "about.strands",
        "about.what_happened",
        "wishes.told",
        "wishes.consent",
    }
)


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: `code` is `part.name`, `words` are the allowed ones by code."""

    code: str
    label: str
    hint: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    is_several: bool = False
    is_yes_no: bool = False
    longest: int | None = None

    @property
    def part(self) -> str:
        return self.code.partition(".")[0]

    @property
    def name(self) -> str:
        return self.code.partition(".")[2]

    @property
    def is_needed(self) -> bool:
        return self.code in ALWAYS


def _columns() -> Iterator[SheetColumn]:
    yield SheetColumn(KEY, KEY_LABEL, KEY_HINT, longest=KEY_LONGEST)
    for part, prefix, names in ASKED:
        known = fields_of(part)
        for name in names.split():
            yield _column(f"{part}.{name}", prefix, known[name])


def _column(code: str, prefix: str, asked: forms.Field) -> SheetColumn:
    label = LABELS.get(code, str(asked.label))
    choices = getattr(asked, "choices", ())
    is_several = isinstance(asked, forms.MultipleChoiceField)
    is_yes_no = isinstance(asked, forms.BooleanField)
    hint = str(asked.help_text)
    if isinstance(asked, DateField):
        hint = DAY_HINT
    elif is_several:
        hint = SEVERAL_HINT
    elif is_yes_no:
        hint = YES_HINT
    elif code.endswith("other_names"):
        hint = "Former names, aliases. With a semicolon between."
    return SheetColumn(
        code,
        f"{prefix}: {label}" if prefix else label,
        hint,
        words={str(c): str(w) for c, w in choices},
        is_several=is_several,
        is_yes_no=is_yes_no,
        longest=getattr(asked, "max_length", None),
    )


COLUMNS: tuple[SheetColumn, ...] = tuple(_columns())
BY_CODE = {column.code: column for column in COLUMNS}
Typed = dict[str, str]  # text by code of the column; empty cells are left out


# From the file to rows ---------------------------------------------------------------


def typed_rows(name: str, content: bytes) -> list[tuple[int, Typed]]:
    """The rows below the head: number in the file, and what was typed.

    Raises UnreadableFile, in one line for a person.
    """
    head, *rows = rows_of(name, content, sheet=SHEET) or [SheetRow(1, ())]
    columns = _known(head)
    if not rows:
        raise UnreadableFile(
            "There is no row below the head. Fill in one row for each referral."
        )
    if len(rows) > MOST:
        raise UnreadableFile(
            f"The sheet has {len(rows)} referrals, and {MOST} can be sent at a time. "
            "Divide it into two files."
        )
    return [(row.number, _typed(row, columns)) for row in rows]


def _known(head: SheetRow) -> list[SheetColumn | None]:
    """The columns of a head. Raises UnreadableFile for one unknown, or twice."""
    by_label = {_plain(column.label): column for column in COLUMNS}
    found = [by_label.get(_plain(text)) for text in head.cells]
    if not any(found):
        raise UnreadableFile(
            f"Row {head.number} is not the head of the blank sheet. Download the blank "
            "sheet, and copy your referrals into it."
        )
    for at, (text, column) in enumerate(zip(head.cells, found, strict=True)):
        if text and column is None:
            raise UnreadableFile(
                f"Column {column_name(at)} is not one of the blank sheet. Correct its "
                "head, or take the column out."
            )
    labels = Counter(column.label for column in found if column)
    twice = [label for label, times in labels.items() if times > 1]
    if twice:
        raise UnreadableFile(f"There are two columns “{twice[0]}”. Take one out.")
    return found


def _typed(row: SheetRow, columns: Sequence[SheetColumn | None]) -> Typed:
    made: Typed = {}
    for at, text in enumerate(row.cells):
        column = columns[at] if at < len(columns) else None
        if text and column is None:
            raise UnreadableFile(
                f"{column_name(at)}{row.number} stands in a column without a head. "
                "Give the column its head, or empty the cell."
            )
        if text and column is not None:
            made[column.code] = text
    return made


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


# From a row to a referral ------------------------------------------------------------


@dataclass(slots=True)
class JudgedRow:
    """One row: what would be sent, or what is wrong. `before`: as what it was sent."""

    number: int
    typed: Typed
    said: Said | None = None
    wrong: list[tuple[str, str]] = field(default_factory=list)  # label, words
    before: str = ""

    @property
    def key(self) -> str:
        return self.typed.get(KEY, "")

    @property
    def cells(self) -> list[tuple[str, str]]:
        """What was typed, by the label of its column, in the order of the sheet."""
        there = [c for c in COLUMNS if c.code in self.typed and c.code != KEY]
        return [(column.label, self.typed[column.code]) for column in there]

    @property
    def is_danger(self) -> bool:
        """Whether it says that somebody is in danger now."""
        return self.said is not None and self.said.danger_now == Answer.YES

    @property
    def whom(self) -> str:
        """Whom the row is about, as it was typed."""
        names = (self.typed.get(f"victim.{n}", "") for n in NAMES)
        return " ".join(filter(None, names)) or "Name not given"

    @property
    def is_ready(self) -> bool:
        return self.said is not None and not self.before


def judged(rows: Sequence[tuple[int, Typed]], me: Referrer) -> list[JudgedRow]:
    """Each row by itself, and none with the reference of one above.

    `me` refers where the columns of who refers are empty.
    """
    found = [_judged(number, typed, me) for number, typed in rows]
    first: dict[str, int] = {}
    for row in found:
        if row.key and row.key in first:
            row.said = None
            row.wrong.append(
                (KEY_LABEL, f"Row {first[row.key]} has it too. Give each its own.")
            )
        first.setdefault(row.key, row.number)
    return found


def _judged(number: int, typed: Typed, me: Referrer) -> JudgedRow:
    row = JudgedRow(number, typed)
    if not row.key:
        row.wrong.append((KEY_LABEL, NO_KEY))
    if len(row.key) > KEY_LONGEST:
        row.wrong.append((KEY_LABEL, f"Shorten it to {KEY_LONGEST} characters."))
    parts: dict[str, dict[str, Any]] = {}
    for code, text in typed.items():
        column = BY_CODE[code]
        if code == KEY:
            continue
        try:
            parts.setdefault(column.part, {})[column.name] = _value(column, text)
        except ValueError as error:
            row.wrong.append((column.label, str(error)))
    if "referrer" not in parts:
        parts["referrer"] = {n: getattr(me, n) for n in fields_of("referrer")}
    intake = Intake(parts)
    said = intake.said(source=Referral.Source.SPREADSHEET, key=row.key)
    refused = {label for label, _ in row.wrong}
    row.wrong += [one for one in map(_shown, intake.wrong) if one[0] not in refused]
    row.said = None if row.wrong else said
    return row


def _shown(wrong: Wrong) -> tuple[str, str]:
    column = BY_CODE.get(f"{wrong.part}.{wrong.name}")
    return (column.label if column else "", wrong.words)


def _value(column: SheetColumn, text: str) -> Any:
    """What a cell means. Raises ValueError, in words, for what is not allowed."""
    if column.is_yes_no:
        if _plain(text) in MEANS_YES | MEANS_NO:
            return _plain(text) in MEANS_YES
        raise ValueError("Write Yes, or leave it empty.")
    if column.is_several:
        whole = _word(column, text)
        return [whole] if whole is not None else _words(column, text)
    if column.words:
        found = _word(column, text)
        if found is None:
            raise ValueError(_choose(column))
        return found
    if column.name == "other_names":
        return [name.strip() for name in re.split(r"[;\n]", text) if name.strip()]
    return text


def _words(column: SheetColumn, text: str) -> list[str]:
    pieces = [one.strip() for one in re.split(r"[;\n]", text) if one.strip()]
    if len(pieces) == 1:
        pieces = [one.strip() for one in text.split(",") if one.strip()]
    found = [_word(column, one) for one in pieces]
    if None in found or not found:
        raise ValueError(_choose(column))
    return [one for one in found if one is not None]


def _word(column: SheetColumn, text: str) -> str | None:
    """The code of an allowed word: its own words or its code, in any case."""
    said = _plain(text).replace("’", "'")
    for code, words in column.words.items():
        if said in (_plain(words).replace("’", "'"), code.lower()):
            return code
    return None


def _choose(column: SheetColumn) -> str:
    words = "; ".join(w for code, w in column.words.items() if code)
    return f"Choose from: {words}."
