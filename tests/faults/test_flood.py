"""Many at once, and some who are slow: a page for somebody in danger still comes.

From this machine only, and bounded in time and number. No time is looked at but the
ratio of two floods in turns: the first page, and a file of the same server.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.faults.stack import Stack

pytestmark = [pytest.mark.faults]
PAGE, FILE = "/local/elmbrook/", "/static/ui/css/public.css"
SLOW, FAST = 50, 8
REQUESTS, TURNS = 25, 5  # of each fast one, of each address
SECONDS = 60.0
HEAD = b"GET /local/elmbrook/ HTTP/1.1\r\nHost: localhost\r\n"
BODY = (
    b"POST /local/elmbrook/3/ HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Length: 9000\r\n\r\n"
)


def dawdle(port: int, until: threading.Event, begin: bytes, more: bytes) -> None:
    """Send a request a few letters at a time, and never its end."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(begin)
        while not until.wait(0.5):
            line.sendall(more)


@contextlib.contextmanager
def slow_clients(port: int) -> Iterator[list[threading.Thread]]:
    """Fifty of them: some send their headers slowly, some what comes after."""
    over = threading.Event()
    ways = [(HEAD, b"X-Slow: a\r\n"), (BODY, b"q=a&")]
    slow = [
        threading.Thread(target=dawdle, args=(port, over, *ways[n % 2]))
        for n in range(SLOW)
    ]
    for one in slow:
        one.start()
    try:
        yield slow
    finally:
        over.set()
        for one in slow:
            one.join(10)


def ask(port: int, address: str, found: Counter[int]) -> None:
    """Ask again and again; what came is counted by its status."""
    for _ in range(REQUESTS):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        try:
            line.request("GET", address)
            answer = line.getresponse()
            answer.read()
            found[answer.status] += 1
        finally:
            line.close()


def flood(port: int, address: str) -> float:
    """Answers in a second; every one of them has come, and none is a fault."""
    found: Counter[int] = Counter()
    began = time.monotonic()
    askers = [
        threading.Thread(target=ask, args=(port, address, found)) for _ in range(FAST)
    ]
    for one in askers:
        one.start()
    for one in askers:
        one.join(SECONDS)
    assert not any(one.is_alive() for one in askers), "no answer for a minute"
    assert found == {200: FAST * REQUESTS}
    return found.total() / (time.monotonic() - began)


def shown(stack: Stack) -> int:
    rows = stack.rows("SELECT sum(times) FROM website_shown WHERE what = 'home'")
    return int(rows[0][0] or 0)


def test_a_flood_and_fifty_slow_clients_get_no_fault(stack: Stack) -> None:
    flood(stack.port, PAGE)  # every process has made it once
    pages, files = [], []
    with slow_clients(stack.port) as slow:
        for _ in range(TURNS):
            pages.append(flood(stack.port, PAGE))
            files.append(flood(stack.port, FILE))
        assert all(one.is_alive() for one in slow), "a slow client was cut off"
    print(f"{max(pages):.0f} pages and {max(files):.0f} files in a second")
    assert max(pages) >= max(files) / 2
    asked = (TURNS + 1) * FAST * REQUESTS
    stack.stop()
    stack.start()
    assert shown(stack) == asked, "a count was lost"
