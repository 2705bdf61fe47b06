"""Finds and runs pg_dump and pg_restore: the right version, no password in sight."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from psycopg import conninfo, pq

from concord.foundation.database.embedded import binaries

# Of the surroundings a program of PostgreSQL gets these and what begins with PG.
PASSED_ON = ("PATH", "HOME", "TMPDIR")
TOLD = re.compile(r"^pg_\w+: (?:error|fatal): (.*)$", re.MULTILINE)
# What stands in quotation marks after these words is a name out of the code.
NAMING = {
    *("column", "constraint", "database", "extension", "file", "function", "host"),
    *("index", "parameter", "policy", "relation", "role", "schema", "sequence"),
    *("server", "snapshot", "socket", "table", "trigger", "type", "user"),
}


class CannotRun(Exception):
    """A program is missing, or ended badly; the text says what to do about it."""


def find(program: str, major: int) -> Path:
    """The `program` of exactly this major version of PostgreSQL.

    An older one refuses such a server. A newer one writes files, and says things when
    restoring, that a server of this version can't read back. Raises CannotRun.
    """
    found = []
    for folder in _folders(program):
        version = _version(folder / program)
        if version and int(version.partition(".")[0]) == major:
            return folder / program
        if version:
            found.append(version)
    there = f" (there is {', '.join(dict.fromkeys(found))})" if found else ""
    raise CannotRun(
        f"The server is PostgreSQL {major}, and this machine has no {program} {major}"
        f"{there}. Install it (Debian: apt-get install postgresql-client-{major}), or "
        "point CONCORD_POSTGRES_BIN to the folder it is in."
    )


@contextlib.contextmanager
def running(
    command: list[str], url: str, *, writes: IO[bytes] | int, reads: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program of PostgreSQL at the database `url`, killed if the block is left early.

    `writes` is where its output goes. Raises CannotRun with what it said, without
    values of rows, when it ended badly.
    """
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(  # noqa: S603 - a path found above
            command,
            stdin=subprocess.DEVNULL if reads is None else reads,
            stdout=writes,
            stderr=said,
            env=surroundings(url),
        ) as process:
            try:
                # A program that ends before it has read all says itself why.
                with contextlib.suppress(BrokenPipeError):
                    yield process
                    _end_of_input(process)
                code = process.wait()
            except BaseException:
                process.kill()
                _end_of_input(process)
                raise
        if code != 0:
            said.seek(0)
            raise CannotRun(_ended(Path(command[0]).name, code, said.read()))


def surroundings(url: str) -> dict[str, str]:
    """The environment that leads a program to the database `url`.

    Passwords stand there and not in the command, which everybody on the machine can
    see. Raises CannotRun for a part of the address that can't be handed over.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in PASSED_ON or name.startswith("PG")
    }
    variables = {
        option.keyword.decode(): option.envvar.decode()
        for option in pq.Conninfo.get_defaults()
        if option.envvar
    }
    for part, value in conninfo.conninfo_to_dict(url).items():
        if part not in variables:
            raise CannotRun(
                f"{part} in the address of the database can't be used here."
            )
        kept[variables[part]] = str(value)
    return kept | {"LC_ALL": "C"}


def without_values(message: str) -> str:
    """The first line of an error, less what could be the value of a row."""
    first = (message.strip().splitlines() or [""])[0]

    def shown(found: re.Match[str]) -> str:
        return found[0] if found[1].lower() in NAMING else f'{found[1]} "..."'

    return re.sub(r'(\w+):? "[^"]*"', shown, first)[:300]


def _ended(program: str, code: int, said: bytes) -> str:
    """One line on why a program ended."""
    if code < 0:
        return f"{program} was killed (signal {-code})."
    told = [
        without_values(line) for line in TOLD.findall(said.decode(errors="replace"))
    ]
    return (
        f"{program} ended with code {code}: {told[0] if told else 'it gave no reason'}"
    )


def _end_of_input(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(BrokenPipeError):
        if process.stdin is not None:
            process.stdin.close()


def _folders(program: str) -> Iterator[Path]:
    yield from binaries.folders()
    on_path = shutil.which(program)
    # Last: Debian's is a wrapper that chooses among versions by itself.
    if on_path and not os.environ.get("CONCORD_POSTGRES_BIN"):
        yield Path(on_path).parent


def _version(program: Path) -> str:
    """The version that a program says it has, or nothing where it does not run."""
    try:
        done = subprocess.run(  # noqa: S603 - a path found above
            [str(program), "--version"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r"(\d+(?:\.\d+)*)", done.stdout)
    return found.group(1) if found else ""
