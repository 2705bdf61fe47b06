"""How the jobs are: for `concord doctor` and the page about the system."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from concord.foundation.jobs.worker import SILENT_SECONDS


@dataclass(frozen=True)
class JobHealth:
    """Numbers of now. `waiting_seconds`: how long the oldest due job has waited."""

    workers: int
    waiting: int
    waiting_seconds: float
    failed: int


def job_health() -> JobHealth:
    """Counts workers that are alive, jobs that wait and jobs that failed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT
              (SELECT count(*) FROM procrastinate_workers
               WHERE last_heartbeat > now() - make_interval(secs => %s)),
              count(*) FILTER (WHERE due),
              coalesce(max(extract(epoch FROM now() - at)) FILTER (WHERE due), 0),
              count(*) FILTER (WHERE status = 'failed')
            FROM (
                SELECT j.status, j.status = 'todo'
                       AND coalesce(j.scheduled_at <= now(), true) AS due,
                       coalesce(j.scheduled_at,
                                (SELECT max(e.at) FROM procrastinate_events e
                                 WHERE e.job_id = j.id)) AS at
                FROM procrastinate_jobs j
                WHERE j.status IN ('todo', 'failed')
            ) jobs
            """,
            [SILENT_SECONDS],
        )
        workers, waiting, seconds, failed = cursor.fetchone()
    return JobHealth(workers, waiting, float(seconds), failed)
