"""Jobs in a worker of its own process, against a database that really commits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob as Job

from concord.foundation.jobs import health, worker

WORKER = """
import os, sys, time
from concord.cli.framework import set_up
set_up()
from concord.foundation.jobs import app, worker

@app.task(name="test.take_long")
def take_long(seconds: float) -> None:
    time.sleep(seconds)

@app.task(name="test.defer_and_fail")
def defer_and_fail() -> None:
    from django.db import transaction
    with transaction.atomic():
        take_long.defer(seconds=0)
        raise RuntimeError("after deferring")

worker.HEARTBEAT_SECONDS = 0.2
worker.SILENT_SECONDS = 1.0
worker.run(concurrency=1, wait=sys.argv[1] == "wait")
"""

pytestmark = pytest.mark.django_db(transaction=True)
Start = Callable[..., subprocess.Popen[bytes]]


def in_another_process(*arguments: str) -> subprocess.Popen[bytes]:
    settings = connection.settings_dict
    url = (
        f"postgresql:///{settings['NAME']}?host={settings['HOST']}"
        f"&port={settings['PORT']}&user={settings['USER']}"
        f"&password={settings['PASSWORD']}"
    )
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, *arguments],
        env={**os.environ, "DATABASE_URL": url},
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def start_worker() -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        started.append(in_another_process("wait"))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def defer(task: str, **arguments: object) -> int:
    return app.configure_task(task, allow_unknown=True).defer(**arguments)


def wait_for(number: int, state: str, seconds: float = 30) -> Job:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        job = Job.objects.get(pk=number)
        if job.status == state:
            return job
        time.sleep(0.05)
    raise AssertionError(f"the job is {job.status}, not {state}")


def test_a_job_of_a_rolled_back_transaction_never_runs() -> None:
    with transaction.atomic():
        defer("test.take_long", seconds=0)
        transaction.set_rollback(True)
    assert Job.objects.count() == 0


def test_what_a_failed_job_deferred_is_rolled_back_with_it() -> None:
    number = defer("test.defer_and_fail")
    in_another_process("until-empty").wait(60)
    assert Job.objects.get(pk=number).status == "failed"
    assert not Job.objects.filter(task_name="test.take_long").exists()


@pytest.mark.faults
def test_the_job_of_a_killed_worker_is_done_by_the_next(start_worker: Start) -> None:
    first = start_worker()
    number = defer("test.take_long", seconds=2)
    wait_for(number, "doing")
    first.send_signal(signal.SIGKILL)
    first.wait()
    start_worker()
    assert wait_for(number, "succeeded").attempts >= 1


@pytest.mark.faults
def test_a_worker_that_is_asked_to_end_finishes_its_job(start_worker: Start) -> None:
    process = start_worker()
    number = defer("test.take_long", seconds=1)
    wait_for(number, "doing")
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert Job.objects.get(pk=number).status == "succeeded"


@pytest.mark.faults
def test_a_worker_whose_connections_broke_works_on_or_ends(
    start_worker: Start,
) -> None:
    process = start_worker()
    wait_for(defer("test.take_long", seconds=0), "succeeded")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    number = defer("test.take_long", seconds=0)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        if Job.objects.get(pk=number).status == "succeeded":
            return
        time.sleep(0.1)
    assert process.poll() not in (None, 0), "it neither works nor ends"


def test_the_health_of_jobs_counts_what_waits_and_what_failed() -> None:
    assert health.job_health() == health.JobHealth(0, 0, 0.0, 0)
    defer("test.take_long", seconds=0)
    failed = defer("test.defer_and_fail")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [failed]
        )
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    found = health.job_health()
    assert (found.workers, found.waiting, found.failed) == (1, 1, 1)
    assert 0 <= found.waiting_seconds < 60


@pytest.mark.parametrize(
    ("starts", "state"), [(0, "succeeded"), (worker.MAX_STARTS - 1, "failed")]
)
def test_a_job_that_keeps_killing_workers_is_given_up(starts: int, state: str) -> None:
    number = defer("test.take_long", seconds=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s "
            "WHERE id = %s",
            [starts, number],
        )
    in_another_process("until-empty").wait(60)
    assert Job.objects.get(pk=number).status == state
