"""Sealing what is over, and beginning an era where the cluster was replaced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from concord.access.actor import Actor, acting_as
from concord.access.audit import heads
from concord.foundation.observing import get_logger

log = get_logger(__name__)

Ask = Callable[..., tuple[Any, ...]]  # a call of a function, and what is given to it

PRINCIPAL = "access.audit"
MOST_ROWS = 10_000  # of one block, unless one transaction alone wrote more
MOST_CALLS = 50  # of one run: 1,000 blocks; the next run goes on

# A rehearsal of a restore, into another database, writes a line about its era into the
# same ledger. It must excuse nothing here: the line names a mark, which an event in the
# database bears.
MARK = (
    "(SELECT row_id::uuid FROM public.access_event WHERE verb = 'era'"
    " ORDER BY id DESC LIMIT 1) AS latest"
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one run sealed. `begun` is the era that had to be begun, mostly None."""

    blocks: int
    rows: int
    begun: int | None = None


def seal(*, most: int = MOST_ROWS) -> Sealed:
    """Seal every event whose transaction, and all before it, are over.

    Takes a transaction of its own for each 20 blocks. Nobody who writes an event waits.
    """
    blocks, rows, begun = 0, 0, None
    for _ in range(MOST_CALLS):
        with acting_as(Actor.from_job(PRINCIPAL)):
            done, sealed, era, last = _ask("access.seal_events(%s)", most)
            if era is not None:
                # Where that can't be kept outside, nothing of it is kept.
                heads.append_era(n=last, era=era, mark=_ask(MARK)[0])
        blocks, rows, begun = blocks + done, rows + sealed, begun or era
        if not done:
            break
    if begun is not None:
        # Nobody said that a backup was restored: `access.begin_era` was not called.
        log.warning("audit_era_begun", count=begun)
    return Sealed(blocks, rows, begun)


@transaction.atomic
def begin_era() -> int:
    """Begin an era after a restore, before anybody works. Returns its number.

    Connected as the owner of the tables. Seals what was left of the old era, keeps
    outside which heads can't be found again, and destroys once more the keys of search
    words that were destroyed since the backup. Raises OSError where nothing can be
    kept outside, and heads.Unreadable.
    """
    return begin_era_by(_ask, heads.read())


def begin_era_by(
    ask: Ask, lines: Iterable[heads.Line], *, file: Path | None = None
) -> int:
    """The same over another connection, in its transaction, with the lines of `file`.

    Without `file`, it is the ledger of this installation.
    """
    era, last = ask("access.begin_era()")
    for line in lines:
        if line.kind == heads.FORGOTTEN:
            month = dt.date(line.n // 100, line.n % 100, 1)
            ask("access.destroy_terms_key(%s)", month)
    heads.append_era(n=last, era=era, mark=ask(MARK)[0], file=file)
    return int(era)


def _ask(call: str, *given: int | dt.date) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {call}", given)  # noqa: S608  written above
        found: tuple[Any, ...] = cursor.fetchone()
    return found
