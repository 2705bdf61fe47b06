from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from concord.access.audit import recording
from concord.access.testing import Place
from concord.cli import doctor
from concord.foundation import ledger
from concord.foundation.database import testing


def only(results: Iterable[doctor.Result]) -> doctor.Result:
    [result] = results
    return result


def database_url(user: str) -> str:
    settings = connection.settings_dict
    return (
        f"postgresql:///{settings['NAME']}?host={settings['HOST']}"
        f"&port={settings['PORT']}&user={user}&password={settings['PASSWORD']}"
    )


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "concord", "doctor", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**environment, **settings},
    )


@pytest.mark.django_db
def test_the_runtime_role_passes() -> None:
    assert only(doctor._role()).state == "good"
    assert only(doctor._database()).state == "good"
    assert only(doctor._migrations()).state == "good"
    assert only(doctor._policies()).state == "good"
    assert only(doctor._database_log()).state == "good"
    assert only(doctor._clock()).state == "good"


@pytest.mark.django_db(transaction=True)
def test_a_role_that_owns_tables_is_a_fault(owner_url: str) -> None:
    with testing.as_owner(owner_url):
        result = only(doctor._role())
    assert result.state == "fault"
    assert "owns" in result.found
    assert "app_runtime" in result.way_out


@pytest.mark.django_db(transaction=True)
def test_a_table_without_a_policy_is_named(owner_url: str) -> None:
    with testing.as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE forgotten (id int)")
    result = only(doctor._policies())
    assert result.state == "fault"
    assert "forgotten" in result.found


@pytest.mark.parametrize(
    ("setting", "value"),
    [("log_error_verbosity", "default"), ("log_min_error_statement", "error")],
)
@pytest.mark.django_db
def test_a_database_that_logs_what_people_typed_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str
) -> None:
    values = [
        value if name == setting else ok for name, (ok, *_) in doctor.QUIET.items()
    ]
    monkeypatch.setattr(doctor, "_ask", lambda _: [tuple(values)])
    result = only(doctor._database_log())
    assert result.state == "fault"
    assert result.found.endswith(f": {setting} is {value}")


@pytest.mark.django_db(transaction=True)
def test_a_missing_migration_is_a_fault(owner_url: str) -> None:
    with testing.as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'plan'")
    result = only(doctor._migrations())
    assert (result.state, result.way_out) == ("fault", "Run `concord migrate`.")


@pytest.mark.django_db(transaction=True)
def test_a_missing_worker_is_a_fault_and_a_living_one_is_not() -> None:
    assert only(doctor._worker()).state == "fault"
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert only(doctor._worker()).state == "good"


def looked_at_the_log() -> dict[str, doctor.Result]:
    return {result.check: result for result in doctor._audit()}


@pytest.mark.django_db(transaction=True)
def test_a_log_that_was_never_checked_is_looked_at_and_a_bad_one_is_a_fault(
    tmp_path: Path,
    settings,  # type: ignore[no-untyped-def]
    owner_url: str,
) -> None:
    settings.CONCORD_LEDGER = tmp_path / "ledger.jsonl"
    assert looked_at_the_log()["log"].state == "look"
    assert recording.check().good
    results = looked_at_the_log()
    assert {result.state for result in results.values()} == {"good"}
    with testing.as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute("UPDATE access_verification SET good = false")
    assert looked_at_the_log()["log"].state == "fault"


@pytest.mark.django_db(transaction=True)
def test_a_log_that_is_not_sealed_and_heads_that_cannot_leave_are_named(
    elmbrook: Place,
    tmp_path: Path,
    settings,  # type: ignore[no-untyped-def]
    owner_url: str,
) -> None:
    settings.CONCORD_LEDGER = tmp_path / "nowhere" / "ledger.jsonl"
    with testing.as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute("UPDATE access_event SET at = at - interval '2 hours'")
    results = looked_at_the_log()
    assert results["seals"].state == "look"
    assert results["heads"].state == "fault"
    assert "CONCORD_LEDGER" in results["heads"].way_out


def test_a_missing_or_old_backup_is_to_be_looked_at(
    tmp_path: Path,
    settings,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.CONCORD_LEDGER = tmp_path / "ledger.jsonl"
    assert only(doctor._backup()).state == "look"
    ledger.append("disposal", n=1)
    assert only(doctor._backup()).found == "the ledger knows of none"
    ledger.append("backup", sha256="ab" * 32)
    fresh = only(doctor._backup())
    assert fresh.state == "good"
    assert fresh.found.startswith("the last one was made 0 hours ago (2")

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + timedelta(hours=30)

    monkeypatch.setattr(doctor, "datetime", Later)
    old = only(doctor._backup())
    assert old.state == "look"
    assert "30 hours ago" in old.found
    assert "more than a day" in old.way_out


def test_a_broken_ledger_is_a_fault(
    tmp_path: Path,
    settings,  # type: ignore[no-untyped-def]
) -> None:
    settings.CONCORD_LEDGER = tmp_path / "ledger.jsonl"
    settings.CONCORD_LEDGER.write_text("nothing of the kind\n")
    assert only(doctor._backup()).state == "fault"


@pytest.mark.django_db(transaction=True)
def test_the_command_ends_with_1_while_something_must_be_mended() -> None:
    done = run("--json", DATABASE_URL=database_url("app_runtime"))
    assert done.returncode == 1
    results = {result["check"]: result for result in json.loads(done.stdout)}
    assert results["worker"]["state"] == "fault"
    assert results["address"]["state"] == "fault"  # http, and not for trying out
    assert results["rights"]["state"] == "good"


@pytest.mark.django_db(transaction=True)
def test_the_command_ends_with_0_when_all_is_well(tmp_path: Path) -> None:
    with psycopg.connect(database_url("app_runtime")) as other:
        other.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    done = run(
        DATABASE_URL=database_url("app_runtime"),
        CONCORD_HOME=str(tmp_path),
        CONCORD_BASE_URL="https://concord.example",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 to mend" in done.stdout


def test_without_a_database_it_says_what_to_set(tmp_path: Path) -> None:
    done = run(CONCORD_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "DATABASE_URL is not set" in done.stdout


def test_a_database_that_does_not_answer_is_a_line_of_the_list(tmp_path: Path) -> None:
    done = run(
        DATABASE_URL="postgresql://app_runtime@127.0.0.1:1/concord",
        CONCORD_HOME=str(tmp_path),
    )
    assert done.returncode == 1
    assert "FAULT  database" in done.stdout
    assert "Traceback" not in done.stderr
