"""A command typed beside `concord run` finds the trial's database; others are left."""

from __future__ import annotations

from pathlib import Path

import pytest

from concord.cli.trying_out import attach


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "CONCORD_HOME"):
        monkeypatch.delenv(name, raising=False)
    # What `attach` sets is put back after the test.
    for name in (
        "CONCORD_TRIAL",
        "CONCORD_SECRET_KEY",
        "CONCORD_ACTOR_KEY",
        "CONCORD_BACKUP_DATABASE_URL",
    ):
        monkeypatch.setenv(name, "before")
    return tmp_path


def started(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The homes whose server was started, without starting one."""
    homes: list[Path] = []

    class Server:
        runtime_url = "postgresql:///trial"
        backup_url = "postgresql:///trial?user=app_backup"

        def stop(self) -> None: ...

    def start(home: Path) -> Server:
        homes.append(home)
        return Server()

    monkeypatch.setattr("concord.foundation.database.embedded.start", start)
    return homes


def test_a_trial_in_this_folder_is_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = started(monkeypatch)
    (folder / ".concord").mkdir()
    (folder / ".concord" / "secrets.json").write_text(
        '{"CONCORD_SECRET_KEY": "s", "CONCORD_ACTOR_KEY": "a"}'
    )
    monkeypatch.setenv("DATABASE_URL", "")
    attach()
    import os

    assert homes == [folder / ".concord"]
    assert os.environ["DATABASE_URL"] == "postgresql:///trial"
    assert os.environ["CONCORD_TRIAL"] == "1"
    assert os.environ["CONCORD_ACTOR_KEY"] == "a"


@pytest.mark.parametrize("settings", ["", "DATABASE_URL=postgresql:///real\n"])
def test_a_folder_without_a_trial_or_with_settings_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, settings: str
) -> None:
    homes = started(monkeypatch)
    if settings:
        (folder / ".concord").mkdir()
        (folder / ".concord" / "secrets.json").write_text("{}")
        (folder / ".env").write_text(settings)
    attach()
    assert homes == []


def test_a_database_that_was_named_wins(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = started(monkeypatch)
    (folder / ".concord").mkdir()
    (folder / ".concord" / "secrets.json").write_text("{}")
    monkeypatch.setenv("DATABASE_URL", "postgresql:///real")
    attach()
    assert homes == []
