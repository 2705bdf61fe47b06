"""The web server: gunicorn with threads, configured here and nowhere else."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from concord.cli.running import leash

STAMP = ".collected"


class Web(BaseApplication):
    """Several processes with several threads each; every page is synchronous."""

    def __init__(self, host: str, port: int, processes: int, threads: int) -> None:
        bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.wanted = options(bind, processes, threads)
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
        "worker_class": "gthread",
        "timeout": 60,
        "graceful_timeout": 10,
        "keepalive": 5,
        # A process that has grown starts anew now and then, never all at once.
        "max_requests": 5000,
        "max_requests_jitter": 500,
        # Beats on a file; on a disk that stalls, healthy processes would be killed.
        "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108
        "control_socket_disable": True,
        # Requests are logged by our middleware: routes, never paths or names.
        "accesslog": None,
        "logconfig_dict": logging_config(
            env.concord_log_level, pretty=env.concord_log_pretty
        ),
        "limit_request_line": 4094,
        "when_ready": lambda server: leash.wear(),
    }


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
