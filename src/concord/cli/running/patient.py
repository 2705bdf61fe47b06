"""A worker of gunicorn that hears a request out before a thread takes it.

gunicorn's own worker with threads gives a thread to a request at its first byte, and
the thread waits for the rest: as many slow clients as threads, and nobody else gets an
answer. Here one loop of waitress reads from all connections and writes to them; a
thread sees whole requests only, and is free again when its answer is made. gunicorn
keeps what it does well: several processes on one socket, starting them anew, ending.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterable
from typing import Any

from gunicorn.workers.base import Worker
from waitress import create_server, wasyncore

TICK_SECONDS = 0.5
# How long a request that is still coming in is waited for when the process ends.
ARRIVING_SECONDS = 3.0
QUIET_SECONDS = 0.5
IDLE_SECONDS = 60
HEADER_BYTES = 32 * 1024
SPARE_FILES = 256  # database, logs, spooled uploads
MOST_BYTES_WAITING = 64 * 1024 * 1024


class PatientWorker(Worker):
    """One process: a loop for all connections, and threads for whole requests.

    The application says by `most_bytes` how large a request may be.
    """

    alive: bool

    def run(self) -> None:
        """Serve until told to end, then finish what is being answered."""
        _allow_files(self.cfg.worker_connections + SPARE_FILES)
        self.connections: dict[int, Any] = {}
        self.server = create_server(
            self._counted,
            map=self.connections,
            sockets=[one.sock for one in self.sockets],
            **self._limits(),
        )
        while self.alive and self.ppid == os.getppid():
            self._turn(TICK_SECONDS)
        self._finish()

    def _limits(self) -> dict[str, Any]:
        return {
            "threads": self.cfg.threads,
            "connection_limit": self.cfg.worker_connections,
            "channel_timeout": IDLE_SECONDS,
            "cleanup_interval": 10,
            "max_request_header_size": HEADER_BYTES,
            "max_request_body_size": self.app.most_bytes,
            # An answer up to this size lies in a file while a slow client fetches it.
            "outbuf_high_watermark": MOST_BYTES_WAITING,
            # Whom to believe is Django's to know; the proxy sets these headers.
            "clear_untrusted_proxy_headers": False,
            "log_socket_errors": False,
            "ident": None,
            "asyncore_use_poll": True,
        }

    def _counted(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        self.nr += 1
        if self.nr >= self.max_requests and self.alive:
            self.log.info("Autorestarting worker after current request.")
            self.alive = False
        answer: Iterable[bytes] = self.wsgi(environ, start_response)
        return answer

    def _turn(self, seconds: float) -> None:
        """Read and write what can be, for at most `seconds`."""
        self.notify()
        wasyncore.loop(timeout=seconds, use_poll=True, map=self.connections, count=1)

    def _finish(self) -> None:
        """Take nobody in any more; end when all has been answered, or time is up."""
        self.server.accepting = False
        stopped = time.monotonic()
        while (waited := time.monotonic() - stopped) < self.cfg.graceful_timeout:
            busy = self._is_answering()
            if not busy and (waited > ARRIVING_SECONDS or not self._is_hearing()):
                break
            self._turn(0.1)
        self.server.task_dispatcher.shutdown(timeout=1)

    def _is_answering(self) -> bool:
        lines = list(self.server.active_channels.values())
        return any(one.requests or one.total_outbufs_len for one in lines)

    def _is_hearing(self) -> bool:
        """Whether a request is coming in, or may be from somebody just let in."""
        lately = time.time() - QUIET_SECONDS
        lines = list(self.server.active_channels.values())
        return any(one.request or one.last_activity > lately for one in lines)


def _allow_files(wanted: int) -> None:
    """Each connection is an open file; many systems allow 1024 until asked for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
