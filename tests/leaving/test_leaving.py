"""An export is encrypted, written down, whole and of one moment; or there is none."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import resource
import signal
import stat
import subprocess
import sys
import time
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from click.testing import CliRunner, Result
from django.db import connection
from psycopg import sql

from concord.access.models import Event
from concord.cli.commands.leaving import export as command
from concord.cli.leaving import described, writing
from concord.cli.leaving import package as packing
from concord.cli.leaving import taken as taking
from concord.cli.leaving.checking import check
from concord.cli.leaving.taken import taken
from concord.cli.leaving.writing import Wish
from concord.cli.mishaps import NotDone
from concord.cli.tests.conftest import at
from concord.foundation import envelope, ledger
from tests.leaving.conftest import UNDER, WHY, Leaving
from tests.leaving.reading import read


@pytest.fixture
def here(leaving: Leaving, tmp_path: Path) -> Leaving:
    """The same world, with a folder and a ledger for this test alone."""
    return Leaving(leaving.world, tmp_path, leaving.url, leaving.keys)


def left_in(here: Leaving) -> list[str]:
    return sorted(path.name for path in here.folder.iterdir())


def events(here: Leaving) -> list[tuple[str, str, int, str]]:
    """(why, door, rows, row) of each export that the audit knows, in order."""
    with psycopg.connect(here.url) as there:
        return there.execute(
            "SELECT why, door, n, row_id FROM access_event"
            " WHERE verb = 'export' AND actor = 'job:export' AND partnership_id = %s"
            " ORDER BY id",
            [here.world.elmbrook.partnership.pk],
        ).fetchall()


def concord_export(
    here: Leaving, *more: str, limit: int | None = None
) -> subprocess.Popen[str]:
    """The command in a process of its own, whose files may have `limit` bytes."""

    def narrow() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    words = [
        *("export", "everything", "--partnership", "elmbrook"),
        *("--to", str(here.folder / "one.zip.age")),
        *("--why", WHY, "--under", UNDER, "--recipient", here.keys.recipient),
    ]
    database = connection.settings_dict["NAME"]
    runtime = urlsplit(os.environ["DATABASE_URL"])
    return subprocess.Popen(
        [sys.executable, "-m", "concord", *words, *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=narrow,
        env={
            **os.environ,
            "DATABASE_URL": runtime._replace(path=f"/{database}").geturl(),
            "CONCORD_BACKUP_DATABASE_URL": here.url,
            "CONCORD_LEDGER": str(here.ledger),
        },
    )


# Encrypted and written down -----------------------------------------------------------


def test_only_the_private_key_reads_it(here: Leaving) -> None:
    made = here.export("one.zip.age")
    content = made.file.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    for readable in (b"elmbrook", b"datapackage", b"Thistlewood", b"PK\x03\x04"):
        assert readable not in content
    inside = io.BytesIO()
    envelope.open_up(io.BytesIO(content), inside, here.keys.identity)
    with zipfile.ZipFile(inside) as zipped:
        assert "data/people_person.csv" in zipped.namelist()
    assert check(made.file, here.keys.identity).faults == []
    assert left_in(here) == ["ledger.jsonl", "one.zip.age", "one.zip.age.sha256"]


def test_the_file_is_its_accounts_alone_and_its_hash_is_kept(here: Leaving) -> None:
    made = here.export("one.zip.age")
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    sha256 = hashlib.sha256(made.file.read_bytes()).hexdigest()
    beside = here.folder / "one.zip.age.sha256"
    assert beside.read_text() == f"{sha256}  one.zip.age\n"
    [line] = ledger.read(here.ledger)
    assert (line.kind, line.facts) == (
        "export",
        {"partnership": here.world.elmbrook.partnership.pk, "sha256": sha256},
    )


def test_the_audit_keeps_why_before_and_how_much_after(here: Leaving) -> None:
    before = len(events(here))
    made = here.export("one.zip.age")
    begun, done = events(here)[before:]
    said = f"{UNDER}: {WHY}"
    assert begun == (said, "concord export everything", 0, "")
    assert done == (said, "concord export everything", made.rows, made.sha256[:40])


def test_the_package_itself_knows_that_it_was_begun(here: Leaving) -> None:
    made = here.export("one.zip", plain=True)
    last = max(read(made.file).tables["access_event"], key=lambda row: row["id"])
    assert (last["verb"], last["actor"]) == (Event.Verb.EXPORT, "job:export")


def test_what_the_audit_can_not_keep_does_not_leave(
    here: Leaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object, **more: object) -> None:
        raise writing.NotVerified("no key")

    monkeypatch.setattr(writing.reading, "note", fail)
    with pytest.raises(NotDone, match="the audit can't be written to"):
        here.export("one.zip.age")
    assert left_in(here) == []


def test_a_public_key_that_is_none_is_told_and_nothing_noted(here: Leaving) -> None:
    before = events(here)
    wish = Wish("elmbrook", WHY, UNDER, ("age1nonsense",))
    with pytest.raises(NotDone, match="begins with age1"):
        writing.export(
            here.url, wish, here.folder / "one.zip.age", ledger_file=here.ledger
        )
    assert events(here) == before
    assert left_in(here) == []


def test_without_a_reason_and_a_decision_nothing_leaves(here: Leaving) -> None:
    for why, under in ((" ", UNDER), (WHY, ""), ("x" * 241, UNDER)):
        with pytest.raises(NotDone, match=r"--why|--under"):
            Wish("elmbrook", why, under)


# Who may make it ----------------------------------------------------------------------


def test_a_role_that_row_policies_hold_back_is_refused(
    here: Leaving, owner_url: str
) -> None:
    database = connection.settings_dict["NAME"]
    for url in (os.environ["DATABASE_URL"], owner_url):
        with pytest.raises(NotDone, match=r"app_\w+ does not pass.*BYPASSRLS"):
            writing.export(
                at(url, database),
                here.wish(),
                here.folder / "one.zip.age",
                ledger_file=here.ledger,
            )
    assert left_in(here) == []


def test_a_partnership_that_is_not_there_is_told(here: Leaving) -> None:
    with pytest.raises(NotDone, match="none with this short code"):
        here.export("one.zip.age", "westvale")
    assert left_in(here) == []


# What goes wrong ----------------------------------------------------------------------


def test_a_full_disk_leaves_nothing(here: Leaving) -> None:
    process = concord_export(here, limit=20_000)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert said == "Error: File too large.\n"
    assert left_in(here) == []


WAITING = """
SELECT 1 FROM pg_locks
WHERE NOT granted AND relation = 'public.risk_riskassessment'::regclass
"""


def test_a_killed_export_has_no_name_and_is_swept_away_by_the_next(
    here: Leaving, owner_url: str
) -> None:
    database = connection.settings_dict["NAME"]
    # It waits for one of the last tables, with most of the others written.
    with psycopg.connect(at(owner_url, database)) as there:
        there.execute("LOCK TABLE risk_riskassessment IN ACCESS EXCLUSIVE MODE")
        process = concord_export(here)
        deadline = time.monotonic() + 120
        while not there.execute(WAITING).fetchall():
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
    assert left_in(here) == [".one.zip.age.part"]
    here.export("one.zip.age")
    assert left_in(here) == ["ledger.jsonl", "one.zip.age", "one.zip.age.sha256"]


def test_a_file_that_is_there_stays(here: Leaving) -> None:
    (here.folder / "one.zip.age").write_text("kept")
    with pytest.raises(NotDone, match="is there already"):
        here.export("one.zip.age")
    assert (here.folder / "one.zip.age").read_text() == "kept"
    with pytest.raises(NotDone, match=r"folder .* does not exist"):
        here.export("nowhere/one.zip.age")


def test_its_name_says_whether_it_is_encrypted(here: Leaving) -> None:
    with pytest.raises(NotDone, match=r"something\.zip\.age"):
        here.export("one.zip")
    with pytest.raises(NotDone, match=r"something\.zip,"):
        here.export("one.zip.age", plain=True)
    made = here.export("", plain=True)
    assert made.file.name.startswith("concord-export-elmbrook-2")
    assert made.file.suffix == ".zip"


def test_a_table_without_a_place_stops_it_before_anything_is_written(
    here: Leaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "THROUGH", {})
    with pytest.raises(NotDone, match="people_mergestep: nobody has said"):
        here.export("one.zip.age")
    monkeypatch.undo()
    kinds = dict(described.KINDS)
    del kinds["DateField"]
    monkeypatch.setattr(described, "KINDS", kinds)
    with pytest.raises(NotDone, match="how a DateField is written"):
        here.export("one.zip.age")
    assert left_in(here) == []


def test_an_error_of_the_database_is_told_without_values(
    here: Leaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object) -> None:
        raise psycopg.DataError('invalid value "Alex Example" in column "name"')

    monkeypatch.setattr(packing, "columns", fail)
    with pytest.raises(NotDone) as error:
        here.export("one.zip.age")
    assert "Alex" not in str(error.value)
    assert left_in(here) == []


# Of one moment, in a stream -----------------------------------------------------------


def test_what_is_written_meanwhile_is_not_in_it(
    here: Leaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = packing.Package.pieces

    def late(self: packing.Package) -> object:
        writing._note(self.about, "Said while it was written")
        return pieces(self)

    monkeypatch.setattr(packing.Package, "pieces", late)
    made = here.export("one.zip", plain=True)
    whys = [row["why"] for row in read(made.file).tables["access_event"]]
    assert f"{UNDER}: {WHY}" in whys
    assert "Said while it was written" not in whys


def test_what_is_held_at_once_does_not_grow_with_the_rows(here: Leaving) -> None:
    with psycopg.connect(here.url) as there:
        held = [most_held(there, rows) for rows in (200_000, 400_000)]
    assert max(held) < 8_000_000  # bytes; the larger table has fifty million
    assert held[1] < 1.5 * held[0]


def most_held(there: psycopg.Connection, rows: int) -> int:
    """How much memory Python has taken at most to pack a table of so many rows."""
    where = sql.SQL(
        "true UNION ALL SELECT {columns} FROM generate_series(1, {rows}) n, "
        "LATERAL (SELECT * FROM partnership_team LIMIT 1) this"
    )
    [team] = [one for one in taken(1) if one.name == "partnership_team"]
    columns = sql.SQL(", ").join(one.written for one in packing.columns(team))
    many = replace(team, where=where.format(columns=columns, rows=sql.Literal(rows)))
    about = packing.About(1, "invented", "Invented", dt.datetime.now(dt.UTC))
    tracemalloc.start()
    try:
        package = packing.Package(there, about, [many])
        for _ in package.pieces():
            pass
        assert package.rows > rows
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# The commands -------------------------------------------------------------------------


@pytest.fixture
def _already_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concord.cli.framework.set_up", lambda: None)


def run(*words: str, **more: str) -> Result:
    return CliRunner().invoke(command, words, **more)  # type: ignore[arg-type]


@pytest.mark.usefixtures("_already_set_up")
def test_the_command_says_what_to_set_and_what_it_made(
    here: Leaving,
    settings,  # type: ignore[no-untyped-def]
) -> None:
    to = str(here.folder / "one.zip.age")
    words = ["everything", "--partnership", "elmbrook", "--to", to, "--under", UNDER]
    settings.CONCORD_LEDGER = here.ledger
    settings.CONCORD_BACKUP_DATABASE_URL = ""
    assert "CONCORD_BACKUP_DATABASE_URL is not set" in run(*words, "--why", WHY).output
    settings.CONCORD_BACKUP_DATABASE_URL = here.url
    assert "--recipient" in run(*words, "--why", WHY).output
    wrong = run(*words, "--why", WHY, "--recipient", "age1nonsense")
    assert (wrong.exit_code, "begins with age1" in wrong.output) == (1, True)
    # What was not said is asked for.
    done = run(*words, "--recipient", here.keys.recipient, input=f"{WHY}\n")
    assert done.exit_code == 0, done.output
    assert "Why does everything leave" in done.output
    assert f"{to}: " in done.output
    assert " rows of " in done.output
    key = here.folder / "key"
    key.write_text(here.keys.identity)
    assert "name the private key" in run("check", to).output
    checked = run("check", to, "--identity", str(key))
    assert (checked.exit_code, "all as it says" in checked.output) == (0, True)


@pytest.mark.usefixtures("_already_set_up")
def test_plain_is_said_with_a_warning(
    here: Leaving,
    settings,  # type: ignore[no-untyped-def]
) -> None:
    settings.CONCORD_LEDGER = here.ledger
    settings.CONCORD_BACKUP_DATABASE_URL = here.url
    words = ["everything", "--partnership", "elmbrook", "--to", str(here.folder)]
    words += ["--why", WHY, "--under", UNDER, "--plain"]
    done = run(*words)
    assert done.exit_code == 0, done.output
    assert "Warning: the file is not encrypted" in done.output
    both = run(*words, "--recipient", here.keys.recipient)
    assert (both.exit_code, "do not go together" in both.output) == (2, True)
