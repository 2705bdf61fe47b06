"""Jobs kept in PostgreSQL: deferred in the caller's transaction, run by the worker.

A room has a module `jobs.py`, found by itself:

    from concord.foundation.jobs import RETRY, app

    @app.task(name="plan.remind", retry=RETRY)
    def remind(partnership_id: int) -> None: ...

    remind.defer(partnership_id=partnership.id)   # runs if the transaction commits

    @app.periodic(cron="0 7 * * 1-5")
    @app.task(name="plan.remind_everybody", queueing_lock="plan.remind_everybody")
    def remind_everybody(timestamp: int) -> None: ...

Arguments are stored in clear: ids only. A killed worker's job is started again, so a
job either is one transaction or continues where it stopped.
"""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

# Tasks that run so often that their finished jobs are forgotten after a day.
SOON_FORGOTTEN: set[str] = set()

# After 5, 25 and 125 seconds; then it is marked failed and an operator looks.
RETRY = RetryStrategy(max_attempts=4, exponential_wait=5)

__all__ = ["RETRY", "SOON_FORGOTTEN", "app"]
