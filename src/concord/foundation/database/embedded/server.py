"""The life of an embedded server: found or started, used by several, stopped."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg

from concord.foundation.database.embedded import cluster
from concord.foundation.database.embedded.complaints import (
    CannotStart,
    explain,
    explain_os,
)
from concord.foundation.database.embedded.places import (
    Places,
    make_socket_folder,
    settle,
)

START_SECONDS = 120.0  # recovery after a crash may take a while
STOP_SECONDS = 20.0
LOG_LIMIT = 5 * 1024 * 1024


@dataclass
class Server:
    """A running server. Its user lets go of it with `stop()`."""

    places: Places
    socket: Path
    pid: int
    started_here: bool
    _lease: IO[bytes]
    _process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def owner_url(self) -> str:
        return self.url(cluster.OWNER)

    @property
    def runtime_url(self) -> str:
        return self.url(cluster.RUNTIME)

    @property
    def backup_url(self) -> str:
        return self.url(cluster.BACKUP)

    @property
    def superuser_url(self) -> str:
        return self.url(cluster.SUPERUSER)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about where the data lies."""
        return self.places.notes

    def url(self, role: str, database: str = cluster.DATABASE) -> str:
        """A `postgresql://` URL for libpq and for the settings."""
        host = quote(str(self.socket))
        return f"postgresql:///{database}?host={host}&port={cluster.PORT}&user={role}"

    def alive(self) -> bool:
        """Whether the server still runs."""
        if self._process is not None:
            return self._process.poll() is None
        return _is_postgres(self.pid)

    def stop(self) -> bool:
        """Lets go of the server; the last of its users stops it.

        Returns whether it was stopped. Data in progress is rolled back, data saved
        stays.
        """
        with _starting_or_stopping(self.places.home):
            self._lease.close()
            if _kept(self.places.home).exists() or _used(self.places.home):
                return False
            _end(self)
            return True

    def keep(self, *, running: bool) -> None:
        """Whether the server goes on when its last user has let go of it."""
        if running:
            _kept(self.places.home).touch()
        else:
            _kept(self.places.home).unlink(missing_ok=True)


def start(home: Path, *, durable: bool = True, data_in: Path | None = None) -> Server:
    """Finds the server of `home` or starts it; makes its data the first time.

    `durable=False` is for tests: a power cut may lose data, a kill does not. So is
    `data_in`, another folder for the data alone; log and notes stay in `home`.
    Raises CannotStart with one line that names the way out.
    """
    places = settle(home, data_in)
    with _starting_or_stopping(places.home):
        lease = _take_lease(places.home)
        try:
            server = _running(places, lease) or _started(places, lease, durable)
            with connect(server) as connection:
                cluster.furnish(connection)
        except psycopg.Error as error:
            lease.close()
            raise explain(_last_lines(places.log) or str(error), places.data) from error
        except BaseException:
            lease.close()
            raise
        return server


def connect(server: Server, database: str = "postgres") -> psycopg.Connection:
    """A connection as the superuser, each statement its own transaction."""
    return psycopg.connect(
        server.url(cluster.SUPERUSER, database), autocommit=True, connect_timeout=10
    )


# Finding a server that runs already ---------------------------------------------------


def _running(places: Places, lease: IO[bytes]) -> Server | None:
    """The server that already holds the data, say after its starter was killed."""
    noted = _noted(places)
    if noted is None:
        return None
    pid, socket = noted
    server = Server(places, socket, pid, False, lease)
    if _wait_until_ready(server):
        return server
    # A killed server left its note, and the number may be another program's now.
    (places.data / "postmaster.pid").unlink(missing_ok=True)
    return None


def _noted(places: Places) -> tuple[int, Path] | None:
    """Process id and socket folder in postmaster.pid (its lines 1 and 5)."""
    try:
        lines = (places.data / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), Path(lines[4])
    except (OSError, ValueError, IndexError):
        return None


def _is_postgres(pid: int) -> bool:
    """Whether the process lives and is a PostgreSQL server."""
    status = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            text = status.read_text(errors="replace")
        except OSError:
            return False
        name = text[text.index("(") + 1 : text.rindex(")")]
        state = text[text.rindex(")") + 2]
        return name in {"postgres", "postmaster"} and state != "Z"
    done = subprocess.run(  # noqa: S603 - a number
        ["ps", "-p", str(pid), "-o", "comm="],  # noqa: S607 - systems without /proc
        capture_output=True,
        text=True,
        check=False,
    )
    return "post" in done.stdout


