"""A home is made and furnished once; each test gets a copy of it to break."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.stack import Stack, copied


def temporary_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="concord-faults-"))
    folder.chmod(0o711)  # the account of the database passes through
    return folder


@pytest.fixture(scope="session")
def furnished() -> Iterator[Stack]:
    """A stopped stack with a small partnership in it. Not to be changed."""
    folder = temporary_folder()
    made = Stack(folder / "home")
    try:
        made.start().arrange()
        made.stop()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def stack(furnished: Stack) -> Iterator[Stack]:
    """A running stack of the test's own."""
    folder = temporary_folder()
    made = copied(furnished, folder)
    try:
        yield made.start()
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
