"""A home folder that an ordinary account can reach, and a way to become one."""

from __future__ import annotations

import os
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from concord.foundation.database import embedded
from concord.foundation.database.embedded import server as life

needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can become another account or mount a disk"
)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    # pytest's own temporary folders are closed to the account of root's server.
    folder = Path(tempfile.mkdtemp(prefix="concord-test-"))
    folder.chmod(0o711)
    sockets = folder / "s"
    sockets.mkdir()
    sockets.chmod(0o1777)
    monkeypatch.setattr(tempfile, "tempdir", str(sockets))
    yield folder / "home"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., embedded.Server]]:
    """Starts the server of `home`; whatever still runs in the end is stopped."""
    servers: list[embedded.Server] = []

    def begin(at: Path = home) -> embedded.Server:
        servers.append(embedded.start(at, durable=False))
        return servers[-1]

    yield begin
    for server in servers:
        server.keep(running=False)
        if server.alive():
            life._end(server)


def as_account(uid: int, call: Callable[[], str]) -> str:
    """What `call` returns, or its error's text, in a process of user id `uid`."""
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(readable)
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            try:
                answer = call()
            except embedded.CannotStart as error:
                answer = str(error)
            os.write(writable, answer.encode())
        except BaseException:
            os.write(writable, traceback.format_exc().encode())
        finally:
            os._exit(0)
    os.close(writable)
    with os.fdopen(readable, "rb") as answers:
        answer = answers.read().decode()
    os.waitpid(child, 0)
    return answer
