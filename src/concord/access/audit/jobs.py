"""What the worker does for the audit: sealing, sending heads out, checking."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from concord.access.audit import anchoring, recording, sealing, telling, unusual
from concord.foundation.jobs import RETRY, SOON_FORGOTTEN, app
from concord.foundation.observing import get_logger

log = get_logger(__name__)

# In London: the clock of periodic jobs does not know summer time.
CHECK_HOUR = 3
UNUSUAL_HOUR = 4
LETTER_HOUR = 7

MONDAY = 0

SEAL = "access.audit.seal"
ANCHOR = "access.audit.anchor"
LETTERS = "access.audit.letters"
CHECK = "access.audit.check"
UNUSUAL = "access.audit.unusual"
SOON_FORGOTTEN.add(SEAL)


@app.periodic(cron="* * * * *")
@app.task(name=SEAL, queueing_lock=SEAL, lock=SEAL)
def seal(timestamp: int) -> None:
    """Seals what is over. What fails is done in the next minute."""
    done = sealing.seal()
    if done.blocks:
        log.info("audit_sealed", count=done.blocks, rows=done.rows)


@app.periodic(cron="7 * * * *")
@app.task(name=ANCHOR, queueing_lock=ANCHOR, lock=ANCHOR, retry=RETRY)
def anchor(timestamp: int) -> None:
    """Keeps the newest head outside of the database, each hour."""
    number = anchoring.anchor()
    if number is not None:
        log.info("audit_head_kept", count=number)


@app.periodic(cron="11 6,7 * * *")
@app.task(name=LETTERS, queueing_lock=LETTERS, lock=LETTERS, retry=RETRY)
def letters(timestamp: int) -> None:
    """Sends the newest head each morning, and on Mondays what is unusual."""
    moment = in_london(timestamp)
    if moment.hour != LETTER_HOUR:
        return
    telling.send_head(moment.date())
    if moment.weekday() == MONDAY:
        telling.send_unusual(moment.date())


@app.periodic(cron="0 2,3 * * *")
@app.task(name=CHECK, queueing_lock=CHECK, lock=CHECK)
def check(timestamp: int) -> None:
    """Checks the whole log at three at night in London."""
    if in_london(timestamp).hour == CHECK_HOUR:
        recording.check()


@app.periodic(cron="23 3,4 * * *")
@app.task(name=UNUSUAL, queueing_lock=UNUSUAL, lock=UNUSUAL, retry=RETRY)
def work_out_unusual(timestamp: int) -> None:
    """Works out what was unusual this week and the last, each night."""
    moment = in_london(timestamp)
    if moment.hour != UNUSUAL_HOUR:
        return
    for partnership_id in telling.partnerships():
        lines = unusual.work_out(partnership_id, moment.date())
        if lines:
            log.info("audit_unusual", partnership=partnership_id, count=lines)


def in_london(timestamp: int) -> dt.datetime:
    """The moment a periodic job is for."""
    return timezone.localtime(dt.datetime.fromtimestamp(timestamp, dt.UTC))
