"""Row policies against none, and verbs against the quickest way to load rows."""

from __future__ import annotations

import io
import os
import statistics
import time
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

from bench.ground import Ground
from bench.measures import Line
from bench.timing import Ratio, side_by_side
from bench.worlds import World
from concord.access.actor import Actor, acting_as, signature
from concord.plan.queries.overview import overview, today_of

Statement = tuple[str, Any]


def policies(ground: Ground, world: World, turns: int) -> Line:
    """The queries of the plan page under row policies, against the owner without.

    The very statements, on two connections, each in one transaction.
    """
    statements = _statements(world)
    here = psycopg.connect(os.environ["DATABASE_URL"], dbname=ground.name)
    owner = psycopg.connect(ground.owner_url, dbname=ground.name)
    with here, owner:
        enter(here, world.actor)
        found = side_by_side(
            lambda: run(here, statements),
            lambda: run(owner, statements),
            turns=turns,
        )
    what = f"plan queries ({len(statements)}) under row policies"
    return Line(what, "as owner, without", found)


def analyse(ground: Ground) -> None:
    """Let the planner know the new rows, as autovacuum does within a minute."""
    with psycopg.connect(
        ground.owner_url, dbname=ground.name, autocommit=True
    ) as owner:
        owner.execute("VACUUM ANALYZE")


def _statements(world: World) -> list[Statement]:
    found: list[Statement] = []

    def noting(execute, statement, params, many, context):  # type: ignore[no-untyped-def]
        found.append((statement, params))
        return execute(statement, params, many, context)

    with acting_as(world.actor), connection.execute_wrapper(noting):
        before = len(found)
        overview(world.plan, today=today_of(world.plan))
        found = found[before:]
    return found


def enter(here: psycopg.Connection, actor: Actor) -> None:
    """Tell this connection who acts, as a request does."""
    issued, claim = int(time.time()), actor.claim
    message = f"{claim}|{here.info.backend_pid}|{issued}"
    mac = signature(message, os.environ["CONCORD_ACTOR_KEY"])
    row = here.execute("SELECT access.enter(%s, %s, %s)", [claim, issued, mac])
    if row.fetchone() != (True,):
        raise RuntimeError("The database did not accept this actor.")


def run(there: psycopg.Connection, statements: list[Statement]) -> int:
    """Ask all of them; how many rows came back."""
    rows = 0
    with psycopg.ClientCursor(there) as cursor:
        for statement, params in statements:
            rows += len(cursor.execute(statement, params).fetchall())
    return rows


def loading(ground: Ground, rounds: int = 2) -> Line:
    """The examples by the verbs that people use, against COPY of the rows they made.

    COPY goes into tables of the same columns and indexes, without policies, foreign
    keys or history: nothing in the database loads rows more quickly.
    """
    from concord.examples.loading import load

    verbs, copies, rows = [], [], 0
    for _ in range(rounds):
        ground.renew()
        began = time.perf_counter()
        load(lambda line: None)
        verbs.append(time.perf_counter() - began)
        connection.close()
        seconds, rows = _copied(ground)
        copies.append(seconds)
    ratios = [verb / copy for verb, copy in zip(verbs, copies, strict=True)]
    verb, copy = statistics.median(verbs), statistics.median(copies)
    middle = statistics.median(ratios)
    found = Ratio(verb * 1000, copy * 1000, middle, min(ratios), max(ratios))
    return Line(f"loading the examples by verbs ({rows:,} rows)", "COPY", found)


def _copied(ground: Ground) -> tuple[float, int]:
    """Seconds that COPY takes for everything that was loaded, and how many rows."""
    with psycopg.connect(ground.owner_url, dbname=ground.name) as owner:
        loaded = _loaded(owner)
        owner.execute("CREATE SCHEMA bare")
        for table in loaded:
            name = sql.Identifier(table)
            owner.execute(
                sql.SQL("CREATE TABLE bare.{} (LIKE public.{} INCLUDING ALL)").format(
                    name, name
                )
            )
        owner.commit()
        began = time.perf_counter()
        rows = 0
        for table, content in loaded.items():
            target = sql.SQL("COPY bare.{} FROM STDIN").format(sql.Identifier(table))
            with owner.cursor() as cursor:
                with cursor.copy(target) as copy:
                    copy.write(content)
                rows += cursor.rowcount
        owner.commit()
        return time.perf_counter() - began, rows


def _loaded(owner: psycopg.Connection) -> dict[str, bytes]:
    """The rows of every table of a room that has any, as COPY writes them."""
    tables = owner.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
        "AND tablename ~ '^(partnership|access|plan|reports)_' ORDER BY 1"
    ).fetchall()
    found = {}
    for (table,) in tables:
        out = io.BytesIO()
        source = sql.SQL("COPY public.{} TO STDOUT").format(sql.Identifier(table))
        with owner.cursor() as cursor, cursor.copy(source) as copy:
            for piece in copy:
                out.write(piece)
        if out.tell():
            found[table] = out.getvalue()
    return found
