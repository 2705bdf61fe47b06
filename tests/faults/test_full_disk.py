"""The disk of the database fills up: the site says so, and nothing kept is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.stack import Stack, copied
from tests.faults.writing import Writers, check

pytestmark = [pytest.mark.faults]

MEGABYTE = 1024 * 1024
ROOM = 16  # MB left for the first updates


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of the test's own."""
    folder = Path(tempfile.mkdtemp(prefix="concord-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=1g,mode=0711", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, check=False)
    if done.returncode != 0:
        folder.rmdir()
        pytest.skip("this machine lets nobody mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)
    folder.rmdir()


def fill(folder: Path) -> Path:
    """A file that leaves only a little room."""
    filler = folder / "filler"
    with filler.open("wb") as out:
        free = shutil.disk_usage(folder).free
        os.posix_fallocate(out.fileno(), 0, free - ROOM * MEGABYTE)
    return filler


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_told_and_loses_nothing(
    furnished: Stack, small_disk: Path
) -> None:
    stack = copied(furnished, small_disk)
    try:
        stack.start()
        filler = fill(small_disk)
        with Writers(stack, os.urandom(MEGABYTE)) as writers:
            stack.wait_until(
                lambda: writers.told("The disk of the server is full") or stack.ended()
            )
        assert writers.kept
        if stack.ended():  # the database could not even go on with what it has
            assert "is full" in stack.said().splitlines()[-1]
        assert "Traceback" not in stack.said()
        filler.unlink()
        if stack.ended():
            stack.start()
        stack.wait_until(lambda: stack.ready() == 200)
        with writers:
            writers.keep_more(6)
        check(stack, writers)
    finally:
        stack.stop()
