"""Heads of the chain, outside of the database: lines of the ledger.

Whoever owns the tables can compute a whole chain anew. They can't do it unseen once a
head has left: to the ledger, which should lie where they can't write, and by letter to
the auditors.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from concord.foundation import ledger

HEAD = "audit_head"
ERA = "audit_era"  # a backup was restored: what came after seal `n` is gone

FORGOTTEN = "audit_terms"  # the key of a month's search words was destroyed


class Unreadable(Exception):
    """The file of heads can't be read, or was tampered with. Says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a head (`root` is its hash), an era, or a month that was forgotten.

    `n` is the number of a seal; of a month, 202605 for May 2026. `mark` is the era's,
    which an event in the database that it was begun in bears too.
    """

    kind: str
    at: dt.datetime
    n: int
    root: bytes = b""
    mark: str = ""


def place() -> Path:
    """The file that heads are kept in."""
    return Path(settings.CONCORD_LEDGER)


def append(*, n: int, root: bytes) -> None:
    """Keep a head outside. Raises OSError where it can't be written, and Unreadable."""
    _append(HEAD, n=n, root=root)


def append_era(*, n: int, era: int, mark: UUID, file: Path | None = None) -> None:
    """Keep that `era` began after seal `n`: later heads before this line are lost."""
    _append(ERA, file=file, n=n, era=era, mark=mark)


def append_forgotten(month: dt.date) -> None:
    """Keep that a month's key was destroyed: a restore must not bring it back."""
    _append(FORGOTTEN, n=month.year * 100 + month.month)


def read(file: Path | None = None) -> list[Line]:
    """All lines about the audit, the oldest first; none where there is no file.

    The ledger's own, or those that somebody kept of it in another file. Raises
    Unreadable.
    """
    try:
        return [*(of(ledger.read()) if file is None else _copied(file))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, ledger.Broken) as error:
        raise Unreadable(str(error)) from error


def of(lines: Iterable[ledger.Line]) -> Iterator[Line]:
    """Those lines of a ledger that are about the audit."""
    for line in lines:
        if line.kind in (HEAD, ERA, FORGOTTEN):
            yield _line(line.kind, line.at, line.facts)


def is_writable() -> bool:
    """Whether a head could be appended now."""
    file = place()
    if file.exists():
        return os.access(file, os.W_OK)
    return os.access(file.parent, os.W_OK)


def _append(kind: str, *, file: Path | None = None, **facts: ledger.Fact) -> None:
    try:
        ledger.append(kind, file=file, **facts)
    except ledger.Broken as error:
        raise Unreadable(str(error)) from error


def _copied(file: Path) -> Iterator[Line]:
    """Lines that were taken out of a ledger may not follow from each other."""
    for raw in file.read_text(encoding="utf-8").splitlines():
        found = json.loads(raw)
        if found["kind"] in (HEAD, ERA, FORGOTTEN):
            at = dt.datetime.fromisoformat(found["at"])
            yield _line(found["kind"], at, found)


def _line(kind: str, at: dt.datetime, facts: dict[str, Any]) -> Line:
    root, mark = facts.get("root", ""), str(facts.get("mark", ""))
    return Line(kind, at, int(facts["n"]), bytes.fromhex(root), mark)
