"""`concord restore`: a backup into an empty database, compared, and made fit for use.

Until everything has been compared and done, nobody but the owner may connect to it.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo, sql

from concord.access.audit import heads
from concord.cli import manifest as manifests
from concord.cli.backup_file import Contents, Unpacked, look_through, readable
from concord.cli.doctor import Result
from concord.cli.manifest import Manifest
from concord.cli.migrating import UPSERT_KEY
from concord.cli.mishaps import NotDone, explained
from concord.config.env import TRIAL_ONLY_KEY
from concord.foundation import envelope, ledger
from concord.foundation.database import programs

ROLES = ("app_runtime", "app_backup")
AGAIN = "Mend what is named, and begin again (a restore: in a new database)."
TARGET = """
    SELECT r.rolsuper OR r.rolbypassrls, d.datdba = r.oid, d.datname
    FROM pg_roles r, pg_database d
    WHERE r.rolname = current_user AND d.datname = current_database()
"""
OBJECTS = manifests.ours(
    """
    SELECT n.nspname || '.' || o.relname FROM pg_class o
    JOIN pg_namespace n ON n.oid = o.relnamespace WHERE {ours}
    """
) + manifests.ours(
    """
    UNION ALL
    SELECT n.nspname || '.' || o.proname FROM pg_proc o
    JOIN pg_namespace n ON n.oid = o.pronamespace WHERE {ours}
    LIMIT 1
    """
)
IN_USE = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = 'app_runtime'
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """The ledger: its lines, and the file, in which the new era is noted as well."""

    file: Path
    lines: tuple[ledger.Line, ...]

    @classmethod
    def read(cls, file: Path) -> Kept:
        """Raises NotDone where it is not whole or can't be read."""
        with explained():
            return cls(file, ledger.read(file))


Step = Callable[[psycopg.Connection, Kept | None], Iterator[Result]]


def restore(file: Path, identities: str, url: str, kept: Kept | None) -> list[Result]:
    """Fills the empty database at `url` from `file`, and says how it compares.

    `identities` is the text of the private key's file; `kept` is the ledger, None to
    go without. If a result is a fault, the database stays closed.
    Raises NotDone where nothing was restored, or nothing of it may be used.
    """
    with explained():
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            database = _require_empty(connection)
            major = connection.info.server_version // 10000
            program = programs.find("pg_restore", major)
            contents = look_through(file, identities, program)
            _require_known(contents, kept)
            if contents.manifest.postgres > major:
                raise NotDone(
                    f"The backup is of PostgreSQL {contents.manifest.postgres}, and "
                    f"this server is {major}. Restore it into one that is not older."
                )
            _close(connection, database)
            _extend(connection, contents.manifest.extensions)
            _fill(program, file, identities, url, database, contents.wanted)
        return _finish(url, contents.manifest, kept)


def after_recovery(url: str, kept: Kept | None) -> list[Result]:
    """Does with a database that was recovered in another way what a restore ends with.

    Until that is done it is closed as well. Raises NotDone, for one while somebody
    works in it.
    """
    with (
        explained(),
        psycopg.connect(url, autocommit=True, connect_timeout=10) as connection,
    ):
        row = connection.execute(IN_USE).fetchone()
        if row and row[0]:
            raise NotDone(
                f"{row[0]} connections of app_runtime are open. Stop web and worker "
                "first: what they read and write now may have to go."
            )
        _close(connection, connection.info.dbname)
        return _judged(connection, _afterwards(connection, kept))


# Before -------------------------------------------------------------------------------


def _require_empty(connection: psycopg.Connection) -> str:
    """The name of the database, which is empty and the role's own."""
    row = connection.execute(TARGET).fetchone()
    passes, owns, name = row if row else (True, False, "")
    role = connection.info.user
    if passes or not owns:
        raise NotDone(
            f"{role} must own the database {name} and be held back by row policies "
            "elsewhere: neither superuser nor BYPASSRLS. Let --into lead there as "
            "app_owner (CREATE DATABASE ... OWNER app_owner)."
        )
    if found := connection.execute(OBJECTS, []).fetchone():
        raise NotDone(
            f"The database {name} is not empty: it has {found[0]}. A backup goes into "
            "a new database only, beside the old one."
        )
    missing = [role for role in ROLES if not _there(connection, role)]
    if missing:
        raise NotDone(
            f"This server has no role {' and no role '.join(missing)}. Make the roles "
            "first (docs/operate.md, step 1): a backup names them, and holds none."
        )
    return str(name)


