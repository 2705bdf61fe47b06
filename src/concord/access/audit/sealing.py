"""Sealing what is over, and beginning an era where the cluster was replaced."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from concord.access.actor import Actor, acting_as
from concord.foundation.observing import get_logger

log = get_logger(__name__)

PRINCIPAL = "access.audit"
MOST_ROWS = 10_000  # of one block, unless one transaction alone wrote more
MOST_CALLS = 50  # of one run: 1,000 blocks; the next run goes on


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
        with acting_as(Actor.from_job(PRINCIPAL)), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM access.seal_events(%s)", [most])
            done, sealed, era = cursor.fetchone()
        blocks, rows, begun = blocks + done, rows + sealed, begun or era
        if not done:
            break
    if begun is not None:
        # Nobody said that a backup was restored: `access.begin_era` was not called.
        log.warning("audit_era_begun", count=begun)
    return Sealed(blocks, rows, begun)
