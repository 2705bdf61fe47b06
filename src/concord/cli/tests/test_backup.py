"""A backup is whole, of one moment, readable by its key only; or there is none."""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import re
import resource
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from concord.access.testing import Place, wear
from concord.cli import backing_up
from concord.cli import manifest as manifests
from concord.cli.backing_up import back_up
from concord.cli.commands.backups import backup, backup_key
from concord.cli.mishaps import NotDone
from concord.cli.tests.conftest import Vault, at
from concord.foundation import envelope, ledger
from concord.foundation.database import programs
from concord.foundation.database.embedded import Server
from concord.foundation.database.embedded.cluster import SUPERUSER
from concord.foundation.database.embedded.tests.conftest import (  # noqa: F401
    home,
    start,
)
from concord.plan.testing import SmallPlan

Pretend = Callable[..., Path]


@pytest.fixture
def pretend(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> Pretend:
    """Puts a shell script in the place of pg_dump; `$REAL` is the real one."""
    with psycopg.connect(vault.backup_url) as there:
        major = there.info.server_version // 10000
    real = programs.find("pg_dump", major)

    def script(text: str, version: str = f"{major}.99") -> Path:
        folder = vault.folder / "programs"
        folder.mkdir(exist_ok=True)
        file = folder / "pg_dump"
        file.write_text(
            "#!/bin/sh\n"
            f'[ "$1" = --version ] && echo "pg_dump (PostgreSQL) {version}" && exit\n'
            f"REAL='{real}'\n{text}\n"
        )
        file.chmod(0o755)
        monkeypatch.setenv("CONCORD_POSTGRES_BIN", str(folder))
        return file

    return script


def opened(file: Path, identity: str) -> bytes:
    target = io.BytesIO()
    with file.open("rb") as source:
        envelope.open_up(source, target, identity)
    return target.getvalue()


def left_in(vault: Vault) -> list[str]:
    return sorted(path.name for path in vault.folder.iterdir() if path.is_file())


def concord_backup(vault: Vault, *, limit: int | None = None) -> subprocess.Popen[str]:
    """`concord backup` in a process of its own, whose files may have `limit` bytes."""

    def narrow() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [sys.executable, "-m", "concord", "backup", "--out", vault.folder / "one.age"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=narrow,
        env={
            **os.environ,
            "CONCORD_BACKUP_DATABASE_URL": vault.backup_url,
            "CONCORD_BACKUP_RECIPIENT": vault.keys.recipient,
            "CONCORD_LEDGER": str(vault.ledger),
        },
    )


# What is in it ------------------------------------------------------------------------


def test_only_the_private_key_reads_it(vault: Vault, elmbrook: Place) -> None:
    made = vault.back_up()
    content = made.file.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    for readable in (b"concord", b"PGDMP", b"partnership", b"elmbrook", b'"counts"'):
        assert readable not in content
    title, manifest, dump = opened(made.file, vault.keys.identity).split(b"\n", 2)
    assert title == b"concord backup 1"
    assert manifests.Manifest.model_validate_json(manifest) == made.manifest
    assert dump.startswith(b"PGDMP")


def test_the_file_is_its_accounts_alone_and_its_hash_stands_beside_it(
    vault: Vault,
) -> None:
    made = vault.back_up()
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    sha256 = hashlib.sha256(made.file.read_bytes()).hexdigest()
    assert (vault.folder / "one.age.sha256").read_text() == f"{sha256}  one.age\n"
    assert left_in(vault) == ["ledger.jsonl", "one.age", "one.age.sha256"]
    [line] = ledger.read(vault.ledger)
    assert (line.kind, line.facts) == ("backup", {"sha256": sha256})


def test_rows_behind_policies_are_counted_and_nothing_names_anybody(
    vault: Vault, small_plan: SmallPlan, northmere: Place
) -> None:
    manifest = vault.back_up().manifest
    assert manifest.counts["partnership_partnership"] == 2
    hats = len(small_plan.place.hats) + len(northmere.hats)
    assert manifest.counts["partnership_membership"] == hats
    assert manifest.counts["plan_planaction"] == 5
    assert manifest.counts["access_change"] > 50
    text = manifest.model_dump_json().lower()
    for word in ("elmbrook", "northmere", "invented", ".example", "@"):
        assert word not in text


def test_neither_the_actor_key_nor_live_sessions_are_in_it(
    vault: Vault, elmbrook: Place
) -> None:
    wear(Client(), elmbrook.hats["strategic_lead"])
    assert Session.objects.count() == 1
    made = vault.back_up()
    assert {"access.actor_key", "django_session"}.isdisjoint(made.manifest.counts)
    file = vault.folder / "dump"
    file.write_bytes(opened(made.file, vault.keys.identity).split(b"\n", 2)[2])
    with psycopg.connect(vault.backup_url) as there:
        major = there.info.server_version // 10000
    listed = subprocess.run(
        [programs.find("pg_restore", major), "--list", file],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "TABLE DATA public partnership_team" in listed
    assert "TABLE public django_session" in listed
    assert "TABLE DATA public django_session" not in listed
    assert "TABLE access actor_key" in listed
    assert "TABLE DATA access actor_key" not in listed


def test_counts_and_dump_are_of_one_moment(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = manifests.take

    def take_then_add(there: psycopg.Connection, head: ledger.Head) -> object:
        found = take(there, head)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO access_cache VALUES ('late', 'x', now() + '1 day')"
            )
        return found

    monkeypatch.setattr(manifests, "take", take_then_add)
    made = vault.back_up()
    monkeypatch.undo()
    assert made.manifest.counts["access_cache"] == 0
    assert [r.found for r in vault.restore(made) if r.state == "fault"] == []
    assert vault.ask("SELECT count(*) FROM access_cache") == [(0,)]


# Who may make it ----------------------------------------------------------------------


def test_a_role_that_row_policies_hold_back_is_refused(
    vault: Vault, owner_url: str
) -> None:
    database = connection.settings_dict["NAME"]
    to = ([vault.keys.recipient], vault.folder / "one.age")
    for url in (os.environ["DATABASE_URL"], owner_url):
        with pytest.raises(NotDone, match=r"app_\w+ does not pass.*BYPASSRLS"):
            back_up(at(url, database), *to)
    assert left_in(vault) == []


def test_row_policies_would_empty_the_counts_of_such_a_role_without_a_word(
    vault: Vault, elmbrook: Place
) -> None:
    """The reason for the refusal above; and the second lock, if that were gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM partnership_team")
        assert cursor.fetchone() == (0,)
    url = at(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    with psycopg.connect(url) as there:
        there.execute("SET row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level"):
            there.execute("SELECT count(*) FROM partnership_team")


def test_a_superuser_and_a_role_that_can_not_read_everything_are_refused(
    start: Callable[..., Server],  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    server = start()
    to = ([envelope.new_pair().recipient], tmp_path / "one.age")
    more = {"ledger_file": tmp_path / "ledger.jsonl"}
    with psycopg.connect(server.owner_url) as there:
        there.execute("CREATE TABLE closed (id int)")
    with pytest.raises(NotDone, match="is a superuser"):
        back_up(server.url(SUPERUSER, "concord"), *to, **more)
    with psycopg.connect(server.superuser_url) as there:
        there.execute("REVOKE pg_read_all_data FROM app_backup")
    with pytest.raises(NotDone, match=r"may not read public\.closed"):
        back_up(server.backup_url, *to, **more)
    assert list(tmp_path.iterdir()) == []


def test_the_backup_role_writes_nothing(vault: Vault) -> None:
    for change in (
        "DELETE FROM django_session",
        "UPDATE partnership_team SET name = 'x'",
        "CREATE TABLE mine (id int)",
        "SELECT access.mac('x')",
    ):
        with psycopg.connect(vault.backup_url) as there:
            there.execute("SET default_transaction_read_only = off")
            there.commit()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                there.execute(change)


# What goes wrong ----------------------------------------------------------------------


def test_a_pg_dump_that_is_killed_leaves_nothing(
    vault: Vault, pretend: Pretend
) -> None:
    pretend('"$REAL" "$@" | head -c 5000; kill -9 $$')
    with pytest.raises(NotDone, match=r"pg_dump was killed \(signal 9\)"):
        vault.back_up()
    assert left_in(vault) == []


def test_what_pg_dump_complains_of_is_told_without_values(
    vault: Vault, pretend: Pretend
) -> None:
    pretend(
        'echo "pg_dump: error: query failed: value \\"Alex Example\\" in column'
        ' \\"name\\"" >&2\n'
        'echo "DETAIL:  Key (email)=(alex@elmbrook.example)" >&2\nexit 1'
    )
    with pytest.raises(NotDone) as error:
        vault.back_up()
    assert str(error.value) == (
        'pg_dump ended with code 1: query failed: value "..." in column "name"'
    )
    assert left_in(vault) == []


def test_a_full_disk_leaves_nothing(vault: Vault, elmbrook: Place) -> None:
    process = concord_backup(vault, limit=20_000)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said == "Error: File too large.\n"
    assert left_in(vault) == []


def test_a_killed_backup_has_no_name_and_is_swept_away_by_the_next(
    vault: Vault, pretend: Pretend
) -> None:
    # It ends by itself once nobody reads what it writes.
    pretend("while head -c 100000 /dev/zero; do sleep 0.05; done")
    process = concord_backup(vault)
    half = vault.folder / ".one.age.part"
    deadline = time.monotonic() + 60
    while not half.exists() or half.stat().st_size < 200_000:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert not (vault.folder / "one.age").exists()
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert left_in(vault) == [".one.age.part"]
    pretend('exec "$REAL" "$@"')
    vault.back_up()
    assert left_in(vault) == ["ledger.jsonl", "one.age", "one.age.sha256"]


def test_two_backups_into_one_file_do_not_mix(vault: Vault) -> None:
    half = vault.folder / ".one.age.part"
    with half.open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(NotDone, match="File exists"):
            vault.back_up()
        assert half.exists()


def test_a_pg_dump_of_another_version_is_named(vault: Vault, pretend: Pretend) -> None:
    for version in ("14.1", "99.1"):
        pretend('exec "$REAL" "$@"', version)
        with pytest.raises(NotDone) as error:
            vault.back_up()
        assert f"(there is {version})" in str(error.value)
        assert re.search(r"apt-get install postgresql-client-\d\d", str(error.value))


def test_the_password_is_in_no_command_line(
    vault: Vault, pretend: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = vault.folder / "seen"
    seen.mkdir()
    pretend(f'echo "$@" >{seen}/words; env >{seen}/environment; exec "$REAL" "$@"')
    monkeypatch.setenv("CONCORD_SECRET_KEY_BEFORE", "not-for-others")
    url = psycopg.conninfo.make_conninfo(vault.backup_url, password="hidden-word")
    back_up(url, [vault.keys.recipient], vault.folder / "one.age")
    assert "--snapshot=" in (seen / "words").read_text()
    assert "hidden-word" not in (seen / "words").read_text()
    environment = (seen / "environment").read_text()
    assert "PGPASSWORD=hidden-word" in environment
    assert "CONCORD_" not in environment
    assert "not-for-others" not in environment


def test_a_file_that_is_there_stays(vault: Vault) -> None:
    (vault.folder / "one.age").write_text("kept")
    with pytest.raises(NotDone, match="is there already"):
        vault.back_up()
    assert (vault.folder / "one.age").read_text() == "kept"
    with pytest.raises(NotDone, match=r"folder .* does not exist"):
        vault.back_up("nowhere/one.age")


def test_in_a_folder_it_is_named_by_the_time(vault: Vault) -> None:
    made = back_up(vault.backup_url, [vault.keys.recipient], vault.folder)
    assert re.fullmatch(r"concord-\d{4}-\d\d-\d\dT\d{6}Z\.age", made.file.name)


def test_a_broken_ledger_stops_it(vault: Vault) -> None:
    vault.back_up()
    vault.ledger.write_text(vault.ledger.read_text().replace("0000", "1111"))
    with pytest.raises(NotDone, match="Line 1 of the ledger"):
        vault.back_up("two.age")
    assert not (vault.folder / "two.age").exists()


def test_a_public_key_that_is_none_is_told(vault: Vault) -> None:
    with pytest.raises(NotDone, match="begins with age1"):
        back_up(vault.backup_url, ["age1nonsense"], vault.folder / "one.age")
    assert left_in(vault) == []


# The command --------------------------------------------------------------------------


@pytest.fixture
def _already_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concord.cli.framework.set_up", lambda: None)


@pytest.mark.usefixtures("_already_set_up")
def test_the_command_says_what_to_set_and_what_it_made(
    vault: Vault,
    elmbrook: Place,
    settings,  # type: ignore[no-untyped-def]
) -> None:
    words = ["--out", str(vault.folder / "one.age")]
    settings.CONCORD_BACKUP_DATABASE_URL = ""
    assert "CONCORD_BACKUP_DATABASE_URL is not set" in (
        CliRunner().invoke(backup, words).output
    )
    settings.CONCORD_BACKUP_DATABASE_URL = vault.backup_url
    settings.CONCORD_BACKUP_RECIPIENT = ""
    assert "`concord backup-key` makes a pair" in (
        CliRunner().invoke(backup, words).output
    )
    other = envelope.new_pair()
    settings.CONCORD_BACKUP_RECIPIENT = f"{vault.keys.recipient}, {other.recipient}"
    done = CliRunner().invoke(backup, words)
    assert done.exit_code == 0, done.output
    assert re.fullmatch(
        r"\S+/one\.age: [\d,]+ bytes, [\d,]+ rows of \d+ tables\n", done.output
    )
    opened(vault.folder / "one.age", other.identity)
    again = CliRunner().invoke(backup, words)
    assert (again.exit_code, "is there already" in again.output) == (1, True)


def test_a_pair_of_keys_is_printed_or_kept(tmp_path: Path) -> None:
    printed = CliRunner().invoke(backup_key).output
    public, private = printed.splitlines()
    content = io.BytesIO()
    recipient = public.removeprefix("# public key: ")
    envelope.close(io.BytesIO(b"text"), content, [recipient])
    back = io.BytesIO()
    envelope.open_up(io.BytesIO(content.getvalue()), back, printed)
    assert back.getvalue() == b"text"
    file = tmp_path / "key"
    kept = CliRunner().invoke(backup_key, ["--out", str(file)])
    assert kept.output.startswith("age1")
    assert private.startswith("AGE-SECRET-KEY-")
    assert "AGE-SECRET-KEY-" not in kept.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_text()
    assert CliRunner().invoke(backup_key, ["--out", str(file)]).exit_code == 1
    assert file.read_text() == before


def test_a_lock_that_a_migration_holds_ends_it(
    vault: Vault, owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backing_up, "LOCK_SECONDS", 1)
    with psycopg.connect(at(owner_url, connection.settings_dict["NAME"])) as there:
        there.execute("LOCK TABLE plan_plan IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(NotDone, match="lock timeout"):
            vault.back_up()
    assert left_in(vault) == []
