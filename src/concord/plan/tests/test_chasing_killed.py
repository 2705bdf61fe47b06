"""Killed in the middle, or started twice: nobody is asked twice, nobody is missed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from urllib.parse import quote

import pytest
from django.db import connection, connections

from concord.plan.jobs import reminders as job
from concord.plan.models import UpdateRound
from concord.plan.testing import SmallPlan
from concord.plan.tests.invented_round import (
    OPENS,
    addressed,
    asked_round,
    post,
    reminders,
)

__all__ = ["asked_round"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
LEADS = ("agency_lead", "agency_lead:Housing", "agency_lead:Police")

# The second message is written, and its transaction not yet over.
DOOMED = """
import datetime as dt, os, signal
from concord.cli.framework import set_up
set_up()
from concord.plan.actions import chasing
from concord.plan.jobs import reminders
real, calls = chasing.send, []
def send(**letter):
    real(**letter)
    calls.append(letter)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
chasing.send = send
reminders.remind({partnership}, dt.date({day}))
"""


def database_url() -> str:
    """The test's database, for another process."""
    now = connection.settings_dict
    query = "&".join(
        f"{name.lower()}={quote(str(now[name]))}"
        for name in ("HOST", "PORT", "USER", "PASSWORD")
        if now[name]
    )
    return f"postgresql:///{now['NAME']}?{query}"


def test_a_killed_worker_leaves_each_hat_either_told_or_to_tell(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    code = DOOMED.format(
        partnership=asked_round.partnership_id,
        day=f"{OPENS.year}, {OPENS.month}, {OPENS.day}",
    )
    killed = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DATABASE_URL": database_url()},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert len(post()) == len(reminders(asked_round)) == 1
    assert job.remind(asked_round.partnership_id, OPENS) == 2
    assert [sent.address for sent in post()] == addressed(small_plan.place, *LEADS)
    assert len(reminders(asked_round)) == 3


def test_two_workers_at_once_tell_everybody_once(
    small_plan: SmallPlan, asked_round: UpdateRound
) -> None:
    told: list[int] = []
    together = threading.Barrier(2)

    def work() -> None:
        try:
            together.wait(timeout=30)
            told.append(job.remind(asked_round.partnership_id, OPENS))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert sum(told) == 3
    assert [sent.address for sent in post()] == addressed(small_plan.place, *LEADS)
    assert len(reminders(asked_round)) == 3
