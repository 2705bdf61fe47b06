"""What a person is told when the database or the disk, not a page, is the trouble."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from django.conf import settings

DISK_FULL = "53100"
# The connection broke, or the server stops or starts (classes 08 and 57P).
GONE = ("08", "57P")
LEAST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Outage:
    """One clear sentence, what it means for the person, and what comes next."""

    heading: str
    meaning: str
    next: str


NO_DATABASE = Outage(
    heading="The database does not answer",
    meaning="It is our fault, and it mostly passes within a minute.",
    next="Wait a minute and try again. If it lasts longer, tell whoever runs Concord "
    "for you",
)
NO_ROOM = Outage(
    heading="The disk of the server is full",
    meaning="Nothing new can be saved until there is room again. Reading may work.",
    next="Tell whoever runs Concord for you to make room",
)


def outage(error: BaseException | None) -> Outage | None:
    """The outage behind an exception; None when the page itself is at fault."""
    causes = list(_causes(error))
    if any(_says_full(cause) for cause in causes):
        return NO_ROOM
    if any(_says_gone(cause) for cause in causes):
        # A full disk can take the database with it.
        return NO_ROOM if _disk_is_full() else NO_DATABASE
    return None


def _says_full(cause: BaseException) -> bool:
    if isinstance(cause, OSError):
        return cause.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(cause, psycopg.Error) and cause.sqlstate == DISK_FULL


def _says_gone(cause: BaseException) -> bool:
    if not isinstance(cause, psycopg.OperationalError):
        return False
    # No code at all: there was no server to give one.
    return cause.sqlstate is None or cause.sqlstate.startswith(GONE)


def _disk_is_full() -> bool:
    try:
        return shutil.disk_usage(settings.CONCORD_HOME).free < LEAST_BYTES
    except OSError:
        return False


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
