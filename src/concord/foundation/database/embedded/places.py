"""Where the server's files lie: programs, data, socket."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from concord.foundation.database.embedded import account as accounts
from concord.foundation.database.embedded import binaries as programs
from concord.foundation.database.embedded.account import Account
from concord.foundation.database.embedded.binaries import WHEELS, Binaries
from concord.foundation.database.embedded.complaints import CannotStart, explain_os

SOCKET_LIMIT = 107  # bytes of a socket's path on Linux, its name included
SOCKET_NAME = ".s.PGSQL.5432"
# Survive a restart of the machine, unlike the temp folder.
LASTING = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108


@dataclass(frozen=True)
class Places:
    """Folders of one server. `notes` say what a person should know about them."""

    home: Path
    data: Path
    account: Account
    binaries: Binaries
    notes: tuple[str, ...]

    @property
    def log(self) -> Path:
        return self.home / "logs" / "postgres.log"


def settle(home: Path, data_in: Path | None = None) -> Places:
    """Decides on account, data folder and programs for the folder `home`.

    The data lie in `home`, or in the folder `data_in`, which is there. Makes `home`.
    Raises CannotStart where nothing suitable can be found.
    """
    home = home.absolute()
    make_home(home)
    base, notes = data_in or home, []
    account = accounts.choose(base / "postgres")
    if account.lowered and not _passable(base, account):
        base = _elsewhere(home)
        notes.append(
            f"The account {account.name} can't reach {home}, and PostgreSQL can't run "
            f"as root: its data is in {base}."
        )
    data = base / "postgres"
    binaries = programs.find(_major_of(data))
    if not account.can_run(binaries.postgres):
        binaries = _copied(binaries, base)
    return Places(home, data, account, binaries, tuple(notes))


def make_home(home: Path) -> None:
    """Makes the folder for everything that Concord keeps when trying out.

    As root it may be passed through (not listed) by the server's account.
    """
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        for folder in reversed([p for p in (home, *home.parents) if not p.exists()]):
            folder.mkdir()
            folder.chmod(mode)
        (home / "logs").mkdir(mode=0o700, exist_ok=True)
        probe = home / f".probe-{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        raise explain_os(error, home) from error


def make_socket_folder(account: Account, data: Path) -> Path:
    """A private, short folder for the socket, named by the account and the data."""
    mark = hashlib.sha256(f"{account.uid}:{data}".encode()).hexdigest()[:12]
    parents = [Path(tempfile.gettempdir()), Path("/tmp")]  # noqa: S108
    for parent in parents:
        for suffix in ("", "-1", "-2", "-3"):
            folder = parent / f"concord-{mark}{suffix}"
            if len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_LIMIT and _own(
                folder, account
            ):
                return folder
    raise CannotStart(
        f"No private folder for the database's socket could be made in {parents[0]}. "
        "Set TMPDIR to a folder of your own with a short name."
    )


def _own(folder: Path, account: Account) -> bool:
    """Makes `folder` for the account alone; False where somebody else has it."""
    try:
        folder.mkdir(mode=0o700)
        if account.lowered:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        pass
    except OSError:
        return False
    # The temp folder is open to all: never follow a link or trust a wide mode.
    status = folder.lstat()
    private = stat.S_IMODE(status.st_mode) == 0o700
    usable = stat.S_ISDIR(status.st_mode) and status.st_uid == account.uid and private
    return usable and account.can_use(folder)


def _passable(home: Path, account: Account) -> bool:
    """Whether data may lie in `home`; old data that became unreachable is an error."""
    if account.can_run(home):
        return True
    if (home / "postgres" / "PG_VERSION").exists():
        raise CannotStart(
            f"The account {account.name}, which runs the database, can no longer "
            f"reach {home / 'postgres'}. Let it pass through the folders above "
            "(chmod o+x)."
        )
    return False


def _elsewhere(home: Path) -> Path:
    """A folder outside `home`, named by its path, that other accounts can reach."""
    mark = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]
    for parent in LASTING:
        folder = parent / f"concord-{mark}"
        try:
            folder.mkdir(exist_ok=True)
            folder.chmod(0o711)
        except OSError:
            continue
        if not folder.is_symlink() and folder.stat().st_uid == os.geteuid():
            return folder
    raise CannotStart(
        f"{home} can't be reached by an ordinary account, and PostgreSQL can't run as "
        "root. Set CONCORD_HOME to a folder such as /srv/concord."
    )


def _major_of(data: Path) -> int | None:
    """The major version that made the data, or None where there is none."""
    try:
        return int((data / "PG_VERSION").read_text().strip())
    except (OSError, ValueError):
        return None


def _copied(binaries: Binaries, base: Path) -> Binaries:
    """The programs copied to where the server's account can reach them (35 MB)."""
    # A wheel's programs look for their libraries in a folder beside the package.
    package = next(
        (p for p in binaries.folder.parents if p.name in WHEELS), binaries.folder.parent
    )
    parts = [package, package.with_name(f"{package.name}.libs")]
    target = base / f"programs-{binaries.version}"
    copy = Binaries(
        target / binaries.folder.relative_to(package.parent), binaries.version
    )
    if copy.postgres.exists():
        return copy
    half = base / f"programs-{binaries.version}.half-{os.getpid()}"
    try:
        half.mkdir()
        half.chmod(0o755)
        for part in parts:
            if part.exists():
                shutil.copytree(part, half / part.name, symlinks=True)
                (half / part.name).chmod(0o755)
        half.rename(target)
    except OSError as error:
        shutil.rmtree(half, ignore_errors=True)
        raise explain_os(error, base) from error
    return copy
