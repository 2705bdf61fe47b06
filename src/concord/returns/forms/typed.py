"""What a browser sent for the cells of a return, read without trust."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.http import QueryDict

from concord.returns.actions.filling import Typed
from concord.returns.checking import Entry, Key, keys_of
from concord.returns.checking.allowed import WORDS
from concord.returns.models import SheetField
from concord.returns.queries.form import Cell, name_of


def typed_of(posted: QueryDict, fields: Iterable[SheetField]) -> dict[Key, Typed]:
    """By cell; a cell that the browser did not send is left as it is."""
    found: dict[Key, Typed] = {}
    for one in fields:
        for key in keys_of(one.rule()):
            name = name_of(one, key[1])
            if name not in posted:
                continue
            entry = Entry(
                typed=_plain(posted.get(name, "")),
                why=_plain(posted.get(f"why-{name}", "")),
                changed_on=_plain(posted.get(f"since-{name}", "")),
                permission=_permission(posted.get(f"use-{name}")),
            )
            found[key] = Typed(entry, _seen(posted.get(f"seen-{name}", "")))
    return found


def _plain(said: str | None) -> str:
    """Lines end in one way, and no sign is one that a database refuses."""
    return (said or "").replace("\r\n", "\n").replace("\0", "\ufffd").strip(" \t")


def _permission(said: str | None) -> str | None:
    """One of the choices; None where the page had none, or another word came."""
    return said if said in WORDS else None


def _seen(said: str | None) -> Entry | None:
    try:
        parts = json.loads(said or "")
    except ValueError:
        return None
    is_one = isinstance(parts, list) and len(parts) == 4
    if not is_one or not all(isinstance(part, str) for part in parts):
        return None
    return Entry(*parts)


def seen_json(cell: Cell) -> str:
    """What the page knows of a cell, to be sent back with what is typed."""
    seen = cell.seen
    return json.dumps([seen.typed, seen.why, seen.changed_on, seen.permission])
