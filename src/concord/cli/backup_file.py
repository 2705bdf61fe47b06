"""What is in the file of a backup, and how it is put together and taken apart.

    concord backup 1              a line that says what it is
    {"at": ..., "counts": ...}    what the database held: the manifest
    PGDMP...                      pg_dump's own format

inside the encryption. Without Concord, `age --decrypt`, `tail -n +3` and `pg_restore`
read it, one after the other.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from concord.cli.manifest import Manifest
from concord.cli.mishaps import NotDone
from concord.foundation import envelope
from concord.foundation.database import programs

TITLE = b"concord backup 1\n"
LONGEST_MANIFEST = 10_000_000  # bytes
# Made beforehand: the owner of the database may own no extension.
NOT_RESTORED = re.compile(
    r"^\d+; \d+ \d+ (?:EXTENSION - |COMMENT - EXTENSION |SCHEMA - public |"
    r"COMMENT - SCHEMA public )"
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in the file of a backup: read to its last byte, nothing restored yet."""

    manifest: Manifest
    sha256: str
    wanted: str  # pg_restore's list of what to restore


def look_through(file: Path, identities: str, program: Path) -> Contents:
    """Opens the file to its last byte. Raises NotDone for wrong keys and bytes."""
    with file.open("rb") as raw, tempfile.TemporaryFile() as listing:
        source, command = _Hashed(raw), [str(program), "--list"]
        with programs.running(
            command, "", writes=listing.fileno(), reads=subprocess.PIPE
        ) as process:
            target = Unpacked(process.stdin)
            with readable(file):
                envelope.open_up(source, target, identities)
                manifest = target.manifest()
        listing.seek(0)
        listed = listing.read().decode().splitlines()
    wanted = "\n".join(line for line in listed if not NOT_RESTORED.match(line))
    return Contents(manifest, source.sha.hexdigest(), wanted)


@contextlib.contextmanager
def readable(file: Path) -> Iterator[None]:
    try:
        yield
    except envelope.CannotOpen as error:
        raise NotDone(f"{file.name}: {error}. Nothing was restored.", code=2) from error


class Packed:
    """A stream of what goes into the file: title, manifest, and then the dump."""

    def __init__(self, manifest: Manifest, dump: IO[bytes]) -> None:
        said = manifest.model_dump_json().encode()
        self.first, self.dump = io.BytesIO(TITLE + said + b"\n"), dump

    def read(self, size: int = -1) -> bytes:
        return self.first.read(size) or self.dump.read(size)


class _Hashed:
    """A file whose bytes are hashed while they are read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.sha = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.sha.update(data)
        return data


class Unpacked:
    """Takes what a backup holds apart: the manifest to keep, the dump to pass on."""

    def __init__(self, dump: IO[bytes] | None) -> None:
        self.dump, self.first, self.begun = dump, b"", False

    def write(self, data: bytes) -> None:
        if self.begun:
            self._pass_on(data)
            return
        self.first += data
        if self.first[: len(TITLE)] != TITLE[: len(self.first)]:
            raise envelope.CannotOpen("it holds no backup of Concord, or a newer kind")
        end = self.first.find(b"\n", len(TITLE))
        if end >= 0:
            self.begun = True
            self.first, dump = self.first[len(TITLE) : end], self.first[end + 1 :]
            self._pass_on(dump)
        elif len(self.first) > LONGEST_MANIFEST:
            raise envelope.CannotOpen("its first lines are too long")

    def _pass_on(self, data: bytes) -> None:
        # Once its reader has read enough, the rest is only checked.
        try:
            if self.dump is not None:
                self.dump.write(data)
        except BrokenPipeError:
            self.dump = None

    def manifest(self) -> Manifest:
        try:
            return Manifest.model_validate_json(self.first if self.begun else b"")
        except ValidationError:
            raise envelope.CannotOpen("what it says about itself is wrong") from None
