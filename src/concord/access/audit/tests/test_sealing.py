"""Only what is over is sealed, once, in one chain; eras follow each other."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from concord.access.actor import Actor, acting_as, enter
from concord.access.audit import sealing
from concord.access.audit.tests.conftest import SealNow, begin_era, read
from concord.access.audit.verifying import verify
from concord.access.models import Event, Seal
from concord.access.testing import Place
from concord.foundation.database.testing import as_owner

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 600  # seconds: a test in another database may hold a transaction open


def seals() -> list[Seal]:
    with acting_as(Actor.from_job("access.audit")):
        return list(Seal.objects.order_by("n"))


def newest() -> Event:
    with acting_as(Actor.from_job("access.audit")):
        return Event.objects.latest("id")


def is_sealed(event: Event) -> bool:
    return any(
        seal.era == event.era and seal.from_xid <= event.xid < seal.to_xid
        for seal in seals()
    )


def seal_until(done: Event) -> None:
    """Let the job run until it could seal this event."""
    deadline = time.monotonic() + PATIENCE
    sealing.seal()
    while not is_sealed(done):
        assert time.monotonic() < deadline, "sealing stands still"
        time.sleep(0.2)
        sealing.seal()


@contextmanager
def somebody_else() -> Iterator[psycopg.Connection]:
    """Another connection of the run-time role."""
    made = connection.settings_dict
    with psycopg.connect(
        dbname=made["NAME"],
        user=made["USER"],
        password=made["PASSWORD"],
        host=made["HOST"],
        port=made["PORT"],
    ) as other:
        yield other


def test_the_job_seals_what_is_over(elmbrook: Place) -> None:
    read(elmbrook)
    seal_until(newest())
    assert verify().good
    chain = seals()
    assert [seal.n for seal in chain] == list(range(1, len(chain) + 1))


def test_nothing_is_sealed_twice_and_an_empty_run_adds_nothing(
    elmbrook: Place,
) -> None:
    seal_until(newest())
    before = len(seals())
    assert sealing.seal() == sealing.Sealed(blocks=0, rows=0)
    assert len(seals()) == before


def test_an_event_under_way_is_waited_for(elmbrook: Place) -> None:
    """A row that commits late never turns up inside a sealed range."""
    with somebody_else() as slow:
        slow.execute("SELECT access.note_sign_in('sign_in_failed', NULL)")
        read(elmbrook)
        after = newest()
        sealing.seal()
        assert not is_sealed(after)
        slow.commit()
    seal_until(after)
    assert verify().good
    assert verify().unsealed == 0


def test_an_event_that_was_undone_leaves_no_gap(elmbrook: Place) -> None:
    with somebody_else() as other:
        other.execute("SELECT access.note_sign_in('sign_in_failed', NULL)")
        other.rollback()
    read(elmbrook)
    seal_until(newest())
    assert verify().good


def test_two_sealers_at_once_make_one_chain(elmbrook: Place) -> None:
    for _ in range(25):
        read(elmbrook)
    start = threading.Barrier(3)

    def run() -> None:
        try:
            start.wait()
            for _ in range(5):
                sealing.seal(most=3)
                read(elmbrook)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal_until(newest())
    report = verify()
    assert report.good, report.findings
    assert report.unsealed == 0
    assert report.rows == len(all_ids())


def all_ids() -> list[int]:
    with acting_as(Actor.from_job("access.audit")):
        return list(Event.objects.values_list("id", flat=True))


def test_writers_do_not_wait_for_the_sealer(elmbrook: Place) -> None:
    with acting_as(Actor.from_job("access.audit")), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.seal_events()")
        with somebody_else() as other:
            other.execute("SET LOCAL lock_timeout = '1s'")
            other.execute("SELECT access.note_sign_in('sign_in_failed', NULL)")
            other.commit()


def test_a_block_holds_as_many_rows_as_it_may(
    elmbrook: Place, seal_now: SealNow
) -> None:
    seal_now()
    before = len(seals())
    for _ in range(10):
        read(elmbrook)
    seal_now(most=4)
    rows = [seal.rows for seal in seals()[before:]]
    assert sum(rows) == 10
    assert max(rows) <= 4


def test_a_transaction_with_more_rows_than_a_block_is_kept_whole(
    elmbrook: Place, seal_now: SealNow
) -> None:
    seal_now()
    with somebody_else() as other:
        for _ in range(9):
            other.execute("SELECT access.note_sign_in('sign_in_failed', NULL)")
        other.commit()
    seal_now(most=4)
    assert seals()[-1].rows == 9
    assert verify().good


def test_seals_are_seen_by_auditors_only(elmbrook: Place, seal_now: SealNow) -> None:
    seal_now()
    for role in ("practitioner", "strategic_lead", "administrator"):
        with acting_as(elmbrook.actor(role)):
            assert not Seal.objects.exists(), role
    with acting_as(elmbrook.actor("auditor")):
        assert Seal.objects.exists()


def as_in_a_new_cluster(owner_url: str) -> None:
    """As after a restore elsewhere: everything so far is of far higher transactions."""
    with as_owner(owner_url), connection.cursor() as cursor:
        far = 10**9
        cursor.execute("UPDATE access_event SET xid = xid + %s", [far])
        cursor.execute("DELETE FROM access_seal")
        with transaction.atomic():
            cursor.execute("SELECT access.seal_lock()")
            cursor.execute(
                "SELECT access.seal_up_to((SELECT max(xid) FROM access_event), 7)"
            )


def test_an_era_begun_by_the_owner_seals_what_was_left(
    elmbrook: Place, owner_url: str
) -> None:
    read(elmbrook)
    last = newest()
    assert begin_era(owner_url) == 2
    assert is_sealed(last)
    assert newest().verb == "era"
    with acting_as(elmbrook.actor("auditor")):
        assert Event.objects.filter(verb="era").exists(), "auditors know of restores"
    read(elmbrook)
    assert newest().era == 2
    seal_until(newest())
    report = verify()
    assert report.good, report.findings
    assert report.unsealed == 0


def test_a_replaced_cluster_begins_an_era_by_itself_and_says_so(
    elmbrook: Place, owner_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    as_in_a_new_cluster(owner_url)
    read(elmbrook)  # before anybody noticed
    assert newest().era == 2
    done = sealing.seal()
    assert done.begun == 2
    assert "audit_era_begun" in str([record.msg for record in caplog.records])
    read(elmbrook)
    seal_until(newest())
    report = verify()
    assert report.good, report.findings
    assert report.unsealed == 0
    assert {seal.era for seal in seals()} == {1, 2}


def test_whoever_writes_while_an_era_begins_writes_in_the_next(
    elmbrook: Place, owner_url: str
) -> None:
    """The era waits for those who have read the old number, and others wait for it."""
    with somebody_else() as slow:
        slow.execute("SELECT access.note_sign_in('sign_in_failed', NULL)")
        begun: list[tuple[int, int]] = []

        def run() -> None:
            try:
                begun.append(_begin_elsewhere())
            finally:
                connections.close_all()

        thread = threading.Thread(target=run)
        thread.start()
        time.sleep(0.5)
        assert not begun
        slow.commit()
        thread.join()
    assert begun[0][0] == 2
    read(elmbrook)
    seal_until(newest())
    report = verify()
    assert report.good, report.findings
    assert report.unsealed == 0


def _begin_elsewhere() -> tuple[int, int]:
    name = connection.settings_dict["NAME"]
    owner = psycopg.conninfo.make_conninfo(
        os.environ["CONCORD_OWNER_DATABASE_URL"], dbname=name
    )
    with psycopg.connect(owner) as other:
        found = other.execute("SELECT * FROM access.begin_era()").fetchone()
    assert found is not None
    return int(found[0]), int(found[1])


def test_sealing_needs_to_see_what_others_have_sealed(elmbrook: Place) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        enter(Actor.from_job("access.audit"))
        with pytest.raises(DatabaseError, match="READ COMMITTED"), transaction.atomic():
            cursor.execute("SELECT * FROM access.seal_events()")
