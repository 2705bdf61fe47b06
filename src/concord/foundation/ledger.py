"""A file of facts that must outlive the database: a chain of lines, held by hashes.

A restored database is as old as its backup. What must not come undone by that is
written here as well, outside of it: a line of JSON for each fact,

    {"kind": "disposal", "at": "2026-11-22T09:14:03+00:00", "case": "...", "by": 12,
     "before": "..."}

where `before` is the SHA-256 of the line before it. Changing, removing or adding a line
anywhere but at the end breaks the chain; whoever kept a later hash elsewhere also
notices when the end is missing.

The file lies where backups lie, unencrypted: it takes numbers, ids, times and hashes,
and no words.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

Fact = int | str | UUID | datetime | bytes

BEGINNING = "0" * 64  # what the first line names as the one before it
OWN = ("kind", "at", "before")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
HASH = re.compile(r"[0-9a-f]{32,128}")
PRINCIPAL = re.compile(r"job:[a-z_]+(\.[a-z_]+)*")


class Broken(Exception):
    """The chain does not hold: somebody changed, removed or added a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact. `number` counts from 1; `digest` is what the next line names."""

    number: int
    kind: str
    at: datetime
    facts: dict[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class Head:
    """How far a ledger has got: its number of lines, and the hash of the last."""

    lines: int
    digest: str


def append(kind: str, *, file: Path | None = None, **facts: Fact) -> Line:
    """Adds a line, and returns when it is on the disk.

    Call it before the transaction commits that it tells of, as the last thing: where
    that then fails, a restore does what the line says; were the line missing, a
    restore would undo what was done. Bytes are kept as hex.
    Raises ValueError for what may not stand here, Broken for a damaged ledger, and
    OSError where it can't be written; then nothing was added.
    """
    kept = _checked(kind, facts)
    with _locked(_place(file)) as descriptor:
        content = _content(descriptor)
        _, head = _follow(content)
        at = datetime.now(UTC)
        line = {"kind": kind, "at": at.isoformat(), **kept, "before": head.digest}
        raw = json.dumps(line, separators=(",", ":")).encode()
        # The half line of a power cut is closed, and stays as it is.
        torn = content and not content.endswith(b"\n")
        _write(descriptor, (b"\n" if torn else b"") + raw + b"\n", len(content))
    number = head.lines + (2 if torn else 1)
    return Line(number, kind, at, kept, hashlib.sha256(raw).hexdigest())


def read(file: Path | None = None) -> tuple[Line, ...]:
    """All lines, the oldest first; none where there is no file.

    Raises Broken where the chain does not hold, and OSError where it can't be read.
    """
    lines, _ = _follow(_bytes(_place(file)))
    return lines


def verify(file: Path | None = None) -> Head:
    """Follows the chain to its end. Raises as `read` does."""
    _, head = _follow(_bytes(_place(file)))
    return head


def holds(lines: tuple[Line, ...], head: Head) -> bool:
    """Whether these are the lines that had got as far as `head`, or go on from it."""
    return head.digest == BEGINNING or any(
        line.number == head.lines and line.digest == head.digest for line in lines
    )


def _place(file: Path | None) -> Path:
    from django.conf import settings

    return file if file is not None else Path(settings.CONCORD_LEDGER)


def _checked(kind: str, facts: dict[str, Fact]) -> dict[str, Any]:
    for name in (kind, *facts):
        if not NAME.fullmatch(name) or name in OWN:
            raise ValueError(
                "A kind or the name of a fact is not a name for the ledger."
            )
    return {name: _plain(name, value) for name, value in facts.items()}


def _plain(name: str, value: Fact) -> int | str:
    """The value as JSON keeps it; what could be somebody's name is refused."""
    if isinstance(value, int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str) and (_is_uuid(value) or _is_code(value)):
        return value
    raise ValueError(
        f"{name}: the ledger keeps numbers, ids, times and hashes only, and this is "
        "none of them."
    )


def _is_uuid(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


def _is_code(value: str) -> bool:
    return bool(HASH.fullmatch(value) or PRINCIPAL.fullmatch(value))


def _follow(content: bytes) -> tuple[tuple[Line, ...], Head]:
    """The lines and the head of a whole ledger.

    What a power cut left half written is no line: nobody was told that it was done,
    and the line after it goes on from the one before it.
    """
    *whole, _ = content.split(b"\n")
    lines: list[Line] = []
    before = BEGINNING
    for number, raw in enumerate(whole, 1):
        found = _loaded(raw)
        if found is None and number < len(whole):
            continue
        if found is None or found.pop("before") != before:
            raise Broken(
                f"Line {number} of the ledger does not follow from the one before it: "
                "a line was changed, removed or added."
            )
        before = hashlib.sha256(raw).hexdigest()
        kind, at = found.pop("kind"), datetime.fromisoformat(found.pop("at"))
        lines.append(Line(number, kind, at, found, before))
    return tuple(lines), Head(len(whole), before)


def _loaded(raw: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(raw)
    except ValueError:
        return None
    return found if isinstance(found, dict) and set(OWN) <= set(found) else None


@contextlib.contextmanager
def _locked(place: Path) -> Iterator[int]:
    """The file, made if there is none, for one writer at a time."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = not place.exists()
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
    descriptor = os.open(place, flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if new:
            _sync_folder(place.parent)
        yield descriptor
    finally:
        os.close(descriptor)


def _bytes(place: Path) -> bytes:
    try:
        descriptor = os.open(place, os.O_RDONLY)
    except FileNotFoundError:
        return b""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        return _content(descriptor)
    finally:
        os.close(descriptor)


def _content(descriptor: int) -> bytes:
    with os.fdopen(os.dup(descriptor), "rb") as file:
        file.seek(0)
        return file.read()


def _write(descriptor: int, raw: bytes, length: int) -> None:
    """All of it on the disk, or none."""
    try:
        written = os.write(descriptor, raw)
        if written != len(raw):
            raise OSError(f"only {written} of {len(raw)} bytes were written")
        os.fsync(descriptor)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, length)
        raise


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
