"""What went wrong with the embedded server, in one line with the way out."""

from __future__ import annotations

import errno
from pathlib import Path


class CannotStart(Exception):
    """The embedded server can't be started; the text says what to do about it."""


# What PostgreSQL prints, and what the person can do. First match wins.
KNOWN = (
    (
        ("No space left on device", "could not extend file", "Disk quota exceeded"),
        "The disk that holds {where} is full. Nothing that was saved is lost: "
        "make room (a few hundred MB) and start again.",
    ),
    (
        ("Read-only file system",),
        "{where} is on a disk that can't be written to. "
        "Set CONCORD_HOME to a folder that can.",
    ),
    (
        ("could not look up effective user ID", "no entry in the password database"),
        "This user id has no entry in /etc/passwd and PostgreSQL needs one. "
        "Run as an account that has a name.",
    ),
    (
        ("database files are incompatible with server", "was initialized by"),
        "The data in {where} was made by another version of PostgreSQL. Point "
        "CONCORD_POSTGRES_BIN to the programs of that version, or move the folder "
        "aside to begin with an empty database.",
    ),
    (
        ("pre-existing shared memory block", "is another postmaster", "already exists"),
        "Another PostgreSQL server still holds {where}. Stop it and start again.",
    ),
    (
        ("error while loading shared libraries", "cannot execute binary file"),
        "The PostgreSQL programs do not run on this machine. Install PostgreSQL 15 "
        "or later (Debian: apt-get install postgresql) and start again.",
    ),
    (
        ("could not create shared memory", "could not resize shared memory"),
        "The machine gives PostgreSQL too little shared memory (/dev/shm). In a "
        "container, raise --shm-size to 128m.",
    ),
    (
        ("Permission denied", "Operation not permitted", "has wrong ownership"),
        "PostgreSQL may not read or write {where}. Give the folder to the account "
        "that runs Concord, or set CONCORD_HOME to another folder.",
    ),
)


def explain(output: str, where: Path) -> CannotStart:
    """The complaint for what the server or initdb printed about folder `where`."""
    for marks, advice in KNOWN:
        if any(mark in output for mark in marks):
            return CannotStart(advice.format(where=where))
    last = next((ln for ln in reversed(output.splitlines()) if ln.strip()), "no reason")
    return CannotStart(
        f"PostgreSQL did not start on {where}: {last.strip()[:200]}. "
        "The whole story is in logs/postgres.log in CONCORD_HOME."
    )


def explain_os(error: OSError, where: Path) -> CannotStart:
    """The complaint for an error of the operating system on folder `where`."""
    text = error.strerror or str(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        text = "No space left on device"
    return explain(text, where)
