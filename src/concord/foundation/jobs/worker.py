"""The process that runs jobs, and gives jobs of killed workers another start."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Sequence
from typing import Any

from procrastinate import App
from procrastinate.jobs import Job, Status

from concord.foundation.observing import get_logger

CONCURRENCY = 2
HEARTBEAT_SECONDS = 5.0
# A worker that was silent for so long counts as killed.
SILENT_SECONDS = 20.0
# A job that was under way when so many workers died may be what kills them.
MAX_STARTS = 5
GRACE_SECONDS = 8.0

log = get_logger(__name__)


class WorkerEnded(Exception):
    """The worker ended by itself, mostly because the database was gone."""


def run(*, concurrency: int = CONCURRENCY, wait: bool = True) -> None:
    """Runs jobs until SIGTERM or SIGINT; then finishes those under way.

    Jobs that take longer than a few seconds to end are started again later.
    `wait=False` returns when no job is left to do. Django is set up. Raises
    WorkerEnded when nobody asked for the end.
    """
    asyncio.run(_run(concurrency=concurrency, wait=wait))


async def _run(*, concurrency: int, wait: bool) -> None:
    app = _worker_app()
    async with app.open_async():
        await start_again(app)
        watch = asyncio.create_task(_watch(app))
        work = asyncio.create_task(
            app.run_worker_async(
                concurrency=concurrency,
                wait=wait,
                install_signal_handlers=False,
                shutdown_graceful_timeout=GRACE_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=SILENT_SECONDS,
            )
        )
        asked = _end_when_asked(work)
        with contextlib.suppress(asyncio.CancelledError):
            await work
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch
    if wait and not asked.is_set():
        raise WorkerEnded("The worker lost the database. Start it again.")


def _end_when_asked(work: asyncio.Task[None]) -> asyncio.Event:
    """SIGTERM and SIGINT let the worker take no new job; the event tells of it."""
    asked = asyncio.Event()

    def end() -> None:
        if not asked.is_set():
            asked.set()
            work.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    return asked


def _worker_app() -> App:
    """The app with a connector that can wait for jobs.

    The shared app keeps Django's connection: what a job defers belongs to the job's
    own transaction. `replace_connector` would take it out of there.
    """
    from procrastinate.contrib.django import app

    connector: Any = app.connector
    worker = App(
        connector=connector.get_worker_connector(),
        worker_defaults=app.worker_defaults,
        periodic_defaults=app.periodic_defaults,
    )
    worker.tasks = app.tasks
    worker.periodic_registry = app.periodic_registry
    return worker


async def _watch(app: App) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        try:
            await start_again(app)
        except Exception as error:  # the next round tries again
            log.warning("stalled_jobs_not_checked", exc_info=error)


async def start_again(app: App) -> Sequence[Job]:
    """Puts the jobs of silent workers back in the queue; returns them."""
    manager = app.job_manager
    found = list(await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS))
    for job in found:
        if job.attempts + 1 >= MAX_STARTS:
            log.error("job_given_up", job_id=job.id, task=job.task_name)
            await manager.finish_job(job=job, status=Status.FAILED, delete_job=False)
        else:
            log.warning("job_started_again", job_id=job.id, task=job.task_name)
            await manager.retry_job(job=job)
    return found
