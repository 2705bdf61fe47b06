from __future__ import annotations

import json
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import click
import pytest

from concord.cli.running import done_before, ports
from concord.cli.running.children import (
    TOO_OFTEN,
    Child,
    last_line,
    open_log,
    run_to_end,
)
from concord.cli.running.keys import NAMES, keys
from concord.cli.running.only_one import only_one

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def child(command: Sequence[str], folder: Path) -> Child:
    return Child("web server", command, folder / "web.log", {"PATH": "/usr/bin:/bin"})


def test_a_child_that_dies_all_the_time_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("concord.cli.running.children.FIRST_PAUSE", 0.001)
    dying = child(["/bin/sh", "-c", "echo the reason; exit 3"], tmp_path)
    dying.start()
    lines: list[str] = []

    def look_after_until_given_up() -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if line := dying.look_after():
                lines.append(line)
            time.sleep(0.005)

    with pytest.raises(click.ClickException) as error:
        look_after_until_given_up()
    assert len(lines) == TOO_OFTEN - 1
    assert "code 3" in lines[0]
    assert "the reason" in error.value.message
    assert "\n" not in error.value.message


def test_a_child_that_died_once_is_started_again(tmp_path: Path) -> None:
    one = child(SLEEP, tmp_path)
    one.start()
    assert one.process is not None
    first = one.process.pid
    one.process.kill()
    one.process.wait()
    line = one.look_after()
    assert line is not None
    assert "signal 9" in line
    time.sleep(0.6)
    one.look_after()
    assert one.process is not None
    assert one.process.pid != first
    one.await_end(time.monotonic())


def test_a_child_that_does_not_listen_is_ended_all_the_same(tmp_path: Path) -> None:
    deaf = child(["/bin/sh", "-c", "trap '' TERM; while :; do sleep 1; done"], tmp_path)
    deaf.start()
    time.sleep(0.2)
    began = time.monotonic()
    deaf.ask_to_end()
    deaf.await_end(time.monotonic() + 0.5)
    assert time.monotonic() - began < 3
    assert deaf.process is None


def test_a_short_command_gives_what_it_printed(tmp_path: Path) -> None:
    command = ["/bin/sh", "-c", "echo out; echo err >&2"]
    assert run_to_end(command, tmp_path / "log", {}, threading.Event()) == "out\n"
    assert (tmp_path / "log").read_text() == "err\n"


def test_a_short_command_that_fails_gives_its_last_line(tmp_path: Path) -> None:
    command = ["/bin/sh", "-c", "echo Error: no such table >&2; exit 1"]
    with pytest.raises(click.ClickException) as error:
        run_to_end(command, tmp_path / "log", {}, threading.Event())
    assert error.value.message.startswith("no such table")


def test_an_error_of_the_database_is_told_by_its_name(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(
        "Traceback (most recent call last):\n"
        'django.db.utils.ProgrammingError: column "age" does not exist\n'
        "LINE 1: SELECT age\n"
        "               ^\n"
    )
    assert last_line(log).endswith('column "age" does not exist')


def test_a_short_command_ends_when_asked_to_stop(tmp_path: Path) -> None:
    asked = threading.Event()
    asked.set()
    began = time.monotonic()
    assert run_to_end(SLEEP, tmp_path / "log", {}, asked) is None
    assert time.monotonic() - began < 10


def test_a_large_log_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "web.log").write_bytes(b"x" * (5 * 1024 * 1024 + 1))
    path = open_log(tmp_path, "web")
    assert not path.exists()
    assert (tmp_path / "logs" / "web.log.1").exists()


def test_the_second_run_learns_where_the_first_is(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib\n"
        "from concord.cli.running.only_one import only_one\n"
        "only_one(pathlib.Path(sys.argv[1]), 'x').__enter__()\n"
    )
    with only_one(tmp_path, "http://127.0.0.1:8123"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert "http://127.0.0.1:8123" in done.stderr


def test_a_lock_file_that_was_left_over_is_in_nobodys_way(tmp_path: Path) -> None:
    note = {"pid": 1, "address": "http://127.0.0.1:8000", "started": "2020-01-01"}
    (tmp_path / "run.lock").write_text(json.dumps(note))
    with only_one(tmp_path, "http://127.0.0.1:8000"):
        pass


def test_secrets_are_made_once_and_kept_to_oneself(tmp_path: Path) -> None:
    first = keys(tmp_path)
    assert keys(tmp_path) == first
    assert all(len(value) >= 50 for value in first.values())
    assert len(set(first.values())) == len(first)
    mode = (tmp_path / "secrets.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_secret_that_came_later_is_added_to_those_of_an_older_folder(
    tmp_path: Path,
) -> None:
    older = dict.fromkeys(NAMES, "x" * 60)
    (tmp_path / "secrets.json").write_text(json.dumps(older))
    found = keys(tmp_path)
    assert older.items() <= found.items()
    assert len(found["CONCORD_AUDIT_KEY"]) > 50
    assert keys(tmp_path) == found


def test_damaged_secrets_are_not_replaced_behind_ones_back(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")
    with pytest.raises(click.ClickException) as error:
        keys(tmp_path)
    assert "secrets.json" in error.value.message
    assert (tmp_path / "secrets.json").read_text() == "{"


def test_a_port_in_use_names_another_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(click.ClickException) as error:
            ports.require_free("127.0.0.1", port, seconds=0)
    assert f"Port {port} is in use" in error.value.message
    assert f"--port {port + 1}" in error.value.message


def test_a_port_that_becomes_free_in_a_moment_is_waited_for() -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    threading.Timer(0.5, taken.close).start()
    ports.require_free("127.0.0.1", port, seconds=10)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(click.ClickException) as error:
        ports.require_free("192.0.2.1", 8000, seconds=0)
    assert "not an address of this machine" in error.value.message


def test_steps_are_remembered_until_something_changes(tmp_path: Path) -> None:
    assert done_before.recall(tmp_path, "migrate", "a") is None
    done_before.remember(tmp_path, "migrate", "a", "printed")
    assert done_before.recall(tmp_path, "migrate", "a") == "printed"
    assert done_before.recall(tmp_path, "migrate", "b") is None
    done_before.forget(tmp_path)
    assert done_before.recall(tmp_path, "migrate", "a") is None
