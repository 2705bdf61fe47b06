"""`concord audit verify` says in words and by its code whether the log is whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connection, transaction

from concord.access.testing import Place
from concord.cli.commands.audit import audit
from concord.foundation import ledger
from concord.foundation.database.testing import as_owner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _already_set_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("concord.cli.framework.set_up", lambda: None)
    settings.CONCORD_LEDGER = tmp_path / "ledger.jsonl"


def run(*given: str) -> Result:
    return CliRunner().invoke(audit, ["verify", *given])


@pytest.fixture
def tampered(elmbrook: Place, owner_url: str) -> int:
    """A sealed log in which the owner of the tables has changed a row: its number."""
    with as_owner(owner_url), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT access.seal_lock()")
        cursor.execute("SELECT access.seal_up_to(9000000000, 1000)")
        cursor.execute(
            "UPDATE access_event SET why = 'nothing' WHERE id ="
            " (SELECT min(id) FROM access_event) RETURNING id"
        )
        [number] = cursor.fetchone()
    return int(number)


def test_a_whole_log_is_said_to_be_whole(elmbrook: Place) -> None:
    result = run()
    assert result.exit_code == 0, result.output
    assert "The log is whole" in result.output


def test_a_changed_row_is_named_and_the_code_is_1(tampered: int) -> None:
    result = run()
    assert result.exit_code == 1
    assert "The log is NOT whole: one fault." in result.output
    assert f"Block 1: row {tampered} was changed after sealing." in result.output


def test_the_report_can_be_had_as_json(tampered: int) -> None:
    report = json.loads(run("--json").output)
    assert report["good"] is False
    [fault] = [one for one in report["findings"] if one["kind"] == "row_changed"]
    assert (fault["block"], fault["ids"]) == (1, [tampered])


def test_another_file_of_heads_can_be_given(elmbrook: Place, tmp_path: Path) -> None:
    file = tmp_path / "from-the-auditor.jsonl"
    ledger.append("audit_head", file=file, n=7, root=bytes(32))
    result = run("--heads", str(file))
    assert result.exit_code == 1
    assert "missing at the end: the head of block 7 left on" in result.output


def test_the_owner_can_check_too(tampered: int, owner_url: str) -> None:
    with as_owner(owner_url):
        result = run()
    assert f"row {tampered} was changed" in result.output


def forget(month: str) -> Result:
    return CliRunner().invoke(audit, ["forget-terms", month])


def test_search_words_of_a_month_that_is_over_can_be_forgotten(
    elmbrook: Place, owner_url: str
) -> None:
    with as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access.terms_key (month, wrapped) VALUES ('2026-05-01', 'x')"
        )
    assert "May 2026 can't be read any more" in forget("2026-05").output
    again = forget("2026-05")
    assert again.exit_code == 1
    assert "no search words of May 2026 to forget" in again.output


def test_a_month_is_written_with_its_year(elmbrook: Place) -> None:
    assert forget("May").exit_code == 2
