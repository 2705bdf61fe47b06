"""Which protected records were read: gathered as rows are loaded, kept as one event.

Every protected model tells `loaded` of each row that comes from the database, so a page
that shows somebody can't forget to say so. `recorded` writes one event for all of
it, in the same transaction, before the answer leaves.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import connection

TAKEN_OUT = frozenset({"export", "print"})
NOTE = "SELECT access.note(%s, %s, %s::uuid[], %s::uuid[], %s::text[], %s, %s, %s)"
SEARCH = "SELECT access.note_search(%s, %s, %s, %s::uuid[], %s::uuid[], %s::text[], %s)"


class NotTakenOut(PermissionDenied):
    """What is open in an emergency can be read, and neither exported nor printed."""


class NotRecorded(Exception):
    """A protected row was loaded where nobody would record that it was read."""


@dataclass(slots=True)
class Reads:
    """What was loaded so far: cases, persons, parts of cases, number of rows.

    `verb` is what the event will say; left empty it is "read" for one case and "list"
    for more. `terms` are the month and the encrypted words of a search, `why` is the
    reason that somebody gave for looking.
    """

    cases: set[uuid.UUID] = field(default_factory=set)
    persons: set[uuid.UUID] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    rows: int = 0
    verb: str = ""
    door: str = ""
    terms: tuple[dt.date, bytes] | None = None
    why: str = ""

    def forget(self) -> None:
        """Nothing of what was loaded has left: there is nothing to record."""
        self.rows, self.verb, self.terms = 0, "", None


_current: ContextVar[Reads | None] = ContextVar("reads", default=None)


def loaded(
    *, case: uuid.UUID | None, person: uuid.UUID | None, part: str | None
) -> None:
    """One protected row came from the database. Raises NotRecorded outside of all."""
    reads = _current.get()
    if reads is None:
        raise NotRecorded(
            "A protected row can be loaded only in a request or in `acting_as`."
        )
    reads.rows += 1
    if case is not None:
        reads.cases.add(case)
    if person is not None:
        reads.persons.add(person)
    if part:
        reads.parts.add(part)


@contextmanager
def weighed() -> Iterator[None]:
    """Rows that are loaded inside are compared, and not shown to anybody.

    Whoever shows one of them afterwards says so with `loaded`: a search among many
    records must not say that all of them were read. Raises NotRecorded where that
    would not be recorded.
    """
    if _current.get() is None:
        raise NotRecorded("Records are compared in a request or in `acting_as` only.")
    token = _current.set(Reads())
    try:
        yield
    finally:
        _current.reset(token)


def as_verb(verb: str) -> None:
    """What this reading is: "search", "export" or "print" instead of "read"."""
    reads = _current.get()
    if reads is not None:
        reads.verb = verb


def searched(month: dt.date, cipher: bytes) -> None:
    """This reading is a search for these encrypted words. Raises NotRecorded."""
    reads = _current.get()
    if reads is None:
        raise NotRecorded("A search can be made only in a request or in `acting_as`.")
    reads.verb, reads.terms = "search", (month, cipher)


def for_reason(why: str) -> None:
    """Why somebody looks: kept with the event of this reading."""
    reads = _current.get()
    if reads is not None:
        reads.why = why


@contextmanager
def recorded(door: str = "") -> Iterator[Reads]:
    """Gather what is loaded inside, and write it down at the end.

    Written in the running transaction with its actor. When the block fails nothing is
    written: nothing left it.
    """
    reads = Reads(door=door)
    token = _current.set(reads)
    try:
        yield reads
    finally:
        _current.reset(token)
    write(reads)


def write(reads: Reads) -> None:
    """One event for all that was loaded; none when nothing was."""
    if not reads.rows and not reads.verb:
        return
    if reads.terms is not None:
        _write_search(reads, *reads.terms)
        return
    verb = reads.verb or ("list" if len(reads.cases) > 1 else "read")
    if verb in TAKEN_OUT:
        may_leave(reads.cases)
    note(
        verb,
        door=reads.door,
        cases=sorted(reads.cases),
        persons=sorted(reads.persons),
        parts=sorted(reads.parts),
        rows=reads.rows,
        why=reads.why,
    )


def _write_search(reads: Reads, month: dt.date, cipher: bytes) -> None:
    cases, persons = sorted(reads.cases), sorted(reads.persons)
    parts = sorted(reads.parts)
    with connection.cursor() as cursor:
        cursor.execute(
            SEARCH, [reads.door, month, cipher, cases, persons, parts, reads.rows]
        )


def may_leave(cases: Iterable[uuid.UUID]) -> None:
    """Raise NotTakenOut if this hat has one of the cases open in an emergency.

    Asked before an export or a print is written down, so that no door can forget it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.my_emergencies() && %s::uuid[]", [sorted(set(cases))]
        )
        if cursor.fetchone()[0]:
            raise NotTakenOut("A case that is open in an emergency stays here.")


def note(
    verb: str,
    *,
    door: str = "",
    cases: list[uuid.UUID] | None = None,
    persons: list[uuid.UUID] | None = None,
    parts: list[str] | None = None,
    rows: int = 0,
    row: str = "",
    why: str = "",
) -> None:
    """One event of the running transaction's actor. See `access.note` in SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            NOTE, [verb, door, cases or [], persons or [], parts or [], rows, row, why]
        )
