"""`make run` as a person meets it: started, stopped, killed, started again."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.faults]
PATIENCE = 120.0


class Run:
    """One `concord run`, its output and its processes."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.output = home.parent / f"output-{time.monotonic_ns()}"
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("CONCORD_") and name != "DATABASE_URL"
        }
        if programs := os.environ.get("CONCORD_POSTGRES_BIN"):
            environment["CONCORD_POSTGRES_BIN"] = programs
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "concord", "run"),
                    *("--no-examples", "--port", str(port)),
                ],
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**environment, "CONCORD_HOME": str(home)},
                start_new_session=True,
            )

    def text(self) -> str:
        return self.output.read_text()

    def wait_ready(self) -> None:
        self.wait_until(lambda: "Stop with Ctrl-C" in self.text())

    def wait_until(self, condition, seconds: float = PATIENCE) -> None:  # type: ignore[no-untyped-def]
        deadline = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < deadline, self.text()
            time.sleep(0.1)

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def child(self, command: str) -> int | None:
        """The process id of the web server, the worker or the database."""
        if command == "database":
            try:
                note = (self.home / "postgres" / "postmaster.pid").read_text()
            except OSError:
                return None
            return int(note.splitlines()[0])
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().decode().split("\0")
                parent = re.search(r"PPid:\s+(\d+)", (folder / "status").read_text())
            except OSError:
                continue
            mine = parent is not None and int(parent.group(1)) == self.process.pid
            if mine and words[1:4] == ["-m", "concord", command]:
                return int(folder.name)
        return None

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="concord-test-"))
    folder.chmod(0o711)
    yield folder / "home"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def run(home: Path, port: int) -> Iterator[Run]:
    one = Run(home, port)
    yield one
    if one.process.poll() is None:
        one.stop()


def gone(pid: int | None) -> bool:
    if pid is None:
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def eventually_gone(*pids: int | None) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if all(gone(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def test_it_starts_says_where_stops_cleanly_and_starts_again(
    run: Run, home: Path, port: int
) -> None:
    run.wait_ready()
    assert run.answers()
    assert f"Open http://127.0.0.1:{port}" in run.text()
    pids = [run.child(name) for name in ("web", "worker", "database")]
    assert None not in pids
    secrets = (home / "secrets.json").read_bytes()
    made = (home / "postgres" / "PG_VERSION").stat().st_mtime_ns
    began = time.monotonic()
    assert run.stop() == 0
    assert time.monotonic() - began < 15
    assert eventually_gone(*pids)
    assert "Stopped" in run.text()

    again = Run(home, port)
    again.wait_ready()
    assert again.answers()
    assert (home / "secrets.json").read_bytes() == secrets
    assert (home / "postgres" / "PG_VERSION").stat().st_mtime_ns == made
    assert again.stop() == 0


def test_sigterm_stops_it_as_well(run: Run) -> None:
    run.wait_ready()
    database = run.child("database")
    run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(30) == 0
    assert eventually_gone(database)


def test_ctrl_c_while_it_starts_leaves_nothing_running(run: Run) -> None:
    run.wait_until(lambda: "Tables" in run.text())
    database = run.child("database")
    assert run.stop() == 0
    assert eventually_gone(database)


def test_a_second_run_on_the_same_home_says_where_the_first_is(
    run: Run, home: Path, port: int
) -> None:
    run.wait_ready()
    second = Run(home, port + 1)
    assert second.process.wait(30) == 1
    assert f"http://127.0.0.1:{port}" in second.text()
    assert len(second.text().strip().splitlines()) == 1
    assert run.answers()


def test_a_port_in_use_gives_one_line(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        run = Run(home, port)
        assert run.process.wait(30) == 1
    assert f"Port {port} is in use" in run.text()
    assert len(run.text().strip().splitlines()) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_gives_one_line(home: Path, port: int) -> None:
    home.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m,mode=0711", "tmpfs", str(home)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        run = Run(home, port)
        assert run.process.wait(60) == 1
        assert "is full" in run.text().splitlines()[-1]
        assert "Traceback" not in run.text()
    finally:
        subprocess.run(["umount", "-l", str(home)], check=False)


@pytest.mark.parametrize("victim", ["web", "worker", "database"])
def test_what_is_killed_comes_back(run: Run, victim: str) -> None:
    run.wait_ready()
    before = run.child(victim)
    assert before is not None
    os.kill(before, signal.SIGKILL)
    run.wait_until(lambda: run.child(victim) not in (None, before))
    run.wait_until(run.answers)
    assert run.stop() == 0


def test_after_the_supervisor_was_killed_the_next_start_takes_over(
    run: Run, home: Path, port: int
) -> None:
    run.wait_ready()
    web, worker = run.child("web"), run.child("worker")
    database = run.child("database")
    run.process.kill()
    run.process.wait()
    assert eventually_gone(web, worker)
    assert not gone(database)

    again = Run(home, port)
    again.wait_ready()
    assert "found running" in again.text()
    assert again.child("database") == database
    assert again.stop() == 0
    assert eventually_gone(database)