def _there(connection: psycopg.Connection, role: str) -> bool:
    query = "SELECT 1 FROM pg_roles WHERE rolname = %s"
    return connection.execute(query, [role]).fetchone() is not None


def _require_known(contents: Contents, kept: Kept | None) -> None:
    """The ledger goes on from when the backup was made: it knows what came after."""
    if kept is None:
        return
    if not ledger.holds(kept.lines, contents.manifest.ledger.as_head()):
        raise NotDone(
            "The ledger lacks lines that it had when this backup was made, or is "
            "another one's: what was disposed of might come back. Bring the newest "
            "copy of the right ledger."
        )
    known = {line.facts.get("sha256") for line in kept.lines if line.kind == "backup"}
    if contents.sha256 not in known:
        raise NotDone(
            "The ledger does not know this backup: it is a copy from before, or the "
            "file was made elsewhere. Bring the newest copy of the ledger; where there "
            "is none, --without-ledger goes on, and what was disposed of comes back."
        )


# Filling ------------------------------------------------------------------------------


def _close(connection: psycopg.Connection, database: str) -> None:
    """Nobody but the owner connects until the database is known to be right."""
    roles = sql.SQL(", ").join(map(sql.Identifier, ROLES))
    close = "REVOKE ALL ON DATABASE {} FROM PUBLIC, {}"
    connection.execute(sql.SQL(close).format(sql.Identifier(database), roles))


def _open(connection: psycopg.Connection, database: str) -> None:
    roles = sql.SQL(", ").join(map(sql.Identifier, ROLES))
    grant = "GRANT CONNECT ON DATABASE {} TO {}"
    connection.execute(sql.SQL(grant).format(sql.Identifier(database), roles))


def _extend(connection: psycopg.Connection, extensions: list[str]) -> None:
    make = sql.SQL("CREATE EXTENSION IF NOT EXISTS {}")
    for extension in extensions:
        connection.execute(make.format(sql.Identifier(extension)))


def _fill(
    program: Path, file: Path, identities: str, url: str, database: str, wanted: str
) -> None:
    """Restores in one transaction, as the role of `url`, which owns everything then."""
    with tempfile.NamedTemporaryFile("w", prefix="concord-", suffix=".list") as listed:
        listed.write(wanted)
        listed.flush()
        command = [
            str(program),
            "--single-transaction",
            "--no-owner",
            "--no-password",
            f"--use-list={listed.name}",
            f"--dbname={conninfo.make_conninfo(dbname=database)}",
        ]
        with (
            file.open("rb") as source,
            programs.running(
                command, url, writes=subprocess.DEVNULL, reads=subprocess.PIPE
            ) as process,
            readable(file),
        ):
            envelope.open_up(source, Unpacked(process.stdin), identities)


def _finish(url: str, was: Manifest, kept: Kept | None) -> list[Result]:
    """Compares, does what comes after, and opens the database if all is well."""
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
        with connection.transaction():
            found = manifests.take(connection, was.ledger.as_head())
        return _judged(
            connection, chain(_compared(was, found), _afterwards(connection, kept))
        )


def _judged(connection: psycopg.Connection, results: Iterable[Result]) -> list[Result]:
    """All results, and whether the closed database was opened: only without a fault."""
    database = connection.info.dbname
    try:
        found = list(results)
    except (psycopg.Error, OSError, ledger.Broken, heads.Unreadable) as error:
        said = programs.without_values(str(error))
        raise NotDone(
            f"{said}. So {database} stays closed to Concord. {AGAIN}"
        ) from error
    if any(result.state == "fault" for result in found):
        stays = f"{database} stays closed to Concord"
        return [*found, Result("in use", "fault", stays, AGAIN)]
    _open(connection, database)
    is_open = f"{database} is open to {' and '.join(ROLES)}"
    return [*found, Result("in use", "good", is_open)]


def _compared(was: Manifest, found: Manifest) -> Iterator[Result]:
    """A result for each thing that is compared with the backup."""
    differing: dict[str, list[str]] = {}
    for what, how in manifests.differences(was, found):
        differing.setdefault(what, []).append(how)
    seals = f"the last one is {was.seal.n}, as it was" if was.seal else "none yet"
    same = {
        "rows": f"{was.rows:,} in {len(was.counts)} tables, as they were",
        "migrations": f"of {len(was.migrations)} apps, as they were",
        "sequences": f"{len(was.sequences)}, none behind",
        **{name: f"{wall.number}, as they were" for name, wall in was.walls.items()},
        "audit seals": seals,
    }
    for what, good in same.items():
        if hows := differing.get(what):
            more = f" and {len(hows) - 8} more" if len(hows) > 8 else ""
            way_out = "Don't use this database. Try another backup, and find out why."
            yield Result(what, "fault", "; ".join(hows[:8]) + more, way_out)
        else:
            yield Result(what, "good", good)


