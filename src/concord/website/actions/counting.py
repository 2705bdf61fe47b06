"""Counting what was shown, and nothing about who saw it.

One row a day, page and language, whatever the number of visits: no flood can make more
of them. No time of day, no address, no browser.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, connection, transaction

from concord.access.actor import Actor, acting_as
from concord.website.queries.site import PUBLIC

COUNT = """
INSERT INTO website_shown (partnership_id, day, what, language, times)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (partnership_id, day, what, language)
DO UPDATE SET times = website_shown.times + EXCLUDED.times
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """`what` is the name of a page, or the id of a service that is there.

    Only what exists is counted: the number of rows has to stay bounded.
    """

    partnership_id: int
    day: dt.date
    what: str
    language: str


class Tally:
    """Counts of one process that are not in the database yet.

    A process that is killed loses them: of a page that nobody asks for again, those
    since it was last made, which are of two seconds.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: Counter[Shown] = Counter()

    def add(self, shown: Shown) -> None:
        """One more."""
        with self._lock:
            self._waiting[shown] += 1

    def write(self) -> None:
        """Everything that waits goes to the database; if that is away it waits on.

        Raises DatabaseError.
        """
        with self._lock:
            taken, self._waiting = self._waiting, Counter()
        try:
            with transaction.atomic():
                for here in sorted({one.partnership_id for one in taken}):
                    _write(here, taken)
        except (OperationalError, InterfaceError):
            with self._lock:
                self._waiting.update(taken)
            raise


# One for the process: written with every page that is made, and when it ends.
waiting = Tally()


def _write(here: int, taken: Counter[Shown]) -> None:
    # Always in one order, so that two processes never wait for each other.
    rows = sorted(
        (one.day, one.what, one.language, times)
        for one, times in taken.items()
        if one.partnership_id == here
    )
    with (
        acting_as(Actor.from_job(PUBLIC, here)),
        connection.cursor() as cursor,
    ):
        cursor.executemany(COUNT, [(here, *row) for row in rows])
