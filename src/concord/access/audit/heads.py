"""Heads of the chain, outside of the database: a file of JSON lines.

Whoever owns the tables can compute a whole chain anew. They can't do it unseen once a
head has left: to this file, which should lie where they can't write, and by letter to
the auditors.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

HEAD = "audit_head"
ERA = "audit_era"  # a backup was restored: what came after seal `n` is gone

FORGOTTEN = "audit_terms"  # the key of a month's search words was destroyed


class Unreadable(Exception):
    """The file of heads can't be read, or was tampered with. Says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a head (`root` is its hash), an era, or a month that was forgotten.

    `n` is the number of a seal; of a month, 202605 for May 2026.
    """

    kind: str
    at: dt.datetime
    n: int
    root: bytes = b""


def place() -> Path:
    """The file that heads are kept in."""
    return Path(settings.CONCORD_LEDGER)


def append(*, n: int, root: bytes) -> None:
    """Keep a head outside. Raises OSError where it can't be written."""
    _append({"kind": HEAD, "n": n, "root": root.hex()})


def append_era(*, n: int, era: int) -> None:
    """Keep that `era` began after seal `n`: later heads before this line are lost."""
    _append({"kind": ERA, "n": n, "era": era})


def append_forgotten(month: dt.date) -> None:
    """Keep that a month's key was destroyed: a restore must not bring it back."""
    _append({"kind": FORGOTTEN, "n": month.year * 100 + month.month})


def read(file: Path | None = None) -> list[Line]:
    """All lines about the audit, the oldest first; none where there is no file.

    Raises Unreadable.
    """
    try:
        return list(_lines(file or place()))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable(str(error)) from error


def is_writable() -> bool:
    """Whether a head could be appended now."""
    file = place()
    if file.exists():
        return os.access(file, os.W_OK)
    return os.access(file.parent, os.W_OK)


def _append(fact: dict[str, Any]) -> None:
    line = {**fact, "at": dt.datetime.now(dt.UTC).isoformat()}
    file = place()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as ledger:
        ledger.write(json.dumps(line, separators=(",", ":")) + "\n")
        ledger.flush()
        os.fsync(ledger.fileno())


def _lines(file: Path) -> Iterator[Line]:
    for raw in file.read_text(encoding="utf-8").splitlines():
        found = json.loads(raw)
        if found["kind"] in (HEAD, ERA, FORGOTTEN):
            yield Line(
                kind=found["kind"],
                at=dt.datetime.fromisoformat(found["at"]),
                n=int(found["n"]),
                root=bytes.fromhex(found.get("root", "")),
            )
