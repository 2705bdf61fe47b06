"""An installation that has data is brought up to date: nothing is lost, walls hold.

The tables are made as they were when they first held real rows; rows are put in as an
earlier version has left them, without today's triggers; then the rest is applied.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from psycopg import conninfo, sql

from concord.cli.migrating import migrate
from concord.foundation.database import programs, testing
from concord.foundation.database.quick_states import quick_states

pytestmark = [pytest.mark.slow]

# The front door as it was first installed. MARAC came later.
FRONT_DOOR = {"frontdoor": "0003_public_door", "marac": ""}
# The directory before services got a mark for the hours that they keep.
DIRECTORY = {"directory": "0007_search"}
EMPTY = {
    "text": "",
    "character varying": "",
    "boolean": False,
    "integer": 0,
    "smallint": 0,
    "bigint": 0,
    "jsonb": "{}",
    "ARRAY": [],
    "date": "2026-01-05",
    "daterange": "[2019-04-01,)",
    "tstzrange": "[2019-04-01,)",
    "timestamp with time zone": "2026-01-05 10:00+00",
    "uuid": None,  # a new one each time
}


@contextmanager
def empty_database(owner_url: str) -> Iterator[str]:
    """The name of an empty database, which the owner's connection of Django uses."""
    name = f"{testing.database_name(uuid.uuid4().hex[:8])}_upgrade"
    with psycopg.connect(owner_url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        with testing.as_owner(owner_url, name):
            yield name
    finally:
        testing.remove(owner_url, name)


@pytest.fixture
def upgraded(owner_url: str, django_db_blocker: Any) -> Iterator[str]:
    """An empty database, which the owner's connection of Django uses."""
    with django_db_blocker.unblock(), empty_database(owner_url) as name:
        yield name


def later(loader: MigrationLoader, rooms: dict[str, str]) -> set[tuple[str, str]]:
    """The migrations that one of these rooms got afterwards, and all that need one."""
    graph = loader.graph
    first = {
        (app, name) for app, name in graph.nodes if app in rooms and name > rooms[app]
    }
    return {
        node for node in graph.nodes if not first.isdisjoint(graph.forwards_plan(node))
    }


def before(rooms: dict[str, str]) -> None:
    """All as it is now, but for these rooms and what stands on them."""
    executor = MigrationExecutor(connection)
    there = executor.loader.graph.nodes.keys() - later(executor.loader, rooms)
    with quick_states():
        executor.migrate(list(dict(sorted(there)).items()))


def put(table: str, **given: Any) -> Any:
    """A row as it could stand there: what is not given is empty. Its id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = %s "
            "AND is_nullable = 'NO' AND is_identity = 'NO' AND is_generated = 'NEVER' "
            "AND (column_default IS NULL)",
            [table],
        )
        row = {name: EMPTY[kind] for name, kind in cursor.fetchall()} | given
        row = {
            name: uuid.uuid4() if value is None else value
            for name, value in row.items()
        }
        cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        names = ", ".join(f'"{name}"' for name in row)
        places = ", ".join(["%s"] * len(row))
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) VALUES ({places}) RETURNING id',  # noqa: S608
            list(row.values()),
        )
        made = cursor.fetchone()[0]
        cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
    return made


def asked(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def schema(url: str) -> list[str]:
    """All that is in a database but its rows, as statements of SQL, line by line."""
    program = programs.find("pg_dump", connection.pg_version // 10_000)
    with tempfile.TemporaryFile() as file:
        with programs.running([str(program), "--schema-only"], url, writes=file):
            pass
        file.seek(0)
        lines = file.read().decode().splitlines()
    # These two carry a word of their own each time.
    return [one for one in lines if not one.startswith(("\\restrict", "\\unrestrict"))]


def test_with_fewer_classes_the_tables_are_the_same(
    owner_url: str, django_db_blocker: Any
) -> None:
    made = []
    ways = (partial(call_command, "migrate", verbosity=0, interactive=False), migrate)
    for way in ways:
        with django_db_blocker.unblock(), empty_database(owner_url) as name:
            way()
            made.append(schema(conninfo.make_conninfo(owner_url, dbname=name)))
    assert made[0] == made[1]
    assert len(made[0]) > 20_000


def test_names_in_referrals_that_are_there_become_walls(upgraded: str) -> None:
    before(FRONT_DOOR)
    place = put("partnership_partnership", code="elmbrook")
    agency = put("partnership_agency", name="Police", kind="police")
    team = put("partnership_team", partnership_id=place, agency_id=agency)
    named_in_it = put("partnership_account", name="Wren Alderley", email="w@a.example")
    another = put("partnership_account", name="Ivo Brackley", email="i@b.example")
    hat = put(
        "partnership_membership",
        partnership_id=place, team_id=team, account_id=another,
    )  # fmt: skip
    common = {
        "partnership_id": place, "owner_team_id": team, "written_by_id": hat,
    }  # fmt: skip
    referral = put(
        "frontdoor_referral",
        to_team_id=team,
        ref="R-OLD",
        state="new",
        part="note",
        side="none",
        **common,
    )
    put(
        "frontdoor_named",
        referral_id=referral, given_name="Wren", family_name="ALDERLEY",
        part="location", side="alleged", **common,
    )  # fmt: skip
    migrate()
    kept = "SELECT * FROM access.referrals_kept_from(%s)"
    assert asked(kept, named_in_it) == [(referral,)]
    assert asked(kept, another) == []
    assert asked("SELECT key FROM access.referral_name") == [("alderley wren",)]
    assert asked("SELECT count(*) FROM access.account_name") == [(2,)]
    assert asked("SELECT ref FROM frontdoor_referral") == [("R-OLD",)]


def test_hours_that_are_there_get_their_marks(upgraded: str) -> None:
    before(DIRECTORY)
    place = put("partnership_partnership", code="elmbrook")
    here = {"partnership_id": place}
    aid = put("directory_organisation", name="Invented Aid", **here)
    common = {**here, "organisation_id": aid, "description": "x", "state": "draft"}
    services = [
        put("directory_service", name=name, kind="local", status="active", **common)
        for name in ("One", "Two", "Three", "Without")
    ]
    for service, byday in zip(services, ("MO", "MO", "TU"), strict=False):
        put(
            "directory_schedule",
            service_id=service, kind="regular", byday=byday, opens_at="09:00", **here,
        )  # fmt: skip
    migrate()
    marks = dict(asked("SELECT service_id, mark FROM access.service_hours"))
    one, two, three, without = services
    assert marks[one] == marks[two] != marks[three]
    assert without not in marks
