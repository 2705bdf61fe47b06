"""Whatever is done to sealed rows, the check finds it and says where."""

from __future__ import annotations

import os
import uuid
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.access.actor import Actor, acting_as
from concord.access.audit import heads, leaves
from concord.access.audit.findings import Kind, Report, in_words
from concord.access.audit.tests.conftest import SealNow, as_intruder, read
from concord.access.audit.verifying import verify
from concord.access.models import Event, Seal
from concord.access.testing import Place
from concord.foundation.database.testing import as_owner

pytestmark = pytest.mark.django_db(transaction=True)

RECOMPUTE = """
DO $$ DECLARE s access_seal; before bytea := decode(repeat('00', 32), 'hex'); BEGIN
    FOR s IN SELECT * FROM access_seal ORDER BY n LOOP
        SELECT string_agg(int8send(e.id)
                   || sha256(convert_to(access.event_text(e), 'UTF8')),
                   ''::bytea ORDER BY xid, id),
               count(*), min(id), max(id)
        INTO s.leaves, s.rows, s.first_id, s.last_id
        FROM access_event e
        WHERE e.era = s.era AND xid >= s.from_xid AND xid < s.to_xid;
        s.prev_root := before;
        s.root := sha256(before || convert_to(access.seal_text(s), 'UTF8') || s.leaves);
        UPDATE access_seal SET leaves = s.leaves, rows = s.rows, first_id = s.first_id,
            last_id = s.last_id, prev_root = s.prev_root, root = s.root WHERE n = s.n;
        before := s.root;
    END LOOP;
END $$
"""


def ids_of_events() -> list[int]:
    with acting_as(Actor.from_job("access.audit")):
        return list(Event.objects.order_by("id").values_list("id", flat=True))


def seals() -> list[Seal]:
    with acting_as(Actor.from_job("access.audit")):
        return list(Seal.objects.order_by("n"))


def faults(report: Report) -> list[tuple[Kind, tuple[int, ...]]]:
    return [(one.kind, one.ids) for one in report.findings if one.is_fault]


def test_an_untouched_log_is_whole(sealed: Place) -> None:
    report = verify()
    assert faults(report) == []
    assert report.rows == len(ids_of_events())
    assert report.blocks == len(seals()) > 3
    assert report.unsealed == 0
    assert "is whole" in in_words(report)


def test_a_log_is_whole_where_transactions_get_one_digit_more(
    elmbrook: Place, seal_now: SealNow, owner_url: str
) -> None:
    """Transaction 99 and then 100: in the order of numbers, not of letters."""
    for _ in range(12):
        read(elmbrook)
    with as_owner(owner_url), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_event e SET xid = 90 + n.place FROM ("
            " SELECT id, row_number() OVER (ORDER BY id) AS place FROM access_event"
            ") n WHERE n.id = e.id"
        )
    seal_now(most=1)
    report = verify()
    assert faults(report) == []
    assert report.blocks == report.rows == len(ids_of_events()) > 20


def test_the_owner_and_the_runtime_role_come_to_the_same(
    sealed: Place, owner_url: str
) -> None:
    mine = verify()
    with as_owner(owner_url):
        theirs = verify()
    assert (mine.rows, mine.blocks) == (theirs.rows, theirs.blocks)
    assert theirs.good


def test_the_role_of_backups_can_check_too(sealed: Place) -> None:
    url = os.environ.get("CONCORD_BACKUP_DATABASE_URL")
    if not url:
        pytest.skip("needs CONCORD_BACKUP_DATABASE_URL, the role app_backup")
    mine = verify()
    with as_owner(url):
        theirs = verify()
    assert (mine.rows, mine.blocks) == (theirs.rows, theirs.blocks)


def test_every_column_of_an_event_is_hashed() -> None:
    assert list(leaves.COLUMNS) == [f.column for f in Event._meta.concrete_fields]


TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
)
NUMBER = st.integers(1, 2**31 - 1)
CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "id": st.integers(10**9, 10**10),
    "era": st.integers(2, 99),
    "xid": st.integers(0, 2**40),
    "at": st.sampled_from(
        ["2020-02-29 12:00:00.000001+00", "infinity", "-infinity", "0044-03-15 BC"]
    ),
    "actor": TEXT,
    "membership_id": st.none() | NUMBER,
    "account_id": st.none() | NUMBER,
    "team_id": st.none() | NUMBER,
    "partnership_id": st.none() | NUMBER,
    "verb": TEXT,
    "door": TEXT,
    "table_name": TEXT,
    "row_id": TEXT,
    "case_ids": st.lists(st.uuids(), max_size=3),
    "person_ids": st.lists(st.uuids(), max_size=3),
    "parts": st.lists(st.text("ab,{}\"'\\ N", max_size=3), max_size=3),
    "columns": st.lists(st.none() | TEXT, max_size=3),
    "n": st.integers(0, 9),
    "terms_mark": st.none() | st.binary(max_size=4),
    "why": TEXT,
}


def test_the_changes_tried_cover_every_column() -> None:
    assert list(CHANGES) == list(leaves.COLUMNS)


