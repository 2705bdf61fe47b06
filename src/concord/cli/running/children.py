"""A program that the supervisor keeps running, and its log."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from concord.cli.running import leash

LOG_LIMIT = 5 * 1024 * 1024
TOO_OFTEN = 5  # deaths ...
WITHIN_SECONDS = 60.0
FIRST_PAUSE = 0.5
ERROR = re.compile(r"(?!LINE|DETAIL|HINT|CONTEXT)[A-Za-z_.]*(Error|[A-Z][a-z]+): \S")


def concord(*arguments: str) -> list[str]:
    """The command line of a `concord` command with this very Python."""
    return [sys.executable, "-m", "concord", *arguments]


def open_log(home: Path, name: str) -> Path:
    """The path of a log; a large one of before is put aside."""
    path = home / "logs" / f"{name}.log"
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
    return path


def run_to_end(
    command: Sequence[str],
    log: Path,
    environment: Mapping[str, str],
    asked_to_stop: threading.Event,
) -> str | None:
    """Runs a short command; its errors go to the log. Returns what it printed.

    None if it was ended because the person asked to stop. Raises ClickException with
    its last line if it failed.
    """
    with log.open("ab") as errors:
        start = errors.tell()
        process = subprocess.Popen(  # noqa: S603 - our own command
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=dict(environment),
            text=True,
            # Ctrl-C is the supervisor's to hear.
            start_new_session=True,
        )
    while True:
        try:
            printed, _ = process.communicate(timeout=0.1)
            break
        except subprocess.TimeoutExpired:
            if asked_to_stop.is_set():
                # What it did not commit is rolled back; the next start does it again.
                process.terminate()
    if asked_to_stop.is_set():
        return None
    if process.returncode != 0:
        raise click.ClickException(f"{last_line(log, start)} (More in {log}.)")
    return printed


def last_line(log: Path, start: int = 0) -> str:
    """The last line in a log after byte `start` that names an error, else the last."""
    try:
        with log.open("rb") as file:
            file.seek(max(start, log.stat().st_size - 4000))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        lines = []
    said = [line.strip() for line in lines if line.strip()] or ["it said nothing"]
    named = [line for line in said if ERROR.match(line)]
    return (named or said)[-1].removeprefix("Error: ")


@dataclass
class Child:
    """A program that is started again when it dies, a little later each time."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=TOO_OFTEN))
    start_at: float = 0.0

    def start(self) -> None:
        """Starts it on a leash: it ends when the supervisor is gone."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                self.command,
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**self.environment, leash.MARK: "1"},
                start_new_session=True,
            )

    def look_after(self) -> str | None:
        """Starts it again if need be; returns a line to print, if any.

        Raises ClickException when it dies all the time.
        """
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        self._close()
        self.deaths.append(now)
        if len(self.deaths) == TOO_OFTEN and now - self.deaths[0] < WITHIN_SECONDS:
            raise click.ClickException(
                f"The {self.name} ended {TOO_OFTEN} times within a minute. Its last "
                f"words: {last_line(self.log)} (More in {self.log}.)"
            )
        recent = sum(1 for death in self.deaths if now - death < WITHIN_SECONDS)
        pause = FIRST_PAUSE * 2 ** (recent - 1)
        self.start_at = now + pause
        how = f"signal {-code}" if code < 0 else f"code {code}"
        return f"The {self.name} ended ({how}); starting it again in {pause:g} s."

    def ask_to_end(self) -> None:
        """Asks it to finish what it is doing and to end."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def await_end(self, deadline: float) -> None:
        """Waits until `deadline` (monotonic seconds), then ends it for good."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            # It leads a process group of its own: its children go with it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._close()

    def _close(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None
