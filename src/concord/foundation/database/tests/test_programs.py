"""The right version of PostgreSQL's programs, nothing secret, and no values of rows."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from concord.foundation.database import programs


def stand_in(folder: Path, version: str, text: str = "exit 0") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "pg_dump"
    file.write_text(
        "#!/bin/sh\n"
        f'[ "$1" = --version ] && echo "pg_dump (PostgreSQL) {version}" && exit\n'
        f"{text}\n"
    )
    file.chmod(0o755)
    return file


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders 15 and 17 are all that there is on this machine."""
    for major in ("15", "17"):
        stand_in(tmp_path / major, f"{major}.4")
    found = [tmp_path / "none", tmp_path / "17", tmp_path / "15"]
    monkeypatch.setattr(programs.binaries, "folders", lambda: iter(found))
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.delenv("CONCORD_POSTGRES_BIN", raising=False)
    return tmp_path


def test_it_finds_the_version_of_the_server(folders: Path) -> None:
    assert programs.find("pg_dump", 15) == folders / "15" / "pg_dump"
    assert programs.find("pg_dump", 17) == folders / "17" / "pg_dump"


def test_neither_an_older_nor_a_newer_one_will_do(folders: Path) -> None:
    with pytest.raises(programs.CannotRun) as error:
        programs.find("pg_dump", 16)
    assert "no pg_dump 16 (there is 17.4, 15.4)" in str(error.value)
    assert "apt-get install postgresql-client-16" in str(error.value)


def test_what_is_on_the_path_is_found_too(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(folders / "15"))
    monkeypatch.setattr(programs.binaries, "folders", lambda: iter([folders / "17"]))
    assert programs.find("pg_dump", 15) == folders / "15" / "pg_dump"
    monkeypatch.setenv("CONCORD_POSTGRES_BIN", str(folders / "17"))
    with pytest.raises(programs.CannotRun):
        programs.find("pg_dump", 15)


def test_the_address_goes_into_the_environment_and_nothing_else_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CONCORD_SECRET_KEY", "hidden")
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere.example/")
    monkeypatch.setenv("PGPASSFILE", "/etc/concord/pgpass")
    found = programs.surroundings(
        "postgresql://app_backup:hid%2Fden@db.example:5433/concord"
        "?sslmode=verify-full&sslrootcert=/etc/ca.pem&options=-c%20lock_timeout%3D1"
    )
    assert (
        found.items()
        >= {
            "PGUSER": "app_backup",
            "PGPASSWORD": "hid/den",
            "PGHOST": "db.example",
            "PGPORT": "5433",
            "PGDATABASE": "concord",
            "PGSSLMODE": "verify-full",
            "PGSSLROOTCERT": "/etc/ca.pem",
            "PGOPTIONS": "-c lock_timeout=1",
            "PGPASSFILE": "/etc/concord/pgpass",
        }.items()
    )
    assert not {name for name in found if "CONCORD" in name or "DATABASE_URL" in name}


def test_a_part_of_the_address_that_can_not_be_handed_over_is_named() -> None:
    with pytest.raises(programs.CannotRun, match="keepalives_idle"):
        programs.surroundings("postgresql://db.example/concord?keepalives_idle=5")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ('role "app_backup" does not exist', 'role "app_backup" does not exist'),
        ('syntax for type integer: "Alex"', 'syntax for type integer "..."'),
        ('value "Alex" in column "name"\nDETAIL: Alex', 'value "..." in column "name"'),
        ("", ""),
    ],
)
def test_values_of_rows_are_left_out(said: str, shown: str) -> None:
    assert programs.without_values(said) == shown


def test_a_program_that_reads_no_more_says_itself_why(tmp_path: Path) -> None:
    quick = stand_in(tmp_path, "15.1", "echo 'pg_dump: error: enough' >&2; exit 3")
    into_nothing = {"writes": subprocess.DEVNULL, "reads": subprocess.PIPE}
    with pytest.raises(programs.CannotRun, match="ended with code 3: enough"):
        write_much([str(quick)], into_nothing)


def write_much(command: list[str], streams: dict[str, int]) -> None:
    with programs.running(command, "", **streams) as process:
        for _ in range(1000):
            process.stdin.write(b"x" * 10_000)


def test_leaving_early_kills_it(tmp_path: Path) -> None:
    slow = stand_in(tmp_path, "15.1", "exec sleep 600")
    with (
        pytest.raises(ZeroDivisionError),
        programs.running([str(slow)], "", writes=subprocess.DEVNULL) as process,
    ):
        raise ZeroDivisionError
    assert process.poll() == -9
