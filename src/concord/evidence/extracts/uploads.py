"""Uploaded files on their way to the worker: a private folder, never the database."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from concord.evidence.models import Extract
from concord.linkage.scratch import overwrite

KEPT_SECONDS = 7 * 24 * 3600.0


def _folder() -> Path:
    folder = Path(settings.CONCORD_HOME) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def place_of(extract: Extract) -> Path:
    """Where the file of this extract lies until it is counted."""
    return _folder() / f"{extract.pk}"


def put(extract: Extract, blocks: Iterable[bytes]) -> Path:
    """Keep an upload, for its owner only, whole or not at all."""
    path = place_of(extract)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    made = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "wb") as file:
        file.writelines(blocks)
    part.replace(path)
    return path


def remove(path: Path) -> None:
    """Overwrite a file and remove it; and those that nobody came back for."""
    for one in (path, *_folder().iterdir()):
        if not one.exists():
            continue
        if one == path or time.time() - one.stat().st_mtime > KEPT_SECONDS:
            overwrite(one)
            one.unlink(missing_ok=True)
