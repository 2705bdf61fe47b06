"""`concord backup`: the whole database into one encrypted file, or no file at all."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import psycopg

from concord.cli import manifest as manifests
from concord.cli.backup_file import Packed
from concord.cli.manifest import Manifest
from concord.cli.mishaps import NotDone, explained
from concord.foundation import envelope, ledger
from concord.foundation.database import programs

# Longer than any page waits, shorter than a migration of large tables: then it fails.
LOCK_SECONDS = 120
ROLE = "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
UNREADABLE = manifests.ours(
    """
    SELECT n.nspname || '.' || o.relname FROM pg_class o
    JOIN pg_namespace n ON n.oid = o.relnamespace
    WHERE o.relkind IN ('r', 'p', 'm', 'S') AND {ours}
      AND NOT (has_schema_privilege(n.oid, 'USAGE')
               AND CASE o.relkind
                   WHEN 'S' THEN has_sequence_privilege(o.oid, 'SELECT')
                   ELSE has_table_privilege(o.oid, 'SELECT') END)
    ORDER BY 1
    """
)


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is whole and on the disk."""

    file: Path
    size: int  # bytes
    sha256: str
    manifest: Manifest


def back_up(
    url: str, recipients: Sequence[str], out: Path, *, ledger_file: Path | None = None
) -> Made:
    """Writes what the database at `url` holds to `out`, a file or a folder.

    The file has its name only when it is whole; beside it stands its SHA-256, and the
    ledger keeps that it was made. Raises NotDone, and then there is no file.
    """
    with explained():
        # The ledger first: what is disposed of from here on has a later line.
        head = ledger.verify(ledger_file)
        with psycopg.connect(url, connect_timeout=10) as connection:
            require_reader(connection)
            file = _name(out)
            with half_written(file) as half:
                target = Counted(half)
                manifest = _write(connection, url, recipients, target, head)
                half.flush()
                os.fsync(half.fileno())
                made = Made(file, target.size, target.sha.hexdigest(), manifest)
                write_sum(file, made.sha256)
                ledger.append("backup", file=ledger_file, sha256=made.sha256)
    return made


def require_reader(connection: psycopg.Connection) -> None:
    """The role reads everything, past the row policies, and no more than that."""
    row = connection.execute(ROLE).fetchone()
    superuser, passes = row if row else (False, False)
    role = connection.info.user
    if superuser:
        raise NotDone(
            f"{role} is a superuser, and a backup needs much less. Let "
            "CONCORD_BACKUP_DATABASE_URL name app_backup (docs/operate.md, step 1)."
        )
    if not passes:
        raise NotDone(
            f"{role} does not pass by the row policies (BYPASSRLS): its backup would "
            "hold no rows of protected tables. Let CONCORD_BACKUP_DATABASE_URL name "
            "app_backup (docs/operate.md, step 1)."
        )
    closed = [row[0] for row in connection.execute(UNREADABLE, []).fetchall()]
    if closed:
        raise NotDone(
            f"{role} may not read {', '.join(closed[:5])}"
            f"{' and others' if len(closed) > 5 else ''}. As a superuser: "
            f"GRANT pg_read_all_data TO {role}"
        )


def _name(out: Path) -> Path:
    """The file to write: `out` itself, or one named by the time in the folder `out`."""
    if not out.is_dir():
        if out.exists():
            raise NotDone(f"{out} is there already. Name another file.")
        if not out.parent.is_dir():
            raise NotDone(f"The folder {out.parent} does not exist. Make it.")
        return out
    return out / f"concord-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.age"


@contextlib.contextmanager
def half_written(file: Path) -> Iterator[IO[bytes]]:
    """The file under another name, until the block has ended well."""
    half = file.with_name(f".{file.name}.part")
    _sweep(file.parent, half.name)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        # Held while it is written: what nobody holds was left over by a kill.
        fcntl.flock(opened, fcntl.LOCK_EX)
        try:
            yield opened
            half.rename(file)
        except BaseException:
            half.unlink(missing_ok=True)
            raise
    _sync(file.parent)


def _sweep(folder: Path, name: str) -> None:
    """Removes what backups that were killed left half written."""
    for left in {*folder.glob(".concord-*.part"), folder / name}:
        with contextlib.suppress(OSError), left.open("rb") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def _write(
    connection: psycopg.Connection,
    url: str,
    recipients: Sequence[str],
    target: Counted,
    head: ledger.Head,
) -> Manifest:
    """Manifest and dump of one and the same snapshot, encrypted into `target`."""
    connection.rollback()
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    # The snapshot must live until pg_dump has taken it over.
    connection.execute("SET idle_in_transaction_session_timeout = 0")
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    manifest = manifests.take(connection, head)
    dump = [
        str(programs.find("pg_dump", manifest.postgres)),
        "--format=custom",
        "--no-password",
        f"--lock-wait-timeout={LOCK_SECONDS}s",
        f"--snapshot={row[0] if row else ''}",
        *(f"--exclude-table-data={table}" for table in manifests.ROWS_LEFT_OUT),
    ]
    with programs.running(dump, url, writes=subprocess.PIPE) as process:
        source = Packed(manifest, process.stdout or io.BytesIO())
        envelope.close(source, target, recipients)
    return manifest


class Counted:
    """A file whose bytes are counted and hashed while they are written."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.size, self.sha = file, 0, hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.file.write(data)
        self.size += len(data)
        self.sha.update(data)


def write_sum(file: Path, sha256: str) -> None:
    """Beside the file: its SHA-256, as `sha256sum --check` reads it."""
    beside = file.with_name(f"{file.name}.sha256")
    beside.write_text(f"{sha256}  {file.name}\n")
    beside.chmod(0o600)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
