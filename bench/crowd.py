"""Many who ask a web server of this machine at once, and some who are slow at it."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from collections import Counter
from collections.abc import Iterator

SLOW, FAST = 50, 8
EACH = 25  # requests of each fast one
SECONDS = 60.0  # that an answer is waited for
HEADERS = b"GET /local/elmbrook/ HTTP/1.1\r\nHost: localhost\r\n"
FORM = (
    b"POST /local/elmbrook/3/ HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Length: 9000\r\n\r\n"
)


@contextlib.contextmanager
def slow_clients(port: int) -> Iterator[list[threading.Thread]]:
    """Fifty of them: some send their headers a little at a time, some a form."""
    over = threading.Event()
    ways = [(HEADERS, b"X-Slow: a\r\n"), (FORM, b"q=a&")]
    slow = [
        threading.Thread(target=_dawdle, args=(port, over, *ways[n % 2]))
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


def flood(port: int, address: str) -> Counter[int]:
    """Everybody asks at once; how many answers came, by their status.

    Raises TimeoutError where somebody got none for a minute.
    """
    found: Counter[int] = Counter()
    askers = [
        threading.Thread(target=_ask, args=(port, address, found)) for _ in range(FAST)
    ]
    for one in askers:
        one.start()
    for one in askers:
        one.join(SECONDS)
    if any(one.is_alive() for one in askers):
        raise TimeoutError("no answer for a minute")
    return found


def _dawdle(port: int, until: threading.Event, begin: bytes, more: bytes) -> None:
    """Send a request a few letters at a time, and never its end."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(begin)
        while not until.wait(0.5):
            line.sendall(more)


def _ask(port: int, address: str, found: Counter[int]) -> None:
    for _ in range(EACH):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        with contextlib.closing(line):
            line.request("GET", address, headers={"Host": "localhost"})
            answer = line.getresponse()
            answer.read()
            found[answer.status] += 1
