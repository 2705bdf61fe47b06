"""Ends a process when the one that started it is gone, however that went."""

from __future__ import annotations

import os
import signal
import threading

MARK = "CONCORD_ON_A_LEASH"


def wear() -> None:
    """In a child: SIGTERM to itself when the starter's end of its stdin closes.

    A supervisor that was killed can't stop its children. Does nothing for a process
    that was not started by one.
    """
    if os.environ.pop(MARK, "") != "1":
        return
    threading.Thread(target=_wait, name="leash", daemon=True).start()


def _wait() -> None:
    while os.read(0, 512):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
