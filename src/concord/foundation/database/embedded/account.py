"""Which account the server runs as. PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from concord.foundation.database.embedded.complaints import CannotStart

# Accounts that own nothing of value. Never `postgres`: it may own a real cluster.
HARMLESS = ("nobody", "daemon", "games")


@dataclass(frozen=True)
class Account:
    """The account of the server; `lowered` where root steps down to it."""

    name: str
    uid: int
    gid: int
    lowered: bool

    def as_child(self) -> dict[str, Any]:
        """Arguments for `subprocess` that run a program as this account."""
        common = {"cwd": "/", "umask": 0o077, "env": _bare_environment()}
        if not self.lowered:
            return common
        return common | {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_use(self, folder: Path) -> bool:
        """Whether the account reaches `folder` and may write there."""
        if not self.lowered:
            return os.access(folder, os.X_OK | os.W_OK)
        return self._passes('[ -x "$1" ] && [ -w "$1" ]', folder)

    def can_run(self, program: Path) -> bool:
        """Whether the account reaches `program` and may run it."""
        if not self.lowered:
            return os.access(program, os.X_OK)
        return self._passes('[ -x "$1" ]', program)

    def _passes(self, condition: str, path: Path) -> bool:
        """Tries it as that account: only the system knows all its own rules."""
        try:
            done = subprocess.run(  # noqa: S603 - a fixed shell and condition
                ["/bin/sh", "-c", condition, "sh", str(path)],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                **self.as_child(),
            )
        except PermissionError as error:
            raise CannotStart(
                "PostgreSQL can't run as root, and this root may not step down to "
                f"the account {self.name}. Run Concord as an ordinary user."
            ) from error
        return done.returncode == 0


def choose(data: Path) -> Account:
    """The account for the data folder `data` (which need not exist yet).

    An ordinary user runs the server as himself. Root steps down to the owner of
    the data or of the folders above it, else to an account that owns nothing;
    no account is ever added to the system.
    """
    if os.geteuid() != 0:
        return _named(os.geteuid(), lowered=False)
    if data.exists():
        return _named(data.stat().st_uid, lowered=True)
    for uid in _owners(data.parent):
        if uid != 0 and _has_name(uid):
            return _named(uid, lowered=True)
    for name in HARMLESS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, lowered=True)
    raise CannotStart(
        "PostgreSQL can't run as root, and this machine has no account named "
        f"{' or '.join(HARMLESS)}. Run Concord as an ordinary user."
    )


def _owners(home: Path) -> Iterator[int]:
    """Owners of the home and of the checkout: the person who works here."""
    for folder in (home, home.parent):
        if folder.exists():
            yield folder.stat().st_uid


def _has_name(uid: int) -> bool:
    # In a container, a checkout often belongs to a user id of the host only.
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _named(uid: int, *, lowered: bool) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise CannotStart(
            f"The user id {uid} has no entry in /etc/passwd and PostgreSQL needs "
            "one. Run as an account that has a name (in a container: add one in "
            "the image, or leave out --user)."
        ) from None
    return Account(entry.pw_name, uid, entry.pw_gid, lowered)


def _bare_environment() -> dict[str, str]:
    """No PGDATA, PGOPTIONS or odd locale of the caller reaches the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
