"""What is hashed of an event and of a seal: the same as in `sql_seals`, in Python.

Checking must not trust a function that the owner of the tables can replace. So this is
written a second time, over plain columns; a test holds both to each other.

- A text becomes its length in bytes, ":" and itself; NULL becomes "-".
- A list becomes its bounds as PostgreSQL writes them ("[1:2]", nothing for an empty
  list) and its items, each as a text; NULL becomes "-".
- Numbers are decimal, ids of people and cases lower-case UUIDs, moments UTC to the
  microsecond as 2026-11-19T09:30:00.000000Z, bytes hexadecimal.
- An event is "concord.event.1 " and all its columns in the order of COLUMNS; its leaf
  is the id as 8 bytes, the highest first, and the SHA-256 of that.
- A root is the SHA-256 of the root before, "concord.seal.1 " and the seal's fields, and
  the leaves. Before the first block stand 32 zero bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

FORM = 1
NO_ROOT = bytes(32)
LEAF_BYTES = 40
COLUMNS = (
    "id",
    "era",
    "xid",
    "at",
    "actor",
    "membership_id",
    "account_id",
    "team_id",
    "partnership_id",
    "verb",
    "door",
    "table_name",
    "row_id",
    "case_ids",
    "person_ids",
    "parts",
    "columns",
    "n",
    "terms_mark",
    "why",
)
LISTS = ("case_ids", "person_ids", "parts", "columns")
MOMENT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"


def _selected(column: str) -> str:
    """One column as text, by what only a superuser could replace.

    As text, so that no value is beyond what Python can hold: a row that was changed to
    the year infinity has to be named, not to end the check.
    """
    if column in LISTS:
        return f"{column}::text[], pg_catalog.array_dims({column})"
    if column == "at":
        return MOMENT.format("at").replace("to_char", "pg_catalog.to_char")
    if column == "terms_mark":
        return "pg_catalog.encode(terms_mark, 'hex')"
    return f"{column}::text"


SELECTED = ", ".join(_selected(column) for column in COLUMNS)
_FIRST_LIST = COLUMNS.index("case_ids")
_AFTER_LISTS = _FIRST_LIST + 2 * len(LISTS)


class SealText(NamedTuple):
    """The fields of a seal that its root covers, as they are hashed."""

    form: int
    n: int
    era: int
    from_xid: int
    to_xid: int
    first_id: int
    last_id: int
    rows: int
    sealed_at: str


def measured(said: str | None) -> bytes:
    """A text with its length in bytes in front; "-" for nothing at all."""
    if said is None:
        return b"-"
    raw = said.encode()
    return b"%d:%b" % (len(raw), raw)


def measured_list(items: Sequence[Any] | None, bounds: str | None) -> bytes:
    """A list with its bounds in front; lists within it are taken item by item."""
    if items is None:
        return b"-"
    return measured(bounds or "") + b"".join(measured(item) for item in _flat(items))


def _flat(items: Sequence[Any]) -> list[str | None]:
    found: list[str | None] = []
    for item in items:
        found += _flat(item) if isinstance(item, list) else [item]
    return found


def event_text(row: Sequence[Any]) -> bytes:
    """What is hashed of an event. `row` is what SELECTED selects."""
    pieces = [b"concord.event.1 "]
    pieces += [measured(value) for value in row[:_FIRST_LIST]]
    for place in range(_FIRST_LIST, _AFTER_LISTS, 2):
        pieces.append(measured_list(row[place], row[place + 1]))
    pieces += [measured(value) for value in row[_AFTER_LISTS:]]
    return b"".join(pieces)


def event_hash(row: Sequence[Any]) -> bytes:
    """The hash of an event's leaf, 32 bytes."""
    return hashlib.sha256(event_text(row)).digest()


def leaves(raw: bytes) -> dict[int, bytes]:
    """The leaves of a block: the hash of each row by its id."""
    return {
        int.from_bytes(raw[at : at + 8], "big", signed=True): raw[
            at + 8 : at + LEAF_BYTES
        ]
        for at in range(0, len(raw), LEAF_BYTES)
    }


def root(before: bytes, said: SealText, raw_leaves: bytes) -> bytes:
    """The root of a block after the root `before` it."""
    text = b"concord.seal.%d " % said.form
    text += b"".join(measured(str(value)) for value in said[1:])
    return hashlib.sha256(before + text + raw_leaves).digest()
