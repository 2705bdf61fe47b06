"""Processes are killed while people save updates: what was acknowledged is there."""

from __future__ import annotations

import signal

import pytest

from tests.faults.stack import Stack
from tests.faults.writing import Writers, check

pytestmark = [pytest.mark.faults]


def test_killed_web_processes_lose_no_update(stack: Stack) -> None:
    with Writers(stack) as writers:
        writers.keep_more(20)
        stack.kill_one_web_process()
        writers.keep_more(20)
        stack.kill("web")
        stack.wait_until(lambda: stack.ready() == 200)
        writers.keep_more(20)
    assert writers.unsure, "nothing was under way when the processes were killed"
    check(stack, writers)


def test_a_killed_database_loses_no_update_and_the_site_says_what_is_wrong(
    stack: Stack,
) -> None:
    assert stack.process is not None
    with Writers(stack) as writers:
        writers.keep_more(20)
        # The supervisor sleeps a while, so that the site stands without its database.
        stack.process.send_signal(signal.SIGSTOP)
        stack.kill("database")
        stack.wait_until(lambda: stack.ready() == 503)
        page = stack.browser().get(f"/plan/{stack.arranged['plan']}/")
        stack.process.send_signal(signal.SIGCONT)
        stack.wait_until(lambda: stack.ready() == 200)
        writers.keep_more(20)
    check(stack, writers)
    assert page.status == 503
    assert "<h1>The database does not answer</h1>" in page.text
    for detail in ("Traceback", "psycopg", "socket", "server", ".py", "app_runtime"):
        assert detail not in page.text


def test_after_the_supervisor_is_killed_the_next_start_has_every_update(
    stack: Stack,
) -> None:
    with Writers(stack) as writers:
        writers.keep_more(20)
        stack.kill("supervisor")
        stack.start()
        assert "found running" in stack.said()
        writers.keep_more(20)
    check(stack, writers)
