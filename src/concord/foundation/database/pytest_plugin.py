"""Gives a test run its database server, before anything reads the settings.

Loaded by `-p` in pyproject.toml: Django's settings are read earlier than any
conftest.py. A run with DATABASE_URL and CONCORD_OWNER_DATABASE_URL in the
environment uses that server; every other run starts the embedded one, with its data in
memory where the machine lends enough of it: hundreds of tests need a fresh database.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest

from concord.foundation.database import embedded

HOME = Path(__file__).resolve().parents[4] / ".concord" / "test"
# Another PostgreSQL can't read the data of the first.
if _programs := os.environ.get("CONCORD_POSTGRES_BIN"):
    HOME = HOME.with_name("test-" + hashlib.sha256(_programs.encode()).hexdigest()[:8])
FOR_TESTS = {
    "CONCORD_SECRET_KEY": "for-tests-only-" + "s" * 50,
    "CONCORD_ACTOR_KEY": "for-tests-only-" + "a" * 50,
    "CONCORD_AUDIT_KEY": "for-tests-only-" + "t" * 50,
    "CONCORD_HOME": str(HOME),
    "CONCORD_BASE_URL": "http://testserver",
    "CONCORD_ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "CONCORD_LOG_LEVEL": "INFO",
    "DJANGO_SETTINGS_MODULE": "concord.config.settings",
}
# Of the surroundings only these reach the tests.
KEPT = {
    "CONCORD_BACKUP_DATABASE_URL",
    "CONCORD_OWNER_DATABASE_URL",
    "CONCORD_POSTGRES_BIN",
    "CONCORD_STRATEGIES",
    "CONCORD_TEST_PROCESSES",
    "CONCORD_TEST_RUN",
}
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
ENOUGH = 8 * 1024**3  # bytes: the slow tests load millions of rows
RUN = "CONCORD_TEST_RUN"  # names this run's databases; its workers inherit it


class Running:
    """The server of this run, if this process has started or found one."""

    server: embedded.Server | None = None


def data_in_memory(home: Path, memory: Path) -> Path | None:
    """A folder for the data of `home` in the file system `memory`; None: in `home`.

    None where there is too little room, where programs can't run, or where somebody
    else has made the folder before us.
    """
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    folder = memory / f"concord-test-{mark}"
    try:
        there = os.statvfs(memory)
        if there.f_flag & os.ST_NOEXEC or there.f_bavail * there.f_frsize < ENOUGH:
            return None
        folder.mkdir(mode=0o711, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return None
    is_ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()
    return folder if is_ours else None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    for name in [n for n in os.environ if n.startswith("CONCORD_")]:
        if name not in KEPT:
            del os.environ[name]
    os.environ.update(FOR_TESTS)
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    os.environ[RUN] = str(os.getpid())
    if "DATABASE_URL" in os.environ:
        if "CONCORD_OWNER_DATABASE_URL" not in os.environ:
            raise pytest.UsageError(
                "DATABASE_URL is set, so the tests would use that server: set "
                "CONCORD_OWNER_DATABASE_URL as well (the role that makes tables), or "
                "unset DATABASE_URL to use the embedded server."
            )
        return
    try:
        server = embedded.start(
            HOME, durable=False, data_in=data_in_memory(HOME, MEMORY)
        )
    except embedded.CannotStart as error:
        raise pytest.UsageError(str(error)) from error
    Running.server = server
    os.environ["DATABASE_URL"] = server.runtime_url
    os.environ["CONCORD_OWNER_DATABASE_URL"] = server.owner_url
    os.environ["CONCORD_BACKUP_DATABASE_URL"] = server.backup_url


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    # Where style sheets would be collected; its absence would be warned of.
    (HOME / "static").mkdir(parents=True, exist_ok=True)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if Running.server is not None:
        Running.server.stop()
        Running.server = None
