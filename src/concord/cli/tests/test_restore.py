"""A restored database holds what the backup held, is guarded, and hides what went."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterable
from uuid import UUID, uuid4

import psycopg
import pytest
from click.testing import CliRunner
from click.testing import Result as Done
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from concord.access import reading
from concord.access.actor import acting_as
from concord.access.audit import anchoring, terms
from concord.access.audit.findings import Kind
from concord.access.audit.tests.conftest import NOW
from concord.access.audit.verifying import verify
from concord.access.models import Change
from concord.access.testing import Place, wear
from concord.cases.actions import cases, disposal
from concord.cases.models import Case
from concord.cases.testing import CaseWorld, known
from concord.cli import manifest as manifests
from concord.cli import restoring
from concord.cli.backing_up import Made
from concord.cli.commands.backups import after_recovery as after_recovery_command
from concord.cli.commands.backups import restore as restore_command
from concord.cli.doctor import Result
from concord.cli.manifest import Manifest, Seal
from concord.cli.mishaps import NotDone
from concord.cli.restoring import Kept, after_recovery, restore
from concord.cli.tests.conftest import Vault, at
from concord.foundation import envelope, ledger
from concord.foundation.database import programs, testing
from concord.foundation.periods import Quarter
from concord.foundation.post.models import Message
from concord.partnership.models import Membership, Partnership, Team
from concord.people.actions import persons
from concord.plan.models import PlanAction, PlanUpdate
from concord.plan.status import Status
from concord.plan.testing import SmallPlan

CASE = UUID("6f1c1a52-9d4e-4c0f-8f0e-2f6a3f1b9c11")


def faults(results: Iterable[Result]) -> dict[str, str]:
    return {result.check: result.found for result in results if result.state == "fault"}


def found(results: Iterable[Result], check: str) -> str:
    [result] = [result for result in results if result.check == check]
    return f"{result.state}: {result.found}"


def is_empty(vault: Vault) -> bool:
    return vault.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [
        (0,)
    ]


def is_open(vault: Vault) -> bool:
    url = at(os.environ["DATABASE_URL"], vault.restored)
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError as error:
        if "permission denied for database" in str(error):
            return False
        raise
    return True


def as_owner(owner_url: str, *statements: str) -> None:
    with psycopg.connect(at(owner_url, connection.settings_dict["NAME"])) as there:
        for statement in statements:
            there.execute(statement)


def with_other(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Manifest], Manifest]
) -> None:
    """The next backup says something else than what it holds."""
    take = manifests.take
    monkeypatch.setattr(
        manifests, "take", lambda there, head: change(take(there, head))
    )


def ended_quietly(vault: Vault) -> None:
    """Nothing was restored, and nobody lost the right to connect."""
    assert is_empty(vault)


# What comes back ----------------------------------------------------------------------


def test_everything_comes_back_and_is_compared(
    vault: Vault, small_plan: SmallPlan, northmere: Place
) -> None:
    small_plan.say(small_plan.campaign, Status.ON_TRACK)
    made = vault.back_up()
    results = vault.restore(made)
    assert faults(results) == {}
    counted = (
        "SELECT count(*) FROM partnership_membership UNION ALL "
        "SELECT count(*) FROM plan_planupdate UNION ALL "
        "SELECT count(*) FROM access_change"
    )
    hats = len(small_plan.place.hats) + len(northmere.hats)
    changes = made.manifest.counts["access_change"]
    assert vault.ask(counted) == [(hats,), (1,), (changes,)]
    assert found(results, "rows").startswith("good: ")
    assert {result.check for result in results} >= {
        *("rows", "migrations", "sequences", "row security", "triggers"),
        *("constraints", "rights on tables", "rights on functions", "audit seals"),
        *("actor key", "sessions", "e-mails", "disposal ledger", "in use"),
    }


def test_row_policies_hold_in_the_restored_database(
    vault: Vault, small_plan: SmallPlan, northmere: Place
) -> None:
    vault.restore(vault.back_up())
    with vault.served():
        assert not Team.objects.exists()
        assert not PlanAction.objects.exists()
        with acting_as(small_plan.lead):
            assert {t.partnership_id for t in Team.objects.all()} == {
                small_plan.place.partnership.pk
            }
            assert PlanAction.objects.count() == 5
        with acting_as(northmere.actor("strategic_lead")):
            assert Partnership.objects.get().code == "northmere"
            assert not PlanAction.objects.exists()
            assert not Membership.objects.filter(
                partnership=small_plan.place.partnership
            ).exists()


def test_people_work_on_in_it_and_history_goes_on(
    vault: Vault, small_plan: SmallPlan
) -> None:
    vault.restore(vault.back_up())
    with vault.served():
        with acting_as(small_plan.lead):
            before = Change.objects.count()
        small_plan.say(small_plan.campaign, Status.ON_TRACK, quarter=Quarter(2026, 1))
        with acting_as(small_plan.lead):
            assert PlanUpdate.objects.count() == 1
            change = Change.objects.order_by("-id").first()
            assert Change.objects.count() > before
            assert change.membership_id == small_plan.lead.membership_id
        page = wear(Client(), small_plan.place.hats["strategic_lead"]).get("/")
        assert page.status_code == 200


def test_the_runtime_role_owns_nothing_and_the_owner_is_no_superuser(
    vault: Vault, elmbrook: Place
) -> None:
    vault.restore(vault.back_up())
    owners = vault.ask(
        "SELECT DISTINCT relowner::regrole::text FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE nspname IN ('public', 'access') AND relkind IN ('r', 'S') UNION "
        "SELECT proowner::regrole::text FROM pg_proc p JOIN pg_namespace n "
        "ON n.oid = p.pronamespace WHERE nspname = 'access'"
    )
    assert owners == [("app_owner",)]
    with vault.served(), connection.cursor() as cursor:
        for forbidden in (
            "SELECT key FROM access.actor_key",
            "DELETE FROM access_change",
            "ALTER TABLE plan_plan DISABLE ROW LEVEL SECURITY",
        ):
            with pytest.raises(Exception, match=r"permission denied|must be owner"):
                cursor.execute(forbidden)


def test_sessions_end_and_letters_that_waited_are_not_sent_again(
    vault: Vault, elmbrook: Place
) -> None:
    wear(Client(), elmbrook.hats["strategic_lead"])
    assert Session.objects.count() == 1
    for state, sent_at in (
        (Message.State.QUEUED, None),
        (Message.State.SENDING, None),
        (Message.State.SENT, timezone.now()),
    ):
        Message.objects.create(
            key="k",
            digest=state,
            letter="l",
            address=elmbrook.hats["auditor"].account.email,
            state=state,
            sent_at=sent_at,
        )
    vault.restore(vault.back_up())
    assert vault.ask("SELECT count(*) FROM django_session") == [(0,)]
    assert vault.ask("SELECT digest, state FROM post_message ORDER BY digest") == [
        ("queued", "unclear"),
        ("sending", "unclear"),
        ("sent", "sent"),
    ]


def test_the_actor_key_is_that_of_the_settings_and_never_the_old_one(
    vault: Vault,
    settings,  # type: ignore[no-untyped-def]
) -> None:
    made = vault.back_up()
    settings.CONCORD_ACTOR_KEY = "changed-because-the-old-one-was-stolen" + "k" * 30
    assert found(vault.restore(made), "actor key").startswith("good: ")
    assert vault.ask("SELECT key FROM access.actor_key") == [
        (settings.CONCORD_ACTOR_KEY,)
    ]


def test_without_settings_there_is_no_key_rather_than_a_known_one(
    vault: Vault,
    settings,  # type: ignore[no-untyped-def]
) -> None:
    made = vault.back_up()
    key, settings.CONCORD_ACTOR_KEY = (
        settings.CONCORD_ACTOR_KEY,
        restoring.TRIAL_ONLY_KEY,
    )
    assert found(vault.restore(made), "actor key").startswith("look: none")
    assert vault.ask("SELECT key FROM access.actor_key") == []
    # Nor does the key of then stay in a database that was recovered.
    settings.CONCORD_ACTOR_KEY = key
    after_recovery(vault.owner_url, Kept.read(vault.ledger))
    assert vault.ask("SELECT key FROM access.actor_key") == [(key,)]
    settings.CONCORD_ACTOR_KEY = restoring.TRIAL_ONLY_KEY
    after_recovery(vault.owner_url, Kept.read(vault.ledger))
    assert vault.ask("SELECT key FROM access.actor_key") == []


# What is refused ----------------------------------------------------------------------


def test_one_changed_byte_is_refused(vault: Vault) -> None:
    made = vault.back_up()
    whole = made.file.read_bytes()
    header, manifest, middle, end = 40, 300, made.size // 2, -1
    for place in (header, manifest, middle, end):
        content = bytearray(whole)
        content[place] ^= 1
        made.file.write_bytes(bytes(content))
        with pytest.raises(NotDone, match=r"one\.age: .* damaged.*Nothing") as error:
            vault.restore(made)
        assert error.value.code == 2
    ended_quietly(vault)


def test_a_file_without_its_end_is_refused(vault: Vault) -> None:
    made = vault.back_up()
    made.file.write_bytes(made.file.read_bytes()[:-5000])
    with pytest.raises(NotDone, match="not whole"):
        vault.restore(made)
    ended_quietly(vault)


def test_another_key_is_refused_in_clear_words(vault: Vault) -> None:
    made = vault.back_up()
    vault.keys = envelope.new_pair()
    with pytest.raises(NotDone, match="this key does not open it"):
        vault.restore(made)
    vault.keys = envelope.Pair("", "no key at all")
    with pytest.raises(NotDone, match="AGE-SECRET-KEY-") as error:
        vault.restore(made)
    assert "no key at all" not in str(error.value)
    ended_quietly(vault)


def test_an_envelope_with_something_else_in_it_is_refused(vault: Vault) -> None:
    made = vault.back_up()
    texts = (
        b"hello",
        b"",
        b"concord backup 9\n{}\nPGDMP",
        b"concord backup 1\n{}\nPGDMP",
        b"concord backup 1\n" + made.manifest.model_dump_json().encode() + b"\nPGDMP",
    )
    for text in texts:
        with made.file.open("wb") as target:
            from io import BytesIO

            envelope.close(BytesIO(text), target, [vault.keys.recipient])
        with pytest.raises(NotDone, match=r"one\.age: |pg_restore ended"):
            vault.restore(made)
    ended_quietly(vault)


def test_a_database_that_holds_anything_is_refused(
    vault: Vault, elmbrook: Place, owner_url: str
) -> None:
    made = vault.back_up()
    full = at(owner_url, connection.settings_dict["NAME"])
    kept = Kept.read(vault.ledger)
    with pytest.raises(NotDone, match=r"is not empty: it has \w+\.\w+"):
        restore(made.file, vault.keys.identity, full, kept)
    with psycopg.connect(vault.owner_url) as there:
        there.execute("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    with pytest.raises(NotDone, match=r"it has public\.one"):
        vault.restore(made)


def test_only_the_owner_of_the_database_restores(vault: Vault) -> None:
    made = vault.back_up()
    empty = vault.restored
    for url in (os.environ["DATABASE_URL"], vault.backup_url):
        vault.owner_url = at(url, empty)
        with pytest.raises(NotDone, match=r"app_\w+ must own the database"):
            vault.restore(made)


def test_missing_roles_are_named(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    made = vault.back_up()
    monkeypatch.setattr(restoring, "ROLES", ("app_runtime", "app_unknown"))
    with pytest.raises(NotDone, match="This server has no role app_unknown"):
        vault.restore(made)


def test_an_older_server_is_refused(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_other(monkeypatch, lambda m: m.model_copy(update={"postgres": 99}))
    monkeypatch.setattr(programs, "find", lambda p, m, find=programs.find: find(p, own))
    with psycopg.connect(vault.backup_url) as there:
        own = there.info.server_version // 10000
    made = vault.back_up()
    with pytest.raises(NotDone, match="The backup is of PostgreSQL 99"):
        vault.restore(made)
    ended_quietly(vault)


def test_a_restore_that_breaks_off_leaves_an_empty_database_and_tells_no_values(
    vault: Vault, elmbrook: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = vault.back_up()
    with psycopg.connect(vault.backup_url) as there:
        major = there.info.server_version // 10000
    real = programs.find("pg_restore", major)
    script = vault.folder / "pg_restore"
    script.write_text(
        "#!/bin/sh\n"
        f'case "$1" in --version|--list) exec {real} "$@";; esac\n'
        f'head -c -2000 | {real} "$@"\n'
        'echo "pg_restore: error: could not execute query: ERROR:  invalid input'
        ' syntax for type integer: \\"Alex Example\\"" >&2\n'
        'echo "CONTEXT:  COPY partnership_account, line 1: \\"Alex Example\\"" >&2\n'
        "exit 1\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("CONCORD_POSTGRES_BIN", str(vault.folder))
    with pytest.raises(NotDone, match="pg_restore ended with code 1") as error:
        vault.restore(made)
    assert "Alex" not in str(error.value)
    ended_quietly(vault)
    monkeypatch.delenv("CONCORD_POSTGRES_BIN")
    monkeypatch.setenv("CONCORD_POSTGRES_BIN", str(real.parent))
    assert faults(vault.restore(made)) == {}


# What differs -------------------------------------------------------------------------


def a_row_less(manifest: Manifest) -> Manifest:
    counts = dict(manifest.counts)
    counts["partnership_team"] += 1
    return manifest.model_copy(update={"counts": counts})


def test_a_row_that_is_missing_is_named_and_the_database_stays_closed(
    vault: Vault, elmbrook: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_other(monkeypatch, a_row_less)
    made = vault.back_up()
    monkeypatch.undo()
    results = vault.restore(made)
    assert faults(results).keys() == {"rows", "in use"}
    assert faults(results)["rows"] == "partnership_team: 6 -> 5"
    assert not is_open(vault)


def test_a_restore_that_compares_well_is_open(vault: Vault) -> None:
    vault.restore(vault.back_up())
    assert is_open(vault)


def test_each_thing_that_differs_is_told(vault: Vault, elmbrook: Place) -> None:
    was = vault.back_up().manifest
    wall = was.walls["row security"]
    changed = {
        "rows": {"counts": was.counts | {"plan_plan": 7}},
        "migrations": {"migrations": was.migrations | {"plan": "0001_initial"}},
        "sequences": {"sequences": was.sequences | {"plan_plan_id_seq": 0}},
        "row security": {
            "walls": was.walls
            | {"row security": wall.model_copy(update={"digest": "0" * 64})}
        },
        "triggers": {"walls": {n: w for n, w in was.walls.items() if n != "triggers"}},
        "audit seals": {"seal": Seal(n=1, root="ab" * 32)},
    }
    for what, update in changed.items():
        found_now = was.model_copy(update=update)
        assert [name for name, _ in manifests.differences(was, found_now)] == [what]
    assert list(manifests.differences(was, was)) == []


def test_a_policy_a_trigger_or_a_right_that_is_gone_changes_what_is_compared(
    vault: Vault, owner_url: str
) -> None:
    def walls() -> dict[str, manifests.Wall]:
        with psycopg.connect(vault.backup_url) as there:
            return manifests.take(there, ledger.verify(vault.ledger)).walls

    before = walls()
    for what, statement in (
        ("row security", "DROP POLICY by_partnership ON plan_plan"),
        ("row security", "ALTER TABLE plan_plan DISABLE ROW LEVEL SECURITY"),
        ("triggers", "DROP TRIGGER remember ON plan_plan"),
        ("rights on tables", "GRANT DELETE ON access_change TO app_runtime"),
        ("rights on functions", "GRANT EXECUTE ON FUNCTION access.mac TO PUBLIC"),
        ("functions", "ALTER FUNCTION access.seal SECURITY INVOKER"),
        ("constraints", "ALTER TABLE plan_evidence DROP CONSTRAINT plan_evidence_pkey"),
    ):
        as_owner(owner_url, statement)
        after = walls()
        assert {name for name in after if after[name] != before[name]} == {what}
        before = after


def seal(owner_url: str) -> None:
    """Seal all that is committed, as the owner may do at any moment."""
    with (
        testing.as_owner(owner_url),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT access.seal_lock()")
        cursor.execute(NOW, [1000])


def look_at_cases(place: Place) -> None:
    """Somebody opens a case, which is an event of the audit."""
    with acting_as(place.actor("practitioner")):
        reading.loaded(case=uuid4(), person=uuid4(), part="identity")


def test_the_last_seal_of_the_audit_must_be_the_same(
    vault: Vault, elmbrook: Place, owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_at_cases(elmbrook)
    seal(owner_url)
    with monkeypatch.context() as patch:
        other = Seal(n=1, root="cc" * 32)
        with_other(patch, lambda m: m.model_copy(update={"seal": other}))
        made = vault.back_up()
    results = vault.restore(made)
    assert re.fullmatch(
        r"seal 1 c{16} -> seal \d+ [0-9a-f]{16}", faults(results)["audit seals"]
    )
    assert not is_open(vault)


def test_the_audit_stays_whole_and_says_what_the_restore_lost(
    vault: Vault, elmbrook: Place, owner_url: str
) -> None:
    look_at_cases(elmbrook)
    seal(owner_url)
    anchoring.anchor()
    made = vault.back_up()
    assert made.manifest.seal is not None
    look_at_cases(elmbrook)
    seal(owner_url)
    lost = anchoring.anchor()
    results = vault.restore(made)
    assert faults(results) == {}
    last = made.manifest.seal.n
    assert found(results, "audit seals") == f"good: the last one is {last}, as it was"
    assert found(results, "audit era") == "good: 2 has begun"
    with vault.served():
        report = verify()
        assert report.good, report.findings
        [note] = report.findings
        assert note.kind is Kind.LOST_BY_RESTORE
        assert f"{last + 1}" in note.said
        assert f"{lost}" in note.said
        look_at_cases(elmbrook)
        seal(owner_url)
        assert verify().good


def test_a_drill_with_a_copy_leaves_the_ledger_alone(
    vault: Vault, elmbrook: Place
) -> None:
    made = vault.back_up()
    before = vault.ledger.read_bytes()
    copy = vault.folder / "copy.jsonl"
    copy.write_bytes(before)
    kept = Kept.read(copy)
    restore(made.file, vault.keys.identity, vault.owner_url, kept)
    assert vault.ledger.read_bytes() == before
    assert [line.kind for line in ledger.read(copy)] == ["backup", "audit_era"]


def test_a_ledger_that_can_not_be_written_keeps_the_database_closed(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = vault.back_up()
    kept = Kept.read(vault.ledger)

    def full(kind: str, **facts: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ledger, "append", full)
    with pytest.raises(NotDone, match=r"No space left.*stays closed to Concord"):
        restore(made.file, vault.keys.identity, vault.owner_url, kept)
    assert not is_open(vault)


def test_keys_of_search_words_that_were_destroyed_do_not_come_back(
    vault: Vault, owner_url: str
) -> None:
    as_owner(
        owner_url,
        "INSERT INTO access.terms_key (month, wrapped) VALUES ('2026-05-01', 'x'), "
        "('2026-06-01', 'x')",
    )
    made = vault.back_up()
    assert terms.forget(dt.date(2026, 5, 1))
    assert faults(vault.restore(made)) == {}
    assert vault.ask(
        "SELECT month FROM access.terms_key WHERE wrapped IS NOT NULL"
    ) == [(dt.date(2026, 6, 1),)]


# What was disposed of -----------------------------------------------------------------


def dispose(world: CaseWorld, owner_url: str) -> None:
    """The case was closed long ago, and goes, as people would let it go."""
    with acting_as(world.idva):
        cases.close(case=world.case, why="Support has ended.", by=world.idva)
    as_owner(
        owner_url,
        "UPDATE cases_case SET opened_on = '2010-01-04', closed_on = '2012-01-04' "
        "WHERE state = 'closed'",
    )
    with acting_as(world.idva):
        disposal.dispose(case=Case.objects.get(pk=world.case.pk), by=world.idva)


def another_case(world: CaseWorld) -> Case:
    with acting_as(world.idva):
        victim = persons.record(known=known("Tamsin", "Wrayburn"), by=world.idva)
        alleged = persons.record(known=known("Orrin", "Wrayburn"), by=world.idva)
        return cases.open_case(victim=victim, alleged=[alleged], by=world.idva)


def test_what_was_disposed_of_after_the_backup_does_not_come_back(
    vault: Vault, case_world: CaseWorld, owner_url: str
) -> None:
    stays = another_case(case_world)
    made = vault.back_up()
    dispose(case_world, owner_url)
    results = vault.restore(made)
    assert faults(results) == {}
    assert found(results, "rows").startswith("good: ")
    assert "disposals replayed: 1" in found(results, "disposal ledger")
    assert vault.ask("SELECT id FROM cases_case") == [(stays.pk,)]
    gone = {case_world.victim.pk, case_world.alleged.pk, case_world.child.pk}
    kept = {row[0] for row in vault.ask("SELECT id FROM people_person")}
    assert len(kept) == 2
    assert not kept & gone


def test_it_comes_back_only_where_somebody_goes_without_the_ledger(
    vault: Vault, case_world: CaseWorld, owner_url: str
) -> None:
    made = vault.back_up()
    dispose(case_world, owner_url)
    results = restore(made.file, vault.keys.identity, vault.owner_url, None)
    assert faults(results) == {}
    assert found(results, "disposal ledger") == (
        "look: not replayed (--without-ledger)"
    )
    assert vault.ask("SELECT id FROM cases_case") == [(case_world.case.pk,)]


NO_DISPOSAL = "DROP FUNCTION access.dispose_case(uuid)"


def test_a_disposal_that_can_not_be_done_keeps_the_database_closed(
    vault: Vault, owner_url: str
) -> None:
    as_owner(owner_url, NO_DISPOSAL)
    made = vault.back_up()
    ledger.append("disposal", case=CASE, by=12)
    results = vault.restore(made)
    assert faults(results).keys() == {"disposal ledger", "in use"}
    assert not is_open(vault)


def test_a_disposal_that_fails_keeps_the_database_closed_and_tells_no_values(
    vault: Vault, owner_url: str
) -> None:
    as_owner(
        owner_url,
        NO_DISPOSAL,
        "CREATE FUNCTION access.dispose_case(uuid) RETURNS int LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE 'no \"Alex Example\"' USING DETAIL = 'Alex Example'; END $$",
    )
    made = vault.back_up()
    ledger.append("disposal", case=CASE, by=12)
    with pytest.raises(NotDone, match="stays closed to Concord") as error:
        vault.restore(made)
    assert "Alex" not in str(error.value)
    assert not is_open(vault)


def test_a_ledger_from_before_the_backup_is_refused(vault: Vault) -> None:
    vault.back_up()
    old = Kept.read(vault.ledger)
    ledger.append("disposal", case=CASE, by=12)
    made = vault.back_up("two.age")
    with pytest.raises(NotDone, match="The ledger lacks lines"):
        restore(made.file, vault.keys.identity, vault.owner_url, old)
    before = Kept(vault.ledger, ledger.read(vault.ledger)[:2])
    with pytest.raises(NotDone, match="does not know this backup"):
        restore(made.file, vault.keys.identity, vault.owner_url, before)
    ended_quietly(vault)


def test_a_backup_that_somebody_else_made_is_refused(vault: Vault) -> None:
    """Whoever has the public key can write such a file; not into the ledger."""
    made = vault.back_up()
    (vault.folder / "ledger.jsonl").rename(vault.folder / "right.jsonl")
    forged = vault.back_up("two.age")
    with pytest.raises(NotDone, match="does not know this backup"):
        restore(
            forged.file,
            vault.keys.identity,
            vault.owner_url,
            Kept.read(vault.folder / "right.jsonl"),
        )
    assert made.sha256 != forged.sha256
    ended_quietly(vault)


# The commands -------------------------------------------------------------------------


@pytest.fixture
def _already_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concord.cli.framework.set_up", lambda: None)


def run(vault: Vault, made: Made, *more: str, into: str = "") -> Done:
    key = vault.folder / "key"
    key.write_text(f"# public key: {vault.keys.recipient}\n{vault.keys.identity}\n")
    words = [str(made.file), "--identity", str(key), "--into", into or vault.restored]
    return CliRunner().invoke(restore_command, [*words, *more])


@pytest.mark.usefixtures("_already_set_up")
def test_the_command_prints_a_line_for_each_thing_and_ends_with_0(
    vault: Vault, elmbrook: Place
) -> None:
    done = run(vault, vault.back_up())
    assert done.exit_code == 0, done.output
    assert re.search(r"^ok     rows: [\d,]+ in \d+ tables", done.output, re.MULTILINE)
    assert "0 to mend" in done.output
    assert "elmbrook" not in done.output.lower()


@pytest.mark.usefixtures("_already_set_up")
def test_the_command_ends_with_1_when_something_differs(
    vault: Vault, elmbrook: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        with_other(patch, a_row_less)
        made = vault.back_up()
    done = run(vault, made)
    assert done.exit_code == 1
    assert "FAULT  rows: partnership_team: 6 -> 5" in done.output
    assert "stays closed to Concord" in done.output


@pytest.mark.usefixtures("_already_set_up")
def test_the_command_refuses_in_one_line(vault: Vault) -> None:
    made = vault.back_up()
    vault.keys = envelope.new_pair()
    wrong_key = run(vault, made)
    assert wrong_key.exit_code == 2
    assert len(wrong_key.output.strip().splitlines()) == 1
    vault.ledger.rename(vault.folder / "elsewhere.jsonl")
    no_ledger = run(vault, made)
    assert no_ledger.exit_code == 1
    assert "There is no ledger at" in no_ledger.output
    both = run(vault, made, "--without-ledger", "--ledger", "elsewhere.jsonl")
    assert both.exit_code == 2


@pytest.mark.usefixtures("_already_set_up")
def test_a_password_on_the_command_line_is_refused_and_not_repeated(
    vault: Vault,
) -> None:
    made = vault.back_up()
    for into in (
        "postgresql://app_owner:hidden-word@db.example/concord",
        "dbname=concord password=hidden-word",
    ):
        done = run(vault, made, into=into)
        assert done.exit_code == 2
        assert "Change that password" in done.output
        assert "hidden-word" not in done.output


@pytest.mark.usefixtures("_already_set_up")
def test_a_recovered_database_is_made_fit_for_use(
    vault: Vault,
    case_world: CaseWorld,
    owner_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from django.conf import settings

    ledger.append("disposal", case=case_world.case.pk, by=12)
    wear(Client(), case_world.place.hats["strategic_lead"])
    url = at(owner_url, connection.settings_dict["NAME"])
    monkeypatch.setattr(settings.ENV, "concord_owner_database_url", url)
    refused = CliRunner().invoke(after_recovery_command)
    assert "Stop web and worker first" in refused.output
    connection.close()
    done = CliRunner().invoke(after_recovery_command)
    assert done.exit_code == 0, done.output
    assert "sessions: ended: 1;" in done.output
    assert "disposals replayed: 1" in done.output
    vault.owner_url = url
    assert vault.ask("SELECT id FROM cases_case") == []


def test_a_recovered_database_stays_closed_while_a_disposal_can_not_be_done(
    vault: Vault, owner_url: str
) -> None:
    as_owner(owner_url, NO_DISPOSAL)
    vault.restore(vault.back_up())
    assert is_open(vault)
    ledger.append("disposal", case=CASE, by=12)
    results = after_recovery(vault.owner_url, Kept.read(vault.ledger))
    assert faults(results).keys() == {"disposal ledger", "in use"}
    assert not is_open(vault)
    with psycopg.connect(vault.owner_url) as there:
        there.execute(
            "CREATE FUNCTION access.dispose_case(uuid) RETURNS int LANGUAGE sql AS "
            "$$ SELECT 0 $$"
        )
    results = after_recovery(vault.owner_url, Kept.read(vault.ledger))
    assert faults(results) == {}
    assert is_open(vault)
