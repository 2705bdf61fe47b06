"""A whole Concord as `make run` starts it, in a folder of its own, to be killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.browser import Answer, Browser

PATIENCE = 300.0
ARRANGING = Path(__file__).with_name("arranging.py")


def environment() -> dict[str, str]:
    """Nothing of the test run's own settings reaches the stack."""
    found = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CONCORD_") and name != "DATABASE_URL"
    }
    if programs := os.environ.get("CONCORD_POSTGRES_BIN"):
        found["CONCORD_POSTGRES_BIN"] = programs
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@dataclass
class Stack:
    """One home and, when started, its supervisor."""

    home: Path
    arranged: dict[str, Any] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    # Running ------------------------------------------------------------------

    def start(self) -> Stack:
        """`concord run`; returns when it says how to stop it."""
        self.launch()
        self.wait_until(lambda: "Stop with Ctrl-C" in self.said())
        return self

    def launch(self) -> None:
        self.port = free_port()
        with self._output.open("wb") as out:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "concord", "run"),
                    *("--no-examples", "--port", str(self.port)),
                ],
                stdout=out,
                stderr=subprocess.STDOUT,
                env=environment() | {"CONCORD_HOME": str(self.home)},
                start_new_session=True,
            )

    def stop(self) -> None:
        if self.process is not None and not self.ended():
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(signal.SIGINT)
            self.process.wait(40)

    def ended(self) -> bool:
        """Whether the supervisor is gone."""
        return self.process is None or self.process.poll() is not None

    def said(self) -> str:
        """Everything that it has printed."""
        return self._output.read_text()

    @property
    def _output(self) -> Path:
        return self.home.parent / "output"

    def wait_until(
        self, condition: Callable[[], Any], seconds: float = PATIENCE
    ) -> None:
        """Waits for something; fails with what the stack printed."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert not self.ended(), self.said()
            assert time.monotonic() < deadline, self.said() + self.log("worker")
            time.sleep(0.05)

    def log(self, name: str) -> str:
        """The last lines of a log."""
        try:
            return (self.home / "logs" / f"{name}.log").read_text()[-3000:]
        except OSError:
            return ""

    # Killing ------------------------------------------------------------------

    def pid(self, name: str) -> int | None:
        """The process id of the database, or of the child `web` or `worker`."""
        if name == "database":
            try:
                note = (self.home / "postgres" / "postmaster.pid").read_text()
            except OSError:
                return None
            return int(note.splitlines()[0])
        assert self.process is not None
        for pid in children(self.process.pid):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
            if words[1:4] == ["-m", "concord", name]:
                return pid
        return None

    def kill(self, name: str) -> None:
        """kill -9 of the database, the worker, or every web process."""
        if name == "supervisor":
            assert self.process is not None
            self.process.kill()
            self.process.wait()
            return
        self.wait_until(lambda: self.pid(name))
        pid = self.pid(name)
        assert pid is not None
        if name == "web":
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGKILL)

    def kill_one_web_process(self) -> None:
        """kill -9 of one of the processes that answer requests."""
        master = self.pid("web")
        assert master is not None
        os.kill(next(children(master)), signal.SIGKILL)

    # Asking -------------------------------------------------------------------

    def browser(self, role: str = "strategic_lead", which: int = 0) -> Browser:
        return Browser(self.port, self.arranged["sessions"][role][which])

    def ready(self) -> int:
        """What /readyz answers; 0 for nothing."""
        return self.answer("/readyz").status

    def answer(self, path: str) -> Answer:
        return Browser(self.port, "").get(path)

    def url(self, role: str) -> str:
        """The database as app_runtime or app_owner."""
        note = (self.home / "postgres" / "postmaster.pid").read_text().splitlines()
        return f"postgresql:///concord?host={note[4]}&port=5432&user={role}"

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """An answer of the database to its owner, whom no policy holds back."""
        with psycopg.connect(self.url("app_owner")) as connection:
            return connection.execute(query, parameters).fetchall()

    def settings(self) -> dict[str, str]:
        """What the supervisor gives its children."""
        secrets = json.loads((self.home / "secrets.json").read_text())
        return (
            environment()
            | secrets
            | {
                "CONCORD_TRIAL": "1",
                "CONCORD_HOME": str(self.home),
                "DATABASE_URL": self.url("app_runtime"),
            }
        )

    def arrange(self) -> None:
        """Makes the partnership that the tests work on."""
        done = subprocess.run(
            [sys.executable, str(ARRANGING)],
            env=self.settings(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        self.arranged = json.loads(done.stdout.splitlines()[-1])


def copied(stack: Stack, folder: Path) -> Stack:
    """A stopped stack of the same content in another folder."""
    # With owners: the database does not run as root.
    subprocess.run(["cp", "-a", str(stack.home), str(folder)], check=True)
    return Stack(folder / "home", stack.arranged)


def children(parent: int) -> Iterator[int]:
    """The processes that `parent` has started."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text()
        except OSError:
            continue
        if int(status.rpartition(")")[2].split()[1]) == parent:
            yield int(folder.name)
