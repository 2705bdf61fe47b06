"""Test databases: made by the owner, used as the run-time role, restored quickly.

The migrations run once into a template; every test database is a copy of it. A test
that really commits gets a fresh copy afterwards, so that insert-only tables and what
migrations wrote are as they were.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg import sql

PREFIX = "test_concord"
TEMPLATE = "template_concord"
KEPT_TEMPLATES = 3
# What decides about the tables: a change here makes a new template.
MAKES_TABLES = (
    "migrations/*.py",
    "access/*.py",
    "walls*.py",
    "foundation/database/*.py",
    "foundation/jobs/*.py",
)


def database_name(run: str, worker: str = "") -> str:
    """The name of a test database: by process and by worker of the run."""
    return "_".join(part for part in (PREFIX, run, worker) if part)


def fingerprint(source: Path, extra: str = "") -> str:
    """A short mark of everything that makes tables in the package at `source`."""
    mark = hashlib.sha256(extra.encode())
    for pattern in MAKES_TABLES:
        for file in sorted(source.glob(f"**/{pattern}")):
            mark.update(file.as_posix().encode() + file.read_bytes())
    return mark.hexdigest()[:12]


@contextmanager
def as_owner(owner_url: str, database: str | None = None) -> Iterator[None]:
    """Django's connection is the owner's inside, the run-time role's again after."""
    from django.db import connection

    settings = connection.settings_dict
    before = {key: settings[key] for key in ("USER", "PASSWORD", "NAME")}
    parts = urlsplit(owner_url)
    query = dict(parse_qsl(parts.query))
    connection.close()
    settings["USER"] = unquote(parts.username or query.get("user", ""))
    settings["PASSWORD"] = unquote(parts.password or query.get("password", ""))
    settings["NAME"] = database or settings["NAME"]
    try:
        yield
    finally:
        connection.close()
        settings.update(before)


@contextmanager
def template(owner_url: str, mark: str, migrate: Callable[[], None]) -> Iterator[str]:
    """The name of the migrated template for `mark`; made if it isn't there yet.

    `migrate` is called with Django's connection at the new database. While the block
    lasts, no other run drops the template.
    """
    name = f"{TEMPLATE}_{mark}"
    with psycopg.connect(owner_url, autocommit=True) as connection:
        # Two workers want it at the same moment: one makes it, the other waits.
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [TEMPLATE])
        connection.execute("SELECT pg_advisory_lock_shared(hashtext(%s))", [name])
        if name not in _databases(connection, TEMPLATE):
            half = f"half_{name}"
            drop(connection, half)
            _create(connection, half)
            with as_owner(owner_url, half):
                migrate()
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(half), sql.Identifier(name)
                )
            )
            _forget(connection)
        connection.execute("SELECT pg_advisory_unlock(hashtext(%s))", [TEMPLATE])
        yield name


def restore(owner_url: str, database: str, template: str) -> None:
    """Makes `database` a fresh copy of the template; ends all its connections."""
    from django.db import connections

    connections.close_all()
    _end_sessions(database)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        drop(connection, database)
        _create(connection, database, template)


def remove(owner_url: str, database: str) -> None:
    """Drops a test database when its run is over."""
    from django.db import connections

    connections.close_all()
    _end_sessions(database)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        drop(connection, database)


def _end_sessions(database: str) -> None:
    """Ends other sessions of the test's own role: a browser keeps a server's open.

    The owner, who drops the database, may not end those of the run-time role.
    """
    from django.db import connection

    if connection.settings_dict["NAME"] != database:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
            "datname = current_database() AND usename = current_user "
            "AND pid <> pg_backend_pid()"
        )
    connection.close()


def drop(connection: psycopg.Connection, database: str) -> None:
    """Drops a database and ends what still uses it.

    The server's own tidying up (autovacuum) can't be ended by the owner of a table: it
    is over in a moment, and waited for.
    """
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    for wait in (0.2, 1.0, 5.0, 10.0):
        try:
            connection.execute(statement.format(sql.Identifier(database)))
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(wait)
        else:
            return
    connection.execute(statement.format(sql.Identifier(database)))


def drop_left_over(owner_url: str) -> None:
    """Drops test databases of runs that were killed."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for name in _databases(connection, PREFIX):
            run = name.removeprefix(PREFIX + "_").partition("_")[0]
            if run.isdigit() and not _lives(int(run)):
                drop(connection, name)


def _create(
    connection: psycopg.Connection, database: str, template: str | None = None
) -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    connection.execute(
        statement.format(
            sql.Identifier(database), sql.Identifier(template or "template1")
        )
    )


def _databases(connection: psycopg.Connection, prefix: str) -> list[str]:
    """Names of databases that begin so, the newest first."""
    rows = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) "
        "ORDER BY oid DESC",
        [prefix],
    )
    return [row[0] for row in rows]


def _forget(connection: psycopg.Connection) -> None:
    """Drops templates of older code, save those that a run still copies."""
    for name in _databases(connection, TEMPLATE)[KEPT_TEMPLATES:]:
        row = connection.execute(
            "SELECT pg_try_advisory_lock(hashtext(%s))", [name]
        ).fetchone()
        if row and row[0]:
            drop(connection, name)
            connection.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
