"""The worker's own housekeeping."""

from __future__ import annotations

from django.db import connection

from concord.foundation.jobs import SOON_FORGOTTEN, app

KEPT_DAYS = 90


@app.periodic(cron="17 3 * * *")
@app.task(name="jobs.forget_finished", queueing_lock="jobs.forget_finished")
def forget_finished(timestamp: int) -> None:
    """Deletes jobs that succeeded long ago; failed ones stay for the operator."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM procrastinate_jobs j
            WHERE j.status IN ('succeeded', 'cancelled')
              AND NOT EXISTS (
                  SELECT 1 FROM procrastinate_events e
                  WHERE e.job_id = j.id AND e.at > now() - make_interval(
                      days => CASE WHEN j.task_name = ANY(%s) THEN 1 ELSE %s END))
            """,
            [sorted(SOON_FORGOTTEN), KEPT_DAYS],
        )