def test_a_row_changed_in_any_column_is_named_and_no_other(
    sealed: Place, owner_url: str
) -> None:
    with acting_as(Actor.from_job("access.audit")):
        rows = {row["id"]: row for row in Event.objects.values()}

    @settings(max_examples=12, deadline=None)
    @given(data=st.data())
    def change_and_check(column: str, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(rows)), label=f"row, for {column}")
        value = data.draw(CHANGES[column], label=column)
        with as_intruder(owner_url) as execute:
            execute(
                f"UPDATE access_event SET {column} = %s WHERE id = %s",  # noqa: S608
                [value, number],
            )
            report = verify()
        same = value == rows[number][column]
        expected = [] if same else [(Kind.ROW_CHANGED, (number,))]
        assert faults(report) == expected, column

    for column in CHANGES:
        change_and_check(column)


@pytest.mark.parametrize(
    "twist",
    [
        "case_ids = ('[0:0]={' || case_ids[1]::text || '}')::uuid[]",
        "case_ids = ARRAY[case_ids]",
        "case_ids = person_ids, person_ids = case_ids",
        "parts = '{identity,NULL}'",
        'parts = \'{"identity","NULL"}\'',
        "door = 'x' || door, table_name = table_name",
        "at = at + interval '1 microsecond'",
    ],
)
def test_twists_that_look_alike_are_told_apart(
    elmbrook: Place, seal_now: SealNow, owner_url: str, twist: str
) -> None:
    read(elmbrook)
    seal_now()
    number = ids_of_events()[-1]
    with as_intruder(owner_url) as execute:
        execute(f"UPDATE access_event SET {twist} WHERE id = {number}")  # noqa: S608
        assert faults(verify()) == [(Kind.ROW_CHANGED, (number,))]


def test_a_removed_row_is_named(sealed: Place, owner_url: str) -> None:
    number = ids_of_events()[5]
    with as_intruder(owner_url) as execute:
        execute("DELETE FROM access_event WHERE id = %s", [number])
        report = verify()
    assert faults(report) == [(Kind.ROW_REMOVED, (number,))]
    assert "removed after sealing" in in_words(report)


def test_a_row_added_to_a_sealed_range_is_named(sealed: Place, owner_url: str) -> None:
    with as_intruder(owner_url) as execute:
        execute(
            "INSERT INTO access_event SELECT 999999, era, xid, at, actor,"
            " membership_id, account_id, team_id, partnership_id, verb, door,"
            " table_name, row_id, case_ids, person_ids, parts, columns, n, terms_mark,"
            " why FROM access_event WHERE id = %s",
            [ids_of_events()[3]],
        )
        assert faults(verify()) == [(Kind.ROW_ADDED, (999999,))]


def test_several_changes_are_all_found(sealed: Place, owner_url: str) -> None:
    ids = ids_of_events()
    with as_intruder(owner_url) as execute:
        execute("DELETE FROM access_event WHERE id = %s", [ids[0]])
        execute("UPDATE access_event SET n = n + 1 WHERE id = %s", [ids[9]])
        execute("UPDATE access_event SET n = n + 1 WHERE id = %s", [ids[-1]])
        report = verify()
    assert sorted(number for _, found in faults(report) for number in found) == [
        ids[0],
        ids[9],
        ids[-1],
    ]


def test_a_removed_block_is_named(sealed: Place, owner_url: str) -> None:
    with as_intruder(owner_url) as execute:
        execute("DELETE FROM access_seal WHERE n = 2")
        report = verify()
    assert Kind.SEAL_MISSING in [kind for kind, _ in faults(report)]
    assert "Block 2 is missing" in in_words(report)


def test_a_changed_seal_is_named(sealed: Place, owner_url: str) -> None:
    for column in ("rows", "era", "from_xid", "first_id", "to_xid"):
        with as_intruder(owner_url) as execute:
            execute(f"UPDATE access_seal SET {column} = {column} + 1 WHERE n = 3")  # noqa: S608
            report = verify()
        assert any(
            one.kind == Kind.SEAL_CHANGED and one.block == 3 for one in report.findings
        ), column


def test_a_block_computed_anew_does_not_fit_the_next(
    sealed: Place, owner_url: str
) -> None:
    with as_intruder(owner_url) as execute:
        execute("DELETE FROM access_event WHERE id = %s", [ids_of_events()[0]])
        # Only the first block: the second still names the root that was.
        execute(RECOMPUTE.replace("ORDER BY n LOOP", "WHERE n = 1 LOOP"))
        report = verify()
    assert [(f.kind, f.block) for f in report.findings if f.is_fault] == [
        (Kind.CHAIN_BROKEN, 2)
    ], in_words(report)


def test_a_whole_chain_computed_anew_differs_from_the_heads_outside(
    sealed: Place, seal_now: SealNow, owner_url: str
) -> None:
    chain = seals()
    for seal in (chain[1], chain[-1]):
        heads.append(n=seal.n, root=bytes(seal.root))
    in_between = chain[3].first_id
    with as_intruder(owner_url) as execute:
        execute("DELETE FROM access_event WHERE id = %s", [in_between])
        execute(RECOMPUTE)
        report = verify()
    found = [one for one in report.findings if one.is_fault]
    assert [(one.kind, one.block) for one in found] == [
        (Kind.HEAD_DIFFERS, chain[-1].n)
    ], in_words(report)
    [fault] = found
    assert f"between 3 and {chain[-1].n}" in fault.said
    assert report.last_head == 2


