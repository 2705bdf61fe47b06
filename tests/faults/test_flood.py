"""Many at once, and some who are slow: a page for somebody in danger still comes.

From this machine only, and bounded in time and number. What nginx keeps away before it
gets here is in docs/operate.md.
"""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections import Counter

import pytest

from tests.faults.stack import Stack

pytestmark = [pytest.mark.faults]
SLOW, FAST = 50, 8
REQUESTS = 50  # of each fast one
SECONDS = 60.0


def dawdle(port: int, until: threading.Event) -> None:
    """Send a request a few letters at a time, and never its end."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(b"GET /local/elmbrook/ HTTP/1.1\r\nHost: localhost\r\n")
        while not until.wait(1.0):
            try:
                line.sendall(b"X-Slow: a\r\n")
            except OSError:
                return


def ask(port: int, address: str, times: int, found: Counter[int]) -> None:
    """Ask again and again; what came is counted by its status."""
    for _ in range(times):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        try:
            line.request("GET", address)
            answer = line.getresponse()
            answer.read()
            found[answer.status] += 1
        finally:
            line.close()


def flood(port: int, address: str) -> tuple[Counter[int], float]:
    """The answers by status, and how many came in a second."""
    found: Counter[int] = Counter()
    began = time.monotonic()
    askers = [
        threading.Thread(target=ask, args=(port, address, REQUESTS, found))
        for _ in range(FAST)
    ]
    for one in askers:
        one.start()
    for one in askers:
        one.join(SECONDS)
    assert not any(one.is_alive() for one in askers), "no answer for a minute"
    return found, sum(found.values()) / (time.monotonic() - began)


def test_a_flood_and_fifty_slow_clients_get_no_fault(stack: Stack) -> None:
    over = threading.Event()
    slow = [
        threading.Thread(target=dawdle, args=(stack.port, over)) for _ in range(SLOW)
    ]
    for one in slow:
        one.start()
    try:
        found, pages = flood(stack.port, "/local/elmbrook/")
        files, fastest = flood(stack.port, "/static/ui/img/blank.svg")
    finally:
        over.set()
        for one in slow:
            one.join(10)
    assert set(found) == {200}, found
    assert found[200] == FAST * REQUESTS
    assert set(files) <= {200, 301, 404}, files
    print(f"{pages:.0f} pages and {fastest:.0f} files in a second")
