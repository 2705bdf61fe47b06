"""Every row of every table, as their owner sees them: what no visitor can ask for.

A function with the owner's rights, made for the length of the suite in its own
database and dropped again. It sees what the running transaction has written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

Row = dict[str, object]
Rows = dict[str, list[Row]]
Standing = set[tuple[str, str]]

# Tables in which each request leaves its own traces, whatever it did.
TRACES = frozenset(
    {
        "access_event",
        "access_change",
        "access_cache",
        "django_session",
        "procrastinate_events",
        "procrastinate_jobs",
    }
)
MAKE = """
CREATE SCHEMA spying;
GRANT USAGE ON SCHEMA spying TO app_runtime;
CREATE FUNCTION spying.rows(but text[]) RETURNS TABLE (name text, found jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE it record;
BEGIN
    FOR it IN SELECT c.relname::text AS table_name FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
          AND c.relname <> ALL (but)
    LOOP
        RETURN QUERY EXECUTE format(
            'SELECT %L, to_jsonb(t) FROM public.%I t', it.table_name, it.table_name);
    END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION spying.rows(text[]) TO app_runtime;
"""


@contextmanager
def spying(owner_url: str) -> Iterator[None]:
    """`rows()` works inside, in the database that Django is connected to."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(owner_url, dbname=name, autocommit=True) as owner:
        owner.execute("DROP SCHEMA IF EXISTS spying CASCADE")
        owner.execute(MAKE)
    yield
    with psycopg.connect(owner_url, dbname=name, autocommit=True) as owner:
        owner.execute("DROP SCHEMA spying CASCADE")


def rows() -> Rows:
    """All rows of all tables, by table."""
    found: Rows = {}
    for name, row in _read([]):
        found.setdefault(name, []).append(json.loads(row))
    return found


def standing() -> Standing:
    """All rows as text, each with its table, but for the traces of requests."""
    return set(_read(sorted(TRACES)))


def _read(but: list[str]) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, found::text FROM spying.rows(%s)", [but])
        return list(cursor.fetchall())