def test_without_a_head_outside_that_is_said(sealed: Place, owner_url: str) -> None:
    with as_intruder(owner_url) as execute:
        execute("DELETE FROM access_event WHERE id = %s", [ids_of_events()[0]])
        execute(RECOMPUTE)
        report = verify()
    assert report.good
    assert "No head has left this database yet" in in_words(report)


def test_blocks_removed_at_the_end_are_missed_by_the_head_outside(
    sealed: Place, owner_url: str
) -> None:
    last = seals()[-1]
    heads.append(n=last.n, root=bytes(last.root))
    with as_intruder(owner_url) as execute:
        execute("DELETE FROM access_event WHERE xid >= %s", [last.from_xid])
        execute("DELETE FROM access_seal WHERE n = %s", [last.n])
        report = verify()
    assert faults(report) == [(Kind.SEAL_MISSING, ())]
    assert f"Block {last.n} is missing at the end" in in_words(report)


def test_a_broken_file_of_heads_is_a_fault(sealed: Place) -> None:
    heads.append(n=1, root=bytes(32))
    heads.append(n=2, root=bytes(32))
    file = heads.place()
    file.write_text(file.read_text().replace('"n":1', '"n":7'))
    assert faults(verify()) == [(Kind.HEADS_UNREADABLE, ())]


def test_rows_that_are_not_sealed_are_counted(sealed: Place) -> None:
    read(sealed)
    read(sealed)
    report = verify()
    assert report.good
    assert report.unsealed == 2
    assert "2 rows are not sealed yet" in in_words(report)


def test_rows_that_wait_too_long_for_a_seal_are_a_fault(
    sealed: Place, owner_url: str
) -> None:
    read(sealed)
    number = ids_of_events()[-1]
    with as_intruder(owner_url) as execute:
        execute(
            "UPDATE access_event SET at = at - interval '2 hours' WHERE id = %s",
            [number],
        )
        assert [kind for kind, _ in faults(verify())] == [Kind.SEALING_STANDS_STILL]


def test_a_view_in_the_place_of_the_table_is_found(
    sealed: Place, owner_url: str
) -> None:
    with as_intruder(owner_url) as execute:
        execute("ALTER TABLE access_event RENAME TO hidden")
        execute("CREATE VIEW access_event AS SELECT * FROM hidden")
        assert Kind.NOT_A_TABLE in [kind for kind, _ in faults(verify())]


def test_functions_of_the_owner_cannot_deceive_the_check(
    sealed: Place, owner_url: str
) -> None:
    """The owner puts functions of their own in front of the built-in ones."""
    number = ids_of_events()[4]
    with as_intruder(owner_url) as execute:
        execute("UPDATE access_event SET why = 'another' WHERE id = %s", [number])
        execute(
            "CREATE OR REPLACE FUNCTION access.event_text(e access_event) RETURNS text"
            " LANGUAGE sql STABLE AS $$ SELECT 'x' $$"
        )
        execute(
            "CREATE FUNCTION public.to_char(timestamp, text) RETURNS text"
            " LANGUAGE sql AS $$ SELECT 'x' $$"
        )
        execute("SET LOCAL search_path = public, pg_catalog")
        assert faults(verify()) == [(Kind.ROW_CHANGED, (number,))]


def test_a_check_can_begin_at_a_later_block(sealed: Place, owner_url: str) -> None:
    ids = ids_of_events()
    late = seals()[-1].last_id
    with as_intruder(owner_url) as execute:
        execute("DELETE FROM access_event WHERE id IN (%s, %s)", [ids[0], late])
        report = verify(start=seals()[-1].n)
    assert faults(report) == [(Kind.ROW_REMOVED, (late,))]
    assert not report.whole


def test_many_removed_rows_are_one_finding_a_block(
    elmbrook: Place, seal_now: SealNow, owner_url: str
) -> None:
    for _ in range(40):
        read(elmbrook)
    seal_now(most=1000)
    with as_intruder(owner_url) as execute:
        execute("DELETE FROM access_event WHERE verb = 'read'")
        [fault] = [one for one in verify().findings if one.is_fault]
    assert (fault.count, len(fault.ids)) == (40, 20)
    assert "40 rows between" in fault.said


def test_progress_is_told(sealed: Place) -> None:
    heard: list[tuple[int, int, str]] = []
    verify(told=lambda *said: heard.append(said))
    assert heard[-1] == (len(ids_of_events()), len(ids_of_events()), "rows")


def test_uuids_are_hashed_as_the_database_writes_them() -> None:
    one = uuid.UUID("ABCDEF00-0000-4000-8000-000000000001")
    assert leaves.measured_list([str(one)], "[1:1]") == (
        b"5:[1:1]36:abcdef00-0000-4000-8000-000000000001"
    )