# Starting -----------------------------------------------------------------------------


def _started(places: Places, lease: IO[bytes], durable: bool) -> Server:
    cluster.make(places, durable=durable)
    socket = make_socket_folder(places.account, places.data)
    # The folder is this server's alone, and none runs: what lies there is left over.
    for left_over in socket.glob(".s.PGSQL.*"):
        left_over.unlink(missing_ok=True)
    cluster.configure(places, socket, durable=durable)
    deadline = time.monotonic() + STOP_SECONDS
    while True:
        process = _launch(places)
        server = Server(places, socket, process.pid, True, lease, process)
        try:
            if _wait_until_ready(server):
                return server
        except BaseException:
            process.send_signal(signal.SIGINT)
            raise
        output = _last_lines(places.log)
        # Children of a killed server take a moment to notice and to go.
        if "pre-existing shared memory" in output and time.monotonic() < deadline:
            time.sleep(0.3)
            continue
        raise explain(output, places.data)


def _launch(places: Places) -> subprocess.Popen[bytes]:
    """The server in a session of its own: Ctrl-C reaches the supervisor only."""
    try:
        if places.log.exists() and places.log.stat().st_size > LOG_LIMIT:
            places.log.replace(places.log.with_suffix(".log.1"))
        with places.log.open("ab") as log:
            log.write(b"--- start\n")
            log.flush()
            return subprocess.Popen(  # noqa: S603 - our own program
                [str(places.binaries.postgres), "-D", str(places.data)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
                **places.account.as_child(),
            )
    except OSError as error:
        raise explain_os(error, places.data) from error


def _wait_until_ready(server: Server) -> bool:
    """Waits for an answer; False when the server ended instead."""
    deadline = time.monotonic() + START_SECONDS
    while server.alive():
        try:
            connect(server).close()
            return True
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"PostgreSQL has not answered for {START_SECONDS:.0f} seconds. It "
                    "may be repairing its data: look into logs/postgres.log in "
                    "CONCORD_HOME and start again."
                ) from None
            time.sleep(0.03)
    return False


def _last_lines(log: Path) -> str:
    """What the server said since its last start; lines about success left out."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 20_000))
            text = file.read().decode(errors="replace")
    except OSError:
        return ""
    said = text.rpartition("--- start\n")[2].splitlines()
    return "\n".join(ln for ln in said if "LOG:" not in ln and "HINT:" not in ln)


# Stopping -----------------------------------------------------------------------------


def _end(server: Server) -> None:
    """Asks the server to end at once but in order; insists after a while."""
    for order in (signal.SIGINT, signal.SIGQUIT):
        deadline = time.monotonic() + STOP_SECONDS
        with contextlib.suppress(ProcessLookupError):
            if server.alive():
                os.kill(server.pid, order)
        while server.alive():
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
        else:
            with contextlib.suppress(OSError):
                server.socket.rmdir()
            return


# Who uses the server ------------------------------------------------------------------


@contextlib.contextmanager
def _starting_or_stopping(home: Path) -> Iterator[None]:
    """One process at a time starts or stops the server of a home."""
    with _locked_file(home / "postgres.lock", fcntl.LOCK_EX):
        yield


def _take_lease(home: Path) -> IO[bytes]:
    """A shared lock held while the server is used; a killed user loses it."""
    return _locked_file(home / "postgres.users", fcntl.LOCK_SH)


def _used(home: Path) -> bool:
    """Whether somebody holds a lease."""
    try:
        _locked_file(home / "postgres.users", fcntl.LOCK_EX | fcntl.LOCK_NB).close()
    except BlockingIOError:
        return True
    return False


def _locked_file(path: Path, mode: int) -> IO[Any]:
    try:
        file = path.open("ab")
    except OSError as error:
        raise explain_os(error, path.parent) from error
    try:
        fcntl.flock(file, mode)
    except BaseException:
        file.close()
        raise
    return file


def _kept(home: Path) -> Path:
    return home / "postgres.keep"
