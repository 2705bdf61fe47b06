"""A hundred thousand events: sealed, checked in seconds, each change found."""

from __future__ import annotations

import time

import pytest
from django.db import connection

from concord.access.audit.tests.conftest import SealNow, as_intruder
from concord.access.audit.verifying import verify
from concord.access.testing import Place
from concord.foundation.database.testing import as_owner

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

EVENTS = 100_000
MANY = """
INSERT INTO access_event (era, xid, at, actor, membership_id, account_id, team_id,
    partnership_id, verb, door, table_name, row_id, case_ids, person_ids, parts,
    columns, n, why)
SELECT 1, 100 + g / 50, now() - g * interval '1 microsecond',
       'hat:' || mod(g, 40), mod(g, 40), mod(g, 30), mod(g, 9), 1,
       'read', 'cases:case', '', '',
       ARRAY[gen_random_uuid()], ARRAY[gen_random_uuid(), gen_random_uuid()],
       ARRAY['identity', 'contact'], '{}', 3, ''
FROM generate_series(1, %s) g
"""
TAMPER = {
    "UPDATE access_event SET account_id = 1 WHERE id = %s": 5,
    "UPDATE access_event SET case_ids = '{}' WHERE id = %s": 40_000,
    "UPDATE access_event SET at = at - interval '1 day' WHERE id = %s": 77_777,
    "DELETE FROM access_event WHERE id = %s": 99_000,
}


def test_changes_among_a_hundred_thousand_events_are_found(
    elmbrook: Place, seal_now: SealNow, owner_url: str, capsys: pytest.CaptureFixture
) -> None:
    with as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute("DELETE FROM access_event")
        cursor.execute("ALTER SEQUENCE access_event_id_seq RESTART")
        cursor.execute(MANY, [EVENTS])
    began = time.monotonic()
    seal_now(most=10_000)
    sealing = time.monotonic() - began
    report = verify()
    assert report.good, report.findings
    assert report.rows == EVENTS
    with capsys.disabled():
        print(
            f"\n{EVENTS:,} events sealed in {sealing:.1f} s"
            f" ({EVENTS / sealing:,.0f} a second), checked in {report.seconds:.1f} s"
            f" ({EVENTS / report.seconds:,.0f} a second)"
        )
    assert report.seconds < 60
    with as_intruder(owner_url) as execute:
        for statement, number in TAMPER.items():
            execute(statement, [number])
        found = sorted(n for one in verify().findings for n in one.ids)
    assert found == sorted(TAMPER.values())
