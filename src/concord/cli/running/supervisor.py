"""Starts database, web server and worker, keeps them running, stops them."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click

from concord import __version__
from concord.cli.running import done_before, ports
from concord.cli.running.children import Child, concord, last_line, open_log, run_to_end
from concord.cli.running.keys import keys
from concord.cli.running.only_one import only_one
from concord.foundation.database import embedded
from concord.foundation.database.embedded.complaints import explain_os
from concord.foundation.database.embedded.places import make_home

READY_SECONDS = 90.0
END_SECONDS = 12.0
TICK_SECONDS = 0.2


@dataclass(frozen=True)
class Wish:
    """What the person asked for."""

    home: Path
    host: str
    port: int
    examples: bool


def run(wish: Wish) -> None:
    """Runs Concord for trying out until Ctrl-C or SIGTERM.

    Raises ClickException, with everything stopped, where something does not work.
    """
    if os.environ.get("DATABASE_URL"):
        raise click.ClickException(
            "DATABASE_URL is set, and `concord run` only tries Concord out on its own "
            "database. Unset it; or for a real installation start `concord web` and "
            "`concord worker` (docs/operate.md)."
        )
    home = wish.home.absolute()
    try:
        make_home(home)
    except embedded.CannotStart as error:
        raise click.ClickException(str(error)) from error
    with (
        only_one(home, ports.url(wish.host, wish.port)),
        _asked_to_stop() as asked,
    ):
        ports.require_free(wish.host, wish.port)
        try:
            Supervisor(wish, home, asked).run()
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise click.ClickException(str(explain_os(error, home))) from error


class Stopped(Exception):
    """The person pressed Ctrl-C while things were starting."""


@contextlib.contextmanager
def _asked_to_stop() -> Iterator[threading.Event]:
    """An event that Ctrl-C, SIGTERM and a closed terminal set."""
    asked = threading.Event()

    def hear(number: int, frame: FrameType | None) -> None:
        asked.set()

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, hear) for number in signals}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Supervisor:
    """One run: from the start of the database to its stop."""

    def __init__(self, wish: Wish, home: Path, asked: threading.Event) -> None:
        self.wish, self.home, self.asked = wish, home, asked
        self.children: list[Child] = []
        self.server: embedded.Server | None = None
        self.mark = ""

    def run(self) -> None:
        """Everything in order. Whatever happens, what was started is stopped."""
        click.echo(f"Concord {__version__}, for trying out (data in {self.home})")
        try:
            self._start()
            self._keep_running()
        except Stopped:
            pass
        except click.ClickException:
            done_before.forget(self.home)
            raise
        finally:
            self._stop()

    def _start(self) -> None:
        self._start_database()
        base = self._environment()
        server = self._server()
        self.mark = done_before.mark(server, keys(self.home))
        owner = base | {"CONCORD_OWNER_DATABASE_URL": server.owner_url}
        self._do_once("Tables", "bringing them up to date", owner, "migrate")
        if self.wish.examples:
            doing = "loading the partnerships (once)"
            self._do_once("Examples", doing, base, "examples", "load")
        address = ("--host", self.wish.host, "--port", str(self.wish.port))
        self.children = [
            self._child("web server", "web", base, *address),
            self._child("worker", "worker", base),
        ]
        for child in self.children:
            child.start()
        self._say("Web site", "starting")
        with ThreadPoolExecutor(1) as beside:
            sign_ins = beside.submit(self._sign_ins, base)
            self._wait_until_ready()
        self._greet(sign_ins.result())

    def _start_database(self) -> None:
        began = time.monotonic()
        try:
            self.server = embedded.start(self.home)
        except embedded.CannotStart as error:
            raise click.ClickException(str(error)) from error
        how = "started" if self.server.started_here else "found running"
        version = self.server.places.binaries.version
        took = time.monotonic() - began
        self._say("Database", f"PostgreSQL {version}, {how} ({took:.1f} s)")
        for note in self.server.notes:
            click.echo(f"  {note}")

    def _server(self) -> embedded.Server:
        if self.server is None:
            raise RuntimeError("the database has not been started")
        return self.server

    def _environment(self) -> dict[str, str]:
        """What every child gets: settings for trying out, secrets, the database."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name != "CONCORD_OWNER_DATABASE_URL"
        }
        names = {"127.0.0.1", "localhost", "[::1]", self.wish.host}
        if self.wish.host in {"0.0.0.0", "::"}:  # noqa: S104 - asked for
            names |= {socket.gethostname(), socket.getfqdn()}
        return inherited | {
            "CONCORD_TRIAL": "1",
            "CONCORD_HOME": str(self.home),
            "CONCORD_BASE_URL": ports.url(self.wish.host, self.wish.port),
            "CONCORD_ALLOWED_HOSTS": ",".join(sorted(names)),
            "DATABASE_URL": self._server().runtime_url,
            "PYTHONUNBUFFERED": "1",
            **keys(self.home),
        }

    def _do_once(
        self, what: str, how: str, environment: dict[str, str], *command: str
    ) -> str:
        """Runs a `concord` command unless an earlier start did; what it printed."""
        self._stop_if_asked()
        step = "-".join(command)
        printed = done_before.recall(self.home, step, self.mark)
        if printed is None:
            self._say(what, how)
            log = open_log(self.home, command[0])
            printed = run_to_end(concord(*command), log, environment, self.asked)
            if printed is None:
                raise Stopped
            done_before.remember(self.home, step, self.mark, printed)
        return printed

    def _child(
        self, name: str, command: str, environment: dict[str, str], *more: str
    ) -> Child:
        log = open_log(self.home, command)
        return Child(name, concord(command, *more), log, environment)

    def _sign_ins(self, environment: dict[str, str]) -> str:
        """The table of example sign-ins; asked anew each time, it may hold codes."""
        if not self.wish.examples:
            return ""
        log = open_log(self.home, "examples")
        command = concord("examples", "sign-ins")
        try:
            return run_to_end(command, log, environment, self.asked) or ""
        except click.ClickException as error:
            return f"The example sign-ins can't be shown: {error.message}"

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not ports.answers(self.wish.host, self.wish.port):
            self._stop_if_asked()
            self._look_after_all()
            if time.monotonic() > deadline:
                web = self.children[0].log
                raise click.ClickException(
                    f"The web site was not ready after {READY_SECONDS:.0f} seconds: "
                    f"{last_line(web)} (More in {web}.)"
                )
            self.asked.wait(TICK_SECONDS)

    def _greet(self, sign_ins: str) -> None:
        click.echo()
        click.secho(
            f"Open {ports.url(self.wish.host, self.wish.port)}", bold=True, nl=True
        )
        if sign_ins:
            click.echo()
            click.echo(sign_ins.rstrip())
        click.echo()
        click.echo("Stop with Ctrl-C. Data stay in place for the next start.")

    def _keep_running(self) -> None:
        while not self.asked.wait(TICK_SECONDS):
            self._look_after_all()

    def _look_after_all(self) -> None:
        if not self._server().alive():
            click.echo("The database ended; starting it again.", err=True)
            self._server().stop()
            self._start_database()
        for child in self.children:
            if line := child.look_after():
                click.echo(line, err=True)

    def _stop(self) -> None:
        """Children first, so that they finish their work; then the database."""
        if self.children:
            _tell("\nStopping ...")
        deadline = time.monotonic() + END_SECONDS
        for child in self.children:
            child.ask_to_end()
        for child in self.children:
            child.await_end(deadline)
        if self.server is not None:
            self.server.stop()
            _tell("Stopped. Nothing saved is lost.")

    def _stop_if_asked(self) -> None:
        if self.asked.is_set():
            raise Stopped

    def _say(self, what: str, how: str) -> None:
        click.echo(f"  {what:<10} {how}")


def _tell(line: str) -> None:
    """Prints a line, unless the terminal is gone: stopping goes on all the same."""
    with contextlib.suppress(OSError):
        click.echo(line)
