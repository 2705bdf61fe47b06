"""The web server: gunicorn and waitress, configured here and nowhere else."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from concord.cli.running import leash
from concord.cli.running.patient import PatientWorker

STAMP = ".collected"


class Web(BaseApplication):
    """Several processes with several threads each; every page is synchronous."""

    def __init__(self, host: str, port: int, processes: int, threads: int) -> None:
        from django.conf import settings

        bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.wanted = options(bind, processes, threads)
        # Uploads that are a little too large are refused by the page, with words.
        self.most_bytes = 4 * settings.CONCORD_UPLOAD_BYTES
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.wanted.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        from concord.config.wsgi import application

        return application


def options(bind: str, processes: int, threads: int) -> dict[str, Any]:
    """gunicorn's settings."""
    from django.conf import settings

    from concord.foundation.observing import logging_config

    env = settings.ENV
    return {
        "bind": bind,
        "workers": processes,
        "threads": threads,
        "worker_class": PatientWorker,
        "worker_connections": 1000,
        "timeout": 60,
        "graceful_timeout": 10,
        # A process that has grown starts anew now and then, never all at once. Not
        # often: under a flood most requests are small, and a start takes seconds.
        "max_requests": 20_000,
        "max_requests_jitter": 2000,
        # Beats on a file; on a disk that stalls, healthy processes would be killed.
        "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108
        "control_socket_disable": True,
        # Requests are logged by our middleware: routes, never paths or names.
        "accesslog": None,
        "logconfig_dict": logging_config(
            env.concord_log_level, pretty=env.concord_log_pretty
        ),
        "when_ready": lambda server: leash.wear(),
        "worker_exit": lambda server, worker: write_what_was_counted(),
    }


def write_what_was_counted() -> None:
    """Public pages that were shown a moment ago; a lost database loses them."""
    from django.db import DatabaseError

    from concord.website.actions.counting import waiting

    with contextlib.suppress(DatabaseError):
        waiting.write()


def collect_static() -> bool:
    """Puts style sheets, scripts and images where they are served from.

    Does nothing, and returns False, when none has changed since.
    """
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            found.update(f"{name}:{status.st_mtime_ns}:{status.st_size};".encode())
    stamp = Path(settings.STATIC_ROOT) / STAMP
    if stamp.exists() and stamp.read_text() == found.hexdigest():
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(found.hexdigest())
    return True
