"""Where the server of a test run keeps its data."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from concord.foundation.database import pytest_plugin
from concord.foundation.database.pytest_plugin import ENOUGH, data_in_memory


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file system with room enough, whatever this machine has."""
    lend(monkeypatch, room=ENOUGH)
    return tmp_path / "memory"


def lend(monkeypatch: pytest.MonkeyPatch, *, room: int, flags: int = 0) -> None:
    def statvfs(path: Path) -> SimpleNamespace:
        if not path.exists():
            raise FileNotFoundError(path)
        return SimpleNamespace(f_flag=flags, f_bavail=room // 512, f_frsize=512)

    monkeypatch.setattr(pytest_plugin.os, "statvfs", statvfs)


def test_it_is_in_memory_and_the_same_next_time(memory: Path, tmp_path: Path) -> None:
    memory.mkdir()
    first = data_in_memory(tmp_path / "one", memory)
    assert first
    assert first.parent == memory
    assert data_in_memory(tmp_path / "one", memory) == first
    assert data_in_memory(tmp_path / "two", memory) != first


def test_without_such_a_file_system_it_is_at_home(memory: Path, tmp_path: Path) -> None:
    assert data_in_memory(tmp_path, memory) is None


def test_too_little_room_or_no_programs_leaves_it_at_home(
    memory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.mkdir()
    lend(monkeypatch, room=ENOUGH - 512)
    assert data_in_memory(tmp_path, memory) is None
    lend(monkeypatch, room=ENOUGH, flags=os.ST_NOEXEC)
    assert data_in_memory(tmp_path, memory) is None


def test_a_folder_that_somebody_else_has_made_is_not_used(
    memory: Path, tmp_path: Path
) -> None:
    memory.mkdir()
    ours = data_in_memory(tmp_path, memory)
    assert ours
    ours.rmdir()
    ours.symlink_to(tmp_path)
    assert data_in_memory(tmp_path, memory) is None
