"""The worker that hears requests out: slow clients hold no thread, and none is lost."""

from __future__ import annotations

import contextlib
import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

SERVER = """
import sys, time
from gunicorn.app.base import BaseApplication
from concord.cli.running.patient import PatientWorker

def answer(environ, start_response):
    said = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/long":
        time.sleep(1)
    headers = [("X-Proto", environ.get("HTTP_X_FORWARDED_PROTO", "-"))]
    start_response("200 OK", headers)
    return [said or b"nothing said"]

class Small(BaseApplication):
    most_bytes = 1000
    def load_config(self):
        wanted = {"bind": "127.0.0.1:" + sys.argv[1], "threads": 1, "workers": 1}
        wanted |= {"worker_class": PatientWorker, "graceful_timeout": 10}
        wanted |= {"max_requests": int(sys.argv[2]), "loglevel": "info"}
        wanted |= {"control_socket_disable": True}
        for name, value in wanted.items():
            self.cfg.set(name, value)
    def load(self):
        return answer

Small().run()
"""


class Server:
    """A server with one process of one thread."""

    def __init__(self, most_requests: int = 0) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(self.port), str(most_requests)],
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                self.ask("/")
                return
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.1)

    def ask(self, path: str, **more: object) -> tuple[int, bytes, str | None]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(line):
            method = "POST" if "body" in more else "GET"
            line.request(method, path, **more)  # type: ignore[arg-type]
            answer = line.getresponse()
            return answer.status, answer.read(), answer.headers["X-Proto"]

    def open(self, *said: bytes) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        for piece in said:
            line.sendall(piece)
        return line

    def end(self) -> str:
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=30)[1]


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    if made.process.poll() is None:
        made.end()


def heard(line: socket.socket) -> bytes:
    """The answer, headers and all, of a server that keeps the line open."""
    found = line.recv(4096)
    while not found.endswith((b"nothing said", b"half a loa")):
        more = line.recv(4096)
        assert more, "the line was closed"
        found += more
    return found


POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n"


def test_who_sends_headers_or_a_body_slowly_holds_no_thread(server: Server) -> None:
    with (
        server.open(b"GET / HTTP/1.1\r\n") as slow,
        server.open(POST, b"half") as slower,
        server.open(),
    ):
        assert server.ask("/") == (200, b"nothing said", "-")
        slow.sendall(b"Host: localhost\r\n\r\n")
        assert heard(slow).startswith(b"HTTP/1.1 200")
        slower.sendall(b" a loaf")
        assert heard(slower).endswith(b"half a loa")


def test_what_the_proxy_says_gets_through_and_a_look_alike_does_not(
    server: Server,
) -> None:
    assert server.ask("/", headers={"X-Forwarded-Proto": "https"})[2] == "https"
    assert server.ask("/", headers={"X_Forwarded_Proto": "https"})[2] == "-"


def test_what_is_too_large_is_refused(server: Server) -> None:
    assert server.ask("/", body=b"x" * 999)[0] == 200
    assert server.ask("/", body=b"x" * 1001)[0] == 413
    # Or it hangs up before all of it was sent.
    with contextlib.suppress(ConnectionError):
        assert server.ask("/", headers={"X-Large": "x" * 40_000})[0] == 431


def test_who_is_being_answered_gets_the_answer_when_the_server_ends(
    server: Server,
) -> None:
    with server.open(b"GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n") as line:
        time.sleep(0.3)
        server.end()
        assert heard(line).endswith(b"nothing said")
    assert server.process.returncode == 0


def test_who_never_ends_a_request_does_not_keep_the_server_up(server: Server) -> None:
    with server.open(b"GET / HTTP/1.1\r\n"):
        server.end()
    assert server.process.returncode == 0


def test_a_process_starts_anew_and_nobody_notices() -> None:
    server = Server(most_requests=3)
    try:
        found = [server.ask("/")[0] for _ in range(12)]
    finally:
        said = server.end()
    assert found == [200] * 12
    assert said.count("Booting worker") >= 3
