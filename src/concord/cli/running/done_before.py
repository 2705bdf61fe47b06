"""What an earlier start did already, so that the next one takes seconds."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import os
from pathlib import Path

from concord.foundation.database import embedded
from concord.foundation.database.embedded.server import connect

SOURCE = Path(__file__).resolve().parents[2]


def mark(server: embedded.Server, keys: dict[str, str]) -> str:
    """Changes with the code, the libraries, the secrets and the data folder.

    Only then have tables and examples to be looked at again.
    """
    found = hashlib.sha256()
    with connect(server) as connection:
        row = connection.execute(
            "SELECT system_identifier FROM pg_control_system()"
        ).fetchone()
    found.update(repr(row).encode())
    for folder, _, names in sorted(os.walk(SOURCE)):
        for name in sorted(names):
            if not name.endswith((".pyc", ".css", ".html")):
                status = (Path(folder) / name).stat()
                found.update(f"{name}{status.st_mtime_ns}{status.st_size}".encode())
    libraries = (f"{d.name}{d.version}" for d in importlib.metadata.distributions())
    found.update("".join(sorted(libraries)).encode())
    found.update(repr(sorted(keys.items())).encode())
    return found.hexdigest()


def recall(home: Path, step: str, mark: str) -> str | None:
    """What the step printed when it was done for this mark; None if it wasn't."""
    try:
        note = json.loads(_file(home, step).read_text())
        return str(note["printed"]) if note["mark"] == mark else None
    except (OSError, ValueError, KeyError):
        return None


def remember(home: Path, step: str, mark: str, printed: str) -> None:
    """Notes that the step is done. A note that can't be written does no harm."""
    with contextlib.suppress(OSError):
        file = _file(home, step)
        file.touch(mode=0o600)
        file.write_text(json.dumps({"mark": mark, "printed": printed}))


def forget(home: Path) -> None:
    """After a failure the next start looks at everything again."""
    for file in home.glob("done-*.json"):
        file.unlink(missing_ok=True)


def _file(home: Path, step: str) -> Path:
    return home / f"done-{step}.json"
