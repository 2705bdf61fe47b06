from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from concord.foundation.database import embedded
from concord.foundation.database.embedded import cluster

Start = Callable[..., embedded.Server]


def save(server: embedded.Server, value: str) -> None:
    with psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (value text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [value])


def saved(server: embedded.Server) -> list[str]:
    with psycopg.connect(server.owner_url) as connection:
        return [row[0] for row in connection.execute("SELECT value FROM kept")]


def test_the_runtime_role_has_no_power(start: Start) -> None:
    server = start()
    with psycopg.connect(server.runtime_url) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles "
            "WHERE rolname = current_user"
        ).fetchone()
        assert row == (False, False, False, False)
    with (
        psycopg.connect(server.runtime_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE mine (id int)")
    with (
        psycopg.connect(server.runtime_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SET ROLE app_owner")


def test_the_backup_role_reads_past_policies_and_has_no_other_power(
    start: Start,
) -> None:
    server = start()
    save(server, "kept")
    with psycopg.connect(server.owner_url) as connection:
        connection.execute("ALTER TABLE kept ENABLE ROW LEVEL SECURITY")
        connection.execute("GRANT SELECT ON kept TO app_runtime")
        connection.execute("CREATE SCHEMA apart CREATE TABLE later (id int)")
    with psycopg.connect(server.backup_url) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles "
            "WHERE rolname = current_user"
        ).fetchone()
        assert row == (False, True, False, False)
        assert connection.execute("SELECT value FROM kept").fetchall() == [("kept",)]
        connection.execute("SELECT * FROM apart.later")
    with psycopg.connect(server.runtime_url) as connection:
        assert connection.execute("SELECT value FROM kept").fetchall() == []
    for change in ("DELETE FROM kept", "CREATE TABLE mine (id int)"):
        with psycopg.connect(server.backup_url) as connection:
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                connection.execute(change)
            connection.rollback()
            connection.execute("SET default_transaction_read_only = off")
            connection.commit()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(change)


def test_data_of_an_earlier_version_gets_the_backup_role(start: Start) -> None:
    server = start()
    save(server, "kept")
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute("REVOKE ALL ON DATABASE concord FROM app_backup")
        connection.execute("REVOKE pg_read_all_data FROM app_backup")
        connection.execute("DROP ROLE app_backup")
        connection.execute("COMMENT ON DATABASE concord IS 'of edition 2'")
    server.stop()
    server = start()
    assert saved(server) == ["kept"]
    with psycopg.connect(server.backup_url) as connection:
        assert connection.execute("SELECT value FROM kept").fetchall() == [("kept",)]


def test_the_owner_makes_databases_with_extensions_and_can_step_down(
    start: Start,
) -> None:
    server = start()
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE another")
        connection.execute("SET ROLE app_runtime")
    with psycopg.connect(server.url(cluster.OWNER, "another")) as connection:
        rows = connection.execute("SELECT extname FROM pg_extension").fetchall()
        assert {"btree_gist", "pg_trgm", "unaccent"} <= {row[0] for row in rows}
        row = connection.execute(
            "SELECT rolsuper FROM pg_roles WHERE rolname = %s", ["app_owner"]
        ).fetchone()
        assert row == (False,)


def test_nobody_can_reach_the_server_by_network(start: Start) -> None:
    server = start()
    with psycopg.connect(server.superuser_url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert server.socket.stat().st_mode & 0o777 == 0o700


def test_the_log_keeps_no_values(start: Start) -> None:
    server = start()
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE person (name text UNIQUE)")
        connection.execute("INSERT INTO person VALUES ('Quixote')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES ('Quixote')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES (%s)", ["Quixote"])
    log = server.places.log.read_text()
    assert "duplicate key" in log
    assert "Quixote" not in log


def test_a_second_start_uses_the_running_server(start: Start) -> None:
    first, second = start(), start()
    assert (first.started_here, second.started_here) == (True, False)
    assert first.pid == second.pid
    assert first.runtime_url == second.runtime_url


def test_the_last_user_stops_the_server(start: Start) -> None:
    first, second = start(), start()
    assert first.stop() is False
    assert second.alive()
    assert second.stop() is True
    assert not second.alive()


def test_a_server_that_was_told_to_go_on_goes_on(start: Start) -> None:
    server = start()
    server.keep(running=True)
    assert server.stop() is False
    assert server.alive()


def test_data_outlive_a_stop(start: Start) -> None:
    server = start()
    save(server, "before")
    server.stop()
    assert saved(start()) == ["before"]


def test_a_killed_server_starts_again_with_its_data(start: Start) -> None:
    server = start()
    save(server, "before")
    os.kill(server.pid, signal.SIGKILL)
    again = start()
    assert again.started_here
    assert saved(again) == ["before"]


def test_a_note_of_a_server_whose_number_went_to_another_program(
    start: Start,
) -> None:
    server = start()
    save(server, "before")
    note = server.places.data / "postmaster.pid"
    lines = note.read_text().splitlines()
    server.stop()
    note.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert saved(start()) == ["before"]


def test_the_server_of_a_killed_program_is_found_and_used(
    start: Start, home: Path
) -> None:
    code = (
        "import os, sys; from pathlib import Path\n"
        "from concord.foundation.database import embedded\n"
        "server = embedded.start(Path(sys.argv[1]), durable=False)\n"
        "print(server.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(home)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    server = start()
    assert server.started_here is False
    assert server.pid == int(done.stdout)
    assert server.stop() is True


def test_an_interrupted_first_start_leaves_nothing_behind(
    start: Start, home: Path
) -> None:
    half = home / "postgres.half-made"
    half.mkdir(parents=True)
    home.chmod(0o711)
    (half / "PG_VERSION").write_text("18\n")
    start()
    assert not half.exists()


def test_a_warm_start_takes_less_than_a_few_seconds(start: Start) -> None:
    start().stop()
    began = time.monotonic()
    start()
    assert time.monotonic() - began < 5
