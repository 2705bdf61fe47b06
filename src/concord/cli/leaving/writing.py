"""`concord export everything`: one file, whole and written down, or no file at all."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.db import Error as DatabaseError

from concord.access import reading
from concord.access.actor import Actor, NotVerified, acting_as
from concord.cli import backing_up
from concord.cli.leaving.described import columns
from concord.cli.leaving.package import PIECE, About, Package, Stream, Told
from concord.cli.leaving.taken import NoPlace, Taken, taken
from concord.cli.mishaps import NotDone, explained
from concord.foundation import envelope, ledger

PRINCIPAL = "export"
DOOR = "concord export everything"
# Longer than that, and the end of it would not be kept with the event.
LONGEST_WHY = 240


@dataclass(frozen=True, slots=True)
class Exported:
    """A package that is whole and on the disk."""

    file: Path
    size: int  # bytes
    sha256: str
    rows: int
    tables: int
    files: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be exported, and why.

    `under` is the agreement or decision by which it leaves. Without `recipients` the
    package is not encrypted.
    """

    code: str
    why: str
    under: str
    recipients: Sequence[str] = ()

    def __post_init__(self) -> None:
        for name, said in (("--why", self.why), ("--under", self.under)):
            if not said.strip():
                raise NotDone(f"{name}: say it in words. It is kept in the audit.")
            if len(said) > LONGEST_WHY:
                raise NotDone(f"{name}: {LONGEST_WHY} characters at most.")

    @property
    def reason(self) -> str:
        return f"{self.under.strip()}: {self.why.strip()}"

    @property
    def ending(self) -> str:
        return ".zip.age" if self.recipients else ".zip"


def export(
    url: str,
    wish: Wish,
    to: Path,
    *,
    ledger_file: Path | None = None,
    told: Told = lambda done, total, what: None,
) -> Exported:
    """Writes everything of a partnership, as the database at `url` has it now.

    `url` names the role of backups, which reads past the row policies. Before a row is
    read, the audit of the partnership has kept who leaves, why and under what; before
    the file has its name, how much was in it. Raises NotDone, and then there is none.
    """
    with explained():
        ledger.verify(ledger_file)
        with psycopg.connect(url, connect_timeout=10) as connection:
            backing_up.require_reader(connection)
            about = _about(connection, wish.code)
            file, tables = _name(to, wish, about.at), _tables(about)
            # What is wrong with a key is found before the audit says that all leaves.
            if wish.recipients:
                envelope.close(io.BytesIO(), io.BytesIO(), wish.recipients)
            with backing_up.half_written(file) as half:
                _note(about, wish.reason)
                about = _one_moment(connection, about)
                package = Package(connection, about, tables, told)
                target = backing_up.Counted(half)
                _write(package, target, wish.recipients)
                half.flush()
                os.fsync(half.fileno())
                made = Exported(
                    file,
                    target.size,
                    target.sha.hexdigest(),
                    package.rows,
                    len(tables),
                    package.files,
                )
                _note(about, wish.reason, rows=made.rows, sha256=made.sha256)
                backing_up.write_sum(file, made.sha256)
                ledger.append(
                    "export",
                    file=ledger_file,
                    partnership=about.partnership_id,
                    sha256=made.sha256,
                )
    return made


def _about(connection: psycopg.Connection, code: str) -> About:
    row = connection.execute(
        "SELECT id, name FROM partnership_partnership WHERE code = %s", [code]
    ).fetchone()
    if row is None:
        raise NotDone(
            "--partnership: there is none with this short code. It stands on the page "
            "Partnership."
        )
    return About(row[0], code, row[1], datetime.now(UTC))


def _name(to: Path, wish: Wish, at: datetime) -> Path:
    """The file to write: `to` itself, or one named by the time in the folder `to`."""
    if to.is_dir():
        name = f"concord-export-{wish.code}-{at:%Y-%m-%dT%H%M%SZ}{wish.ending}"
        return to / name
    if to.exists():
        raise NotDone(f"{to} is there already. Name another file.")
    if not to.parent.is_dir():
        raise NotDone(f"The folder {to.parent} does not exist. Make it.")
    if not to.name.endswith(wish.ending):
        raise NotDone(f"--to: call it something{wish.ending}, which is what it is.")
    return to


def _one_moment(connection: psycopg.Connection, about: About) -> About:
    """From here on the connection sees one snapshot, and all of it or an error."""
    connection.rollback()
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    connection.execute(f"SET lock_timeout = '{backing_up.LOCK_SECONDS}s'")
    connection.execute("SET statement_timeout = 0")
    connection.execute("SET idle_in_transaction_session_timeout = 0")
    connection.execute("SET row_security = off")
    connection.execute("SET TIME ZONE 'UTC'")
    connection.execute("SET client_encoding = 'UTF8'")
    # The first question takes the snapshot.
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    return replace(about, at=row[0]) if row else about


def _tables(about: About) -> list[Taken]:
    """What is exported; asked for its columns once, before anything is written."""
    try:
        tables = taken(about.partnership_id)
        for table in tables:
            columns(table)
    except NoPlace as error:
        raise NotDone(str(error)) from error
    return tables


def _write(
    package: Package, target: backing_up.Counted, recipients: Sequence[str]
) -> None:
    source = Stream(package.pieces())
    if recipients:
        envelope.close(source, target, recipients)
        return
    while piece := source.read(PIECE):
        target.write(piece)


def _note(about: About, why: str, *, rows: int = 0, sha256: str = "") -> None:
    """One event for the partnership's auditors, committed before this returns."""
    try:
        with acting_as(Actor.from_job(PRINCIPAL, about.partnership_id)):
            reading.note("export", door=DOOR, rows=rows, row=sha256[:40], why=why)
    except (DatabaseError, NotVerified) as error:
        raise NotDone(
            "Nothing was exported: the audit can't be written to. DATABASE_URL has to "
            "name app_runtime, as for the pages."
        ) from error