# After --------------------------------------------------------------------------------


def _afterwards(connection: psycopg.Connection, kept: Kept | None) -> Iterator[Result]:
    """Every step of AFTER, each in a transaction of its own."""
    for step in AFTER:
        with connection.transaction():
            done = list(step(connection, kept))
        yield from done


def _knows(connection: psycopg.Connection, function: str) -> bool:
    row = connection.execute("SELECT to_regprocedure(%s)", [function]).fetchone()
    return bool(row and row[0])


def _new_era(connection: psycopg.Connection, kept: Kept | None) -> Iterator[Result]:
    """Transaction ids start anew, by which the audit orders what happened.

    The ledger notes which heads can't be found again: a drill uses a copy of it.
    """
    from concord.access.audit.sealing import begin_era_by

    def ask(call: str, *given: object) -> tuple[Any, ...]:
        query = f"SELECT * FROM {call}"  # noqa: S608 - written in that module
        return connection.execute(query, given).fetchone() or ()

    if kept is None:
        era = ask("access.begin_era()")[0]
    else:
        era = begin_era_by(ask, heads.of(kept.lines), file=kept.file)
    yield Result("audit era", "good", f"{era} has begun")


def _actor_key(connection: psycopg.Connection, kept: Kept | None) -> Iterator[Result]:
    """A key that was changed since, perhaps because it was stolen, opens nothing."""
    from django.conf import settings

    connection.execute("DELETE FROM access.actor_key")
    if settings.CONCORD_ACTOR_KEY == TRIAL_ONLY_KEY:
        yield Result(
            "actor key",
            "look",
            "none, so nobody can work yet",
            "`concord migrate` stores the one of the settings.",
        )
    else:
        connection.execute(UPSERT_KEY, [settings.CONCORD_ACTOR_KEY])
        yield Result("actor key", "good", "the one of these settings")


def _sessions(connection: psycopg.Connection, kept: Kept | None) -> Iterator[Result]:
    """Who was signed in then may not be now."""
    ended = connection.execute("DELETE FROM django_session").rowcount
    yield Result("sessions", "good", f"ended: {ended}; everybody signs in anew")


def _letters(connection: psycopg.Connection, kept: Kept | None) -> Iterator[Result]:
    """What was waiting then has been sent since, and nothing is sent twice."""
    waited = connection.execute(
        "UPDATE post_message SET state = 'unclear', problem = 'Restored' "
        "WHERE state IN ('queued', 'sending')"
    ).rowcount
    yield Result("e-mails", "good", f"waited, and not sent again: {waited}")


def _disposals(connection: psycopg.Connection, kept: Kept | None) -> Iterator[Result]:
    """What was disposed of after the backup is disposed of again."""
    what = "disposal ledger"
    if kept is None:
        yield Result(
            what,
            "look",
            "not replayed (--without-ledger)",
            "What was disposed of or forgotten after the backup is back. Find it, and "
            "dispose of it again, before anybody works here.",
        )
        return
    disposals = [line for line in kept.lines if line.kind == "disposal"]
    cases = dict.fromkeys(line.facts["case"] for line in disposals)
    if cases and not _knows(connection, "access.dispose_case(uuid)"):
        yield Result(
            what,
            "fault",
            f"{len(cases)} cases can't be disposed of: no access.dispose_case(uuid)",
            "Restore with the version of Concord that disposed of them.",
        )
        return
    for case in cases:
        connection.execute("SELECT access.dispose_case(%s::uuid)", [case])
    yield Result(
        what,
        "good",
        f"unbroken (lines: {len(kept.lines)}); disposals replayed: {len(cases)}",
    )


def _statistics(connection: psycopg.Connection, kept: Kept | None) -> Iterator[Result]:
    """Without them the first days are slow."""
    connection.execute("ANALYZE")
    yield Result("statistics", "good", "made anew")


# What a restored or recovered database needs before anybody works in it, in this order.
AFTER: list[Step] = [
    _new_era,
    _actor_key,
    _sessions,
    _letters,
    _disposals,
    _statistics,
]
