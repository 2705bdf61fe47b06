"""One door for every kind of file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from concord.foundation.documents.reading.blocks import Document
from concord.foundation.documents.reading.limits import (
    Account,
    Limits,
    Progress,
)
from concord.foundation.documents.reading.plain_text import read_text

Reader = Callable[[Path, Account], Document]


def read(
    path: Path | str, *, limits: Limits | None = None, progress: Progress | None = None
) -> Document:
    """The file's blocks in reading order.

    Raises UnreadableFile, with one plain line and a way to go on, for anything that is
    broken, hostile, empty or of another kind than its name says.
    """
    path = Path(path)
    account = Account(limits or Limits(), progress)
    return read_text(path, account)
