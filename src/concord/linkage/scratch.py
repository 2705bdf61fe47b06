"""A folder for what does not fit into memory: private, and wiped whatever happens."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

BLOCK = bytes(1024 * 1024)


@contextlib.contextmanager
def scratch(parent: Path | None = None) -> Iterator[Path]:
    """A folder that only this user opens. Its files are overwritten and removed at the
    end: after an error, Ctrl-C, SIGTERM and SIGHUP too. After SIGKILL they stay, but
    their engines encrypt them with a key that was only in memory.
    """
    folder = Path(tempfile.mkdtemp(prefix="concord-linkage-", dir=parent))
    folder.chmod(0o700)
    try:
        with _ending_in_order():
            yield folder
    finally:
        wipe(folder)


@contextlib.contextmanager
def _ending_in_order() -> Iterator[None]:
    """Signals that end the process end it through every `finally`."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        number: signal.signal(number, _end)
        for number in (signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def wipe(folder: Path) -> None:
    """Overwrites every file with zeros and removes the folder.

    On a disk that never writes to the same place twice (SSD, copy on write) the zeros
    reach another place; there encryption is what protects.
    """
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with contextlib.suppress(OSError):
                overwrite(path)
    shutil.rmtree(folder, ignore_errors=True)


def overwrite(path: Path) -> None:
    """Writes zeros over what is in a file; it stays, to be removed."""
    left = path.stat().st_size
    with path.open("r+b", buffering=0) as file:
        while left > 0:
            left -= file.write(BLOCK[: min(left, len(BLOCK))]) or 0
        os.fsync(file.fileno())


def write_private(path: Path, text: Iterator[str]) -> None:
    """Writes a file that only its owner reads, whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.writelines(text)
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            overwrite(part)
        part.unlink(missing_ok=True)
        raise
