"""Whoever is killed while a file is read or written leaves nothing half-done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from concord.access.actor import acting_as
from concord.access.testing import Place
from concord.plan.actions import importing
from concord.plan.models import ImportDraft, PlanAction, Strategy
from concord.plan.tests.invented_import import (
    again,
    as_csv,
    bring,
    correct,
    lead,
    setting,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]

WORKER = """
from concord.cli.framework import set_up
set_up()
import sys
from concord.foundation.jobs import worker
from concord.plan.jobs import importing

if sys.argv[1] == "slow":
    real = importing._lines
    def slowly(process):
        import time
        for said in real(process):
            time.sleep(60)
            yield said
    importing._lines = slowly
worker.HEARTBEAT_SECONDS = 0.2
worker.SILENT_SECONDS = 1.0
worker.run(concurrency=1, wait=True)
"""
COMMIT = """
import sys, time
from concord.cli.framework import set_up
set_up()
from concord.access.actor import Actor, acting_as
from concord.foundation.periods import FinancialYear
from concord.plan.actions import plan_actions
from concord.plan.actions.importing.committing import Terms, commit
from concord.plan.models import ImportDraft

real, calls = plan_actions.add_all, []
def slowly(**given):
    made = real(**given)
    calls.append(1)
    print("half", flush=True)
    if sys.argv[3] == "slow":
        time.sleep(60)
    return made
plan_actions.add_all = slowly
by = Actor.from_job("plan.imports", int(sys.argv[1]))
with acting_as(by):
    found = ImportDraft.objects.get(pk=sys.argv[2])
    commit(import_draft=found, terms=Terms(FinancialYear(2026)), seen=1, by=by)
"""
Start = Callable[[str], subprocess.Popen[bytes]]


def environment() -> dict[str, str]:
    """That of a process of its own on the database of this test."""
    settings = connection.settings_dict
    url = (
        f"postgresql:///{settings['NAME']}?host={settings['HOST']}"
        f"&port={settings['PORT']}&user={settings['USER']}"
        f"&password={settings['PASSWORD']}"
    )
    return {**os.environ, "DATABASE_URL": url}


@pytest.fixture
def start_worker() -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def start(pace: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, pace],
            env=environment(),
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_until(found: Callable[[], bool], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found():
            return
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds:.0f} seconds for {what}")


def readers() -> list[int]:
    """Ids of the reading processes that live."""
    found = subprocess.run(
        ["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True
    )
    return [
        int(line.split()[0])
        for line in found.stdout.splitlines()
        if "concord.plan.reading_apart" in line
    ]


def test_a_killed_reading_is_done_again_and_ends_ready_once(
    elmbrook: Place, start_worker: Start
) -> None:
    with acting_as(lead(elmbrook)) as by:
        found = importing.bring(file_name="plan.csv", content=as_csv(), by=by)
    before = set(readers())
    first = start_worker("slow")
    wait_until(lambda: again(elmbrook, found).state == "reading", "the reading")
    wait_until(lambda: bool(set(readers()) - before), "the reader")
    first.send_signal(signal.SIGKILL)
    first.wait()
    half = again(elmbrook, found)
    assert (half.state, half.draft) == (ImportDraft.State.READING, None)
    wait_until(lambda: not set(readers()) - before, "the reader to end with its worker")
    start_worker("at once")
    wait_until(lambda: again(elmbrook, found).state == "ready", "the second reading")
    with acting_as(lead(elmbrook)):
        assert ImportDraft.objects.count() == 1
        assert not PlanAction.objects.exists()
    assert len(again(elmbrook, found).draft["priorities"]) == 2


def test_a_killed_commit_leaves_nothing_and_can_be_done_again(
    elmbrook: Place,
) -> None:
    found = bring(elmbrook)
    correct(elmbrook, found, setting("strategy", title="Together"))
    command = [sys.executable, "-c", COMMIT, str(elmbrook.partnership.pk)]
    process = subprocess.Popen(
        [*command, str(found.pk), "slow"], env=environment(), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"half\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with acting_as(lead(elmbrook)):
        assert not Strategy.objects.exists()
    assert again(elmbrook, found).state == "ready"
    subprocess.run(
        [*command, str(found.pk), "at once"],
        env=environment(),
        check=True,
        capture_output=True,
        timeout=60,
    )
    with acting_as(lead(elmbrook)):
        assert Strategy.objects.count() == 1
        assert PlanAction.objects.count() == 5
