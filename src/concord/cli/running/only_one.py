"""One `concord run` per home folder; the second learns where the first is."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click


@contextlib.contextmanager
def only_one(home: Path, address: str) -> Iterator[None]:
    """Holds the lock of `home` and notes in it who runs where.

    The system itself frees the lock of a process that was killed, so a file that was
    left over never stands in the way. Raises ClickException if another one runs.
    """
    with (home / "run.lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(_who(file, home)) from None
        file.truncate(0)
        started = datetime.now(UTC).isoformat(timespec="seconds")
        note = {"pid": os.getpid(), "address": address, "started": started}
        file.write(json.dumps(note))
        file.flush()
        yield
        file.truncate(0)


def _who(file: IO[str], home: Path) -> str:
    file.seek(0)
    try:
        note = json.loads(file.read())
        return (
            f"Concord already runs on {home}: {note['address']}, process "
            f"{note['pid']}, since {note['started']}. Stop it with Ctrl-C there, or "
            "set CONCORD_HOME to another folder to run a second one."
        )
    except (ValueError, KeyError):
        return f"Concord is just starting or stopping on {home}. Try again in a moment."
