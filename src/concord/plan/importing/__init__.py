"""Reads a published strategy into a draft plan. Needs no database and no settings.

``import_file(path)`` reads and interprets.
"""

from __future__ import annotations

from pathlib import Path

from concord.foundation.documents.reading import Limits, Progress, UnreadableFile, read
from concord.plan.importing.draft import Draft, DraftAction, DraftPriority, Period
from concord.plan.importing.interpreting import interpret

__all__ = [
    "Draft",
    "DraftAction",
    "DraftPriority",
    "Period",
    "UnreadableFile",
    "import_file",
    "interpret",
]


def import_file(
    path: Path | str, progress: Progress | None = None, limits: Limits | None = None
) -> Draft:
    """The draft plan in a file. Raises UnreadableFile with one plain line."""
    return interpret(read(path, limits=limits, progress=progress))
