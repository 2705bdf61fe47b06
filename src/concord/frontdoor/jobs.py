"""What the worker does for the front door. Found by its name."""

from __future__ import annotations

from django.db import connection

from concord.access.actor import Actor, acting_as
from concord.foundation.jobs import RETRY, app
from concord.foundation.observing import get_logger

log = get_logger(__name__)

FORGET = "frontdoor.forget_sheets"
PRINCIPAL = "frontdoor.sheets"


@app.periodic(cron="37 2 * * *")
@app.task(name=FORGET, queueing_lock=FORGET, lock=FORGET, retry=RETRY)
def forget_sheets(timestamp: int) -> None:
    """Empties, each night, what was uploaded a week ago and never sent."""
    with acting_as(Actor.from_job(PRINCIPAL)), connection.cursor() as cursor:
        cursor.execute("SELECT access.forget_sheets()")
        [emptied] = cursor.fetchone()
    if emptied:
        log.info("sheets_emptied", count=emptied)
