"""Everything of a partnership, packed and encrypted, against a bare COPY of it."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import psycopg
from psycopg import sql

from bench.ground import Ground
from bench.measures import Line
from bench.timing import side_by_side
from bench.worlds import World
from concord.cli.leaving.package import About, Package, Stream
from concord.cli.leaving.taken import Taken, taken
from concord.foundation import envelope

ROWS = 200_000
# Events as the audit keeps most of them: ids, a case, a person, parts.
FILL = """
INSERT INTO access_event (era, xid, at, actor, account_id, partnership_id, verb, door,
    table_name, row_id, case_ids, person_ids, parts, columns, n, why)
SELECT 1, n, now() - n * interval '1 second', 'hat:' || mod(n, 40), mod(n, 40), %s,
       'read', 'cases:case', '', '', ARRAY[gen_random_uuid()], ARRAY[gen_random_uuid()],
       '{identity,contact}', '{}', 3, ''
FROM generate_series(1, %s) n
"""
COPY = """
COPY (SELECT * FROM access_event WHERE partnership_id = {}) TO STDOUT (FORMAT csv)
"""


def packing(ground: Ground, world: World, turns: int) -> Line:
    """One large table into the sink of the system, with and without the package."""
    here = world.actor.here
    with psycopg.connect(ground.owner_url, dbname=ground.name) as owner:
        owner.execute(FILL, [here, ROWS])
    [events] = [one for one in taken(here) if one.name == "access_event"]
    bare = sql.SQL(COPY).format(sql.Literal(here))
    key = envelope.new_pair().recipient
    with psycopg.connect(ground.owner_url, dbname=ground.name) as there:
        there.execute("SET row_security = off")
        found = side_by_side(
            lambda: _packed(there, events, here, key),
            lambda: _copied(there, bare),
            turns=max(1, turns // 6),
        )
    return Line(f"a table of {ROWS:,} rows exported", "bare COPY of it", found)


def _packed(there: psycopg.Connection, table: Taken, here: int, key: str) -> None:
    about = About(here, "elmbrook", "Elmbrook", dt.datetime.now(dt.UTC))
    package = Package(there, about, [table])
    with Path(os.devnull).open("wb") as out:
        envelope.close(Stream(package.pieces()), out, [key])
    if package.rows < ROWS:
        raise RuntimeError("The package has not all rows.")


def _copied(there: psycopg.Connection, query: sql.Composed) -> None:
    with (
        Path(os.devnull).open("wb") as out,
        there.cursor() as cursor,
        cursor.copy(query) as copy,
    ):
        for piece in copy:
            out.write(piece)
