"""The settings and the file that explains them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from concord.config.env import TRIAL_ONLY_KEY, Environment, example_file

EXAMPLE = Path(__file__).resolve().parents[4] / ".env.example"
REAL = {
    "DATABASE_URL": "postgresql://app_runtime@db.example/concord",
    "CONCORD_SECRET_KEY": "s" * 50,
    "CONCORD_ACTOR_KEY": "a" * 50,
    "CONCORD_AUDIT_KEY": "t" * 50,
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """No setting of this machine, and no file .env in the current folder."""
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def test_the_example_file_is_what_the_code_says() -> None:
    assert EXAMPLE.read_text() == example_file(), (
        "write it again: .venv/bin/concord check-settings --example > .env.example"
    )


def test_the_example_file_names_every_setting_and_says_what_it_is() -> None:
    for name, field in Environment.model_fields.items():
        assert f"\n# {name.upper()}=" in example_file()
        assert field.description


def test_the_example_file_holds_no_key() -> None:
    assert TRIAL_ONLY_KEY not in example_file()


def test_a_copy_of_the_example_file_changes_nothing(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = Environment()
    (tmp_path / ".env").write_text(example_file())
    assert Environment() == before


@pytest.mark.parametrize(
    "name", ["CONCORD_SECRET_KEY", "CONCORD_ACTOR_KEY", "CONCORD_AUDIT_KEY"]
)
@pytest.mark.parametrize("value", ["", "short", TRIAL_ONLY_KEY])
def test_a_real_server_does_not_start_with_the_trial_key_or_a_short_one(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    for given, found in (REAL | {name: value}).items():
        environment.setenv(given, found)
    with pytest.raises(ValidationError, match=name):
        Environment()


def test_a_real_server_starts_with_keys_of_its_own(
    environment: pytest.MonkeyPatch,
) -> None:
    for name, value in REAL.items():
        environment.setenv(name, value)
    assert not Environment().concord_trial


def test_links_never_have_two_slashes(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("CONCORD_BASE_URL", "https://concord.council.example/")
    assert Environment().concord_base_url == "https://concord.council.example"
