"""Reading a filled template or CSV back: what stands in which cell, as typed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from concord.foundation.documents.inert import as_typed
from concord.foundation.documents.reading.limits import UnreadableFile
from concord.foundation.documents.reading.rows import SheetRow, rows_of
from concord.foundation.ui.words import listed
from concord.returns.checking import Entry, Key, NotAPermission, permission_in
from concord.returns.files.layout import (
    FIGURE,
    KEY,
    MARK,
    PERMISSION,
    PERMISSIONS,
    SEEN,
    SHEET,
    SINCE,
    WHY,
    identity,
    key_in,
    written,
)
from concord.returns.models import ReturnFile, ReturnWindow
from concord.returns.models.submissions import LONGEST_TYPED

LETTER = "ABCDEFGH"
Stored = dict[str, str]


class OtherReturn(UnreadableFile):
    """The file is one of another return."""


@dataclass(slots=True)
class Filled:
    """What stood in a file. `asides` are rows that were left out, in words."""

    kind: str
    cells: list[Stored] = field(default_factory=list)
    permissions: dict[str, bool] = field(default_factory=dict)
    asides: list[str] = field(default_factory=list)


def read_return(
    name: str, content: bytes, window: ReturnWindow, keys: Iterable[Key]
) -> Filled:
    """The cells of a file for this window.

    Raises UnreadableFile, in one line for a person, for what is no such file; a row
    that can't be placed is left out and said.
    """
    rows = rows_of(name, content, sheet=SHEET)
    _check_identity(rows, window)
    is_csv = not name.lower().endswith(".xlsx")
    found = Filled(ReturnFile.Kind.CSV if is_csv else ReturnFile.Kind.XLSX)
    known = set(keys)
    places: dict[Key, list[SheetRow]] = {}
    for row in rows:
        first = _cell(row, KEY)
        if first in PERMISSIONS:
            _permission(found, row, first)
        elif first and not first.startswith(MARK) and first != "Key":
            places.setdefault(key_in(first), []).append(row)
        elif not first and _cell(row, FIGURE):
            found.asides.append(
                f"Row {row.number}: “{_cell(row, FIGURE)[:40]}” stands beside no "
                "question, and is left out. Use the template, and keep its rows."
            )
    for key, of_key in places.items():
        _take(found, key, of_key, known)
    missing = [key for key in known if key not in places]
    if missing:
        found.asides.append(
            f"Not in the file, and left as they are here: {len(missing)} of "
            f"{len(known)} figures."
        )
    return found


def _check_identity(rows: list[SheetRow], window: ReturnWindow) -> None:
    marks = [_cell(row, KEY) for row in rows if _cell(row, KEY).startswith(MARK)]
    if not marks:
        raise OtherReturn(
            "The file does not say which return it is for. Take the template of this "
            "return, and copy the figures into it."
        )
    if marks[0] != identity(window):
        raise OtherReturn(
            "The file is the template of another return, or of another version of the "
            "sheet. Take the template of this return, and copy the figures into it."
        )


def _take(found: Filled, key: Key, rows: list[SheetRow], known: set[Key]) -> None:
    if key not in known:
        found.asides.append(
            f"Row {rows[0].number}: the sheet asks nothing with the key "
            f"“{written(key)[:60]}”. It is left out."
        )
        return
    if len(rows) > 1:
        numbers = listed([str(row.number) for row in rows])
        found.asides.append(
            f"“{written(key)}” stands in rows {numbers}. None of them is taken: keep "
            "one."
        )
        return
    [row] = rows
    found.cells.append(
        {
            "field": key[0],
            "category": key[1],
            "typed": as_typed(_cell(row, FIGURE))[:LONGEST_TYPED],
            "why": as_typed(_cell(row, WHY))[:LONGEST_TYPED],
            "since": as_typed(_cell(row, SINCE))[:80],
            "permission": _of_figure(found, row),
            "seen": _cell(row, SEEN),
            "place": f"{LETTER[FIGURE]}{row.number}",
        }
    )


def _permission(found: Filled, row: SheetRow, code: str) -> None:
    said = _cell(row, FIGURE).casefold()
    if said in ("yes", "y", "true"):
        found.permissions[code] = True
    elif said in ("no", "n", "false"):
        found.permissions[code] = False
    else:
        found.asides.append(
            f"{LETTER[FIGURE]}{row.number}: “{_cell(row, FIGURE)[:40]}” is neither Yes "
            "nor No. It stays as it is here."
        )


def _of_figure(found: Filled, row: SheetRow) -> str:
    """The words of its permission; none, and said aside, where they are unknown."""
    said = _cell(row, PERMISSION)
    try:
        permission_in(said)
    except NotAPermission as error:
        place = f"{LETTER[PERMISSION]}{row.number}"
        found.asides.append(f"{place}: {error}. It stays as it is here.")
        return ""
    return said


def _cell(row: SheetRow, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""


def entries_in(cells: Iterable[Stored]) -> Iterator[tuple[Key, Entry, Entry | None]]:
    """Key, what was typed, and what the template had said when it was made."""
    for cell in cells:
        allowed = permission_in(cell.get("permission", ""))
        entry = Entry(cell["typed"], cell["why"], cell["since"], allowed)
        yield (cell["field"], cell["category"]), entry, _seen(cell.get("seen", ""))


def _seen(said: str) -> Entry | None:
    try:
        parts = json.loads(said)
    except ValueError:
        return None
    if isinstance(parts, list) and len(parts) == 4:
        return Entry(*(str(part) for part in parts))
    return None
