"""What the worker does for the audit: sealing each minute, checking each night."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from concord.access.audit import recording, sealing
from concord.foundation.jobs import SOON_FORGOTTEN, app
from concord.foundation.observing import get_logger

log = get_logger(__name__)

CHECK_HOUR = 3  # in London: the clock of periodic jobs does not know summer time

SEAL = "access.audit.seal"
CHECK = "access.audit.check"
SOON_FORGOTTEN.add(SEAL)


@app.periodic(cron="* * * * *")
@app.task(name=SEAL, queueing_lock=SEAL, lock=SEAL)
def seal(timestamp: int) -> None:
    """Seals what is over. What fails is done in the next minute."""
    done = sealing.seal()
    if done.blocks:
        log.info("audit_sealed", count=done.blocks, rows=done.rows)


@app.periodic(cron="0 2,3 * * *")
@app.task(name=CHECK, queueing_lock=CHECK, lock=CHECK)
def check(timestamp: int) -> None:
    """Checks the whole log at three at night in London."""
    if in_london(timestamp).hour == CHECK_HOUR:
        recording.check()


def in_london(timestamp: int) -> dt.datetime:
    """The moment a periodic job is for."""
    return timezone.localtime(dt.datetime.fromtimestamp(timestamp, dt.UTC))
