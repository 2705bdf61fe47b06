"""Many at once, and some who are slow: a page for somebody in danger still comes.

From this machine only, and bounded in time and number. No time is looked at but the
ratio of two floods in turns: the first page, and a file of the same server.
"""

from __future__ import annotations

import time

import pytest

from bench.crowd import EACH, FAST, flood, slow_clients
from tests.faults.stack import Stack

pytestmark = [pytest.mark.faults]
PAGE, FILE = "/local/elmbrook/", "/static/ui/css/public.css"
TURNS = 5  # of each; the best is taken, because others use this machine too


def in_a_second(port: int, address: str) -> float:
    """Answers in a second; every one has come, and none is a fault."""
    began = time.monotonic()
    assert flood(port, address) == {200: FAST * EACH}
    return FAST * EACH / (time.monotonic() - began)


def shown(stack: Stack) -> int:
    rows = stack.rows("SELECT sum(times) FROM website_shown WHERE what = 'home'")
    return int(rows[0][0] or 0)


def test_a_flood_and_fifty_slow_clients_get_no_fault(stack: Stack) -> None:
    in_a_second(stack.port, PAGE)  # every process has made it once
    pages, files = [], []
    with slow_clients(stack.port) as slow:
        for _ in range(TURNS):
            pages.append(in_a_second(stack.port, PAGE))
            files.append(in_a_second(stack.port, FILE))
        assert all(one.is_alive() for one in slow), "a slow client was cut off"
    print(f"{max(pages):.0f} pages and {max(files):.0f} files in a second")
    assert max(pages) >= max(files) / 2
    stack.stop()
    stack.start()
    assert shown(stack) == (TURNS + 1) * FAST * EACH, "a count was lost"
