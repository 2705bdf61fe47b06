"""Makes a cluster (a data folder), its settings, roles and the database."""

from __future__ import annotations

import locale
import os
import pwd
import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from concord.foundation.database.embedded.complaints import explain, explain_os
from concord.foundation.database.embedded.places import Places

SUPERUSER = "embedded_superuser"
OWNER = "app_owner"
RUNTIME = "app_runtime"
BACKUP = "app_backup"
DATABASE = "concord"
PORT = 5432  # only the name of the socket: nothing listens on the network
EXTENSIONS = ("btree_gist", "fuzzystrmatch", "pg_trgm", "unaccent")
READY = "ready: roles, extensions and rights of edition 4"

SETTINGS = """\
# Written anew at every start by Concord.
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 80
wal_level = minimal
max_wal_senders = 0
max_wal_size = 256MB
fsync = {durable}
full_page_writes = {durable}
# Containers give little shared memory, which parallel queries would need.
max_parallel_workers_per_gather = 0
# Personal data stays out of the log: no values, no statements, no details.
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_min_error_statement = panic
log_statement = none
log_timezone = 'UTC'
timezone = 'UTC'
lc_messages = 'C'
idle_in_transaction_session_timeout = '5min'
"""


def make(places: Places, *, durable: bool) -> None:
    """Makes the data folder if there is none. All or nothing.

    A half-made one of an interrupted start is thrown away first.
    """
    if (places.data / "PG_VERSION").exists():
        return
    half = places.data.with_name(f"{places.data.name}.half-made")
    account = places.account
    try:
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700)
        if account.lowered:
            os.chown(half, account.uid, account.gid)
        done = subprocess.run(  # noqa: S603 - our own programs
            _initdb(places, half, durable=durable),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            **account.as_child(),
        )
        if done.returncode != 0:
            shutil.rmtree(half, ignore_errors=True)
            raise explain(done.stderr, places.data)
        half.rename(places.data)
    except OSError as error:
        raise explain_os(error, places.data) from error


def _initdb(places: Places, folder: Path, *, durable: bool) -> list[str]:
    command = [
        str(places.binaries.initdb),
        f"--pgdata={folder}",
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
        "--locale=C",
        "--auth=reject",
        "--data-checksums",
        "--no-instructions",
    ]
    if _knows_unicode_case():
        command.append("--lc-ctype=C.UTF-8")
    return command if durable else [*command, "--no-sync"]


def _knows_unicode_case() -> bool:
    """Whether the machine has C.UTF-8, so that lower() knows more than a to z."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return True


def configure(places: Places, socket: Path, *, durable: bool) -> None:
    """Writes the server's settings and who may connect."""
    settings = SETTINGS.format(
        port=PORT, socket=socket, durable="on" if durable else "off"
    )
    # The socket's folder is private; within it, only these accounts of the system.
    accounts = {places.account.name, "root", pwd.getpwuid(os.geteuid()).pw_name}
    idents = "".join(
        f'concord "{account}" {role}\n'
        for account in sorted(accounts)
        for role in (SUPERUSER, OWNER, RUNTIME, BACKUP)
    )
    try:
        _write(places, "postgresql.conf", settings)
        _write(places, "pg_hba.conf", "local all all peer map=concord\n")
        _write(places, "pg_ident.conf", idents)
    except OSError as error:
        raise explain_os(error, places.data) from error


def _write(places: Places, name: str, text: str) -> None:
    """Replaces a file in one step: a full disk leaves the old one."""
    new = places.data / f"{name}.new"
    new.write_text(text)
    new.chmod(0o600)
    if places.account.lowered:
        os.chown(new, places.account.uid, places.account.gid)
    new.replace(places.data / name)


def furnish(connection: psycopg.Connection) -> None:
    """Makes roles, database and extensions once; `connection` is the superuser's."""
    query = (
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
        "WHERE datname = %s"
    )
    row = connection.execute(query, [DATABASE]).fetchone()
    if row and row[0] == READY:
        return
    _make_role(connection, OWNER, "NOBYPASSRLS CREATEDB INHERIT")
    _make_role(connection, RUNTIME, "NOBYPASSRLS NOCREATEDB")
    # Reads everything, tables to come as well, and writes nothing.
    _make_role(connection, BACKUP, "BYPASSRLS NOCREATEDB INHERIT")
    connection.execute(f"GRANT pg_read_all_data TO {BACKUP}")
    connection.execute(f"ALTER ROLE {BACKUP} SET default_transaction_read_only = on")
    # The owner may step down to the run-time role: the tests do.
    connection.execute(f"GRANT {RUNTIME} TO {OWNER}")
    # Databases made by the owner (for tests) come with the extensions.
    _add_extensions(connection, "template1")
    if row is None:
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    else:  # made by an earlier edition, with fewer extensions
        _add_extensions(connection, DATABASE)
    connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
    connection.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {RUNTIME}, {BACKUP}")
    comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
    connection.execute(comment.format(sql.Identifier(DATABASE), sql.Literal(READY)))


def _make_role(connection: psycopg.Connection, role: str, rights: str) -> None:
    known = "SELECT 1 FROM pg_roles WHERE rolname = %s"
    if connection.execute(known, [role]).fetchone() is None:
        connection.execute(f"CREATE ROLE {role}")
    connection.execute(f"ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEROLE {rights}")


def _add_extensions(connection: psycopg.Connection, database: str) -> None:
    info = connection.info
    with psycopg.connect(
        host=info.host,
        port=info.port,
        user=info.user,
        dbname=database,
        autocommit=True,
    ) as there:
        for extension in EXTENSIONS:
            there.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
