"""Reading an uploaded strategy, in a process that may fail without harm."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from concord.access.actor import Actor, acting_as
from concord.foundation.jobs import RETRY, app
from concord.foundation.observing import get_logger
from concord.plan.actions import importing
from concord.plan.importing import Draft

log = get_logger(__name__)

PRINCIPAL = "plan.imports"
SPOOL = "concord-import-"
WALL_SECONDS = 240.0
PROGRESS_SECONDS = 0.5
STALE_SECONDS = 3600.0
BROKE = (
    "The file could not be read: the reader stopped in the middle. Save it again in "
    "another format (.docx, .xlsx or .txt) and try that, or type the actions by hand."
)
TOO_LONG = (
    "The file took too long to read: save only the pages with the plan and try again, "
    "or type the actions by hand."
)


@app.task(name="plan.read_import", retry=RETRY)
def read_import(partnership_id: int, draft_id: str) -> None:
    """Read one upload; it ends ready or refused, once, however often this is run.

    A worker that is killed leaves the import "being read", and the next one begins
    again: what was read is kept in one step at the end.
    """
    by = Actor.from_job(PRINCIPAL, partnership_id)
    with acting_as(by, why="Read by the worker"):
        given = importing.start_reading(draft_id=draft_id, by=by)
    if given is None:
        return
    name, content = given
    _forget_stale()
    with tempfile.TemporaryDirectory(prefix=SPOOL) as folder:
        # The ending matters to the reader, the rest of the name is a stranger's.
        path = Path(folder) / f"upload{Path(name).suffix.lower()}"
        path.write_bytes(content)
        del given, content
        answer = _read(path, _teller(draft_id, by))
    if answer is None:
        return  # dropped meanwhile
    with acting_as(by, why="Read by the worker"):
        if "draft" in answer:
            draft = Draft.from_record(answer["draft"])
            importing.finish(draft_id=draft_id, draft=draft, by=by)
            log.info("import_read", subject_id=draft_id, count=len(draft.actions))
        else:
            importing.refuse(draft_id=draft_id, why=answer["refused"], by=by)
            log.info("import_refused", subject_id=draft_id)


Tell = Callable[[int, int, str], bool]


def _teller(draft_id: str, by: Actor) -> Tell:
    """Writes progress in small transactions, twice a second at most."""
    last = 0.0

    def tell(done: int, total: int, what: str) -> bool:
        nonlocal last
        now = time.monotonic()
        if now - last < PROGRESS_SECONDS:
            return True
        last = now
        with acting_as(by):
            return importing.note_progress(
                draft_id=draft_id, done=done, total=total, message=what, by=by
            )

    return tell


def _read(path: Path, tell: Tell) -> dict[str, Any] | None:
    """The reader's last word; None when nobody wants it any more."""
    process = subprocess.Popen(  # noqa: S603 - our own program, and a path we chose
        [sys.executable, "-m", "concord.plan.reading_apart", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # No address of the database, no keys: a file that breaks out finds none.
        env={
            name: value
            for name, value in os.environ.items()
            if name in {"PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR"}
        },
    )
    late = threading.Timer(WALL_SECONDS, process.kill)
    late.start()
    started = time.monotonic()
    try:
        for said in _lines(process):
            if "draft" in said or "refused" in said:
                return said
            if not tell(said["done"], said["total"], said["what"]):
                return None
    finally:
        late.cancel()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
    took = time.monotonic() - started
    return {"refused": TOO_LONG if took >= WALL_SECONDS - 1 else BROKE}


def _lines(process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    assert process.stdout is not None  # noqa: S101 - it was asked for above
    for line in process.stdout:
        try:
            yield json.loads(line)
        except ValueError:
            return  # killed in the middle of a line


def _forget_stale() -> None:
    """Deletes what killed workers left in the spool."""
    for folder in Path(tempfile.gettempdir()).glob(f"{SPOOL}*"):
        try:
            old = time.time() - folder.stat().st_mtime > STALE_SECONDS
        except OSError:
            continue
        if old:
            shutil.rmtree(folder, ignore_errors=True)
