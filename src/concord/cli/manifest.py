"""What a database holds, in numbers and hashes: to compare a restored one with.

Nothing in it is about anybody. It stands in front of the dump, inside the encryption.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from pydantic import BaseModel, ConfigDict

from concord import __version__
from concord.foundation import ledger

# Whether the object `o` in the schema `n` is Concord's: not PostgreSQL's own, and not
# an extension's.
OURS = sql.SQL(
    r"""
    n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND n.nspname NOT LIKE 'pg\_toast%%' AND n.nspname NOT LIKE 'pg\_temp%%'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d
                    WHERE d.objid = o.oid AND d.deptype = 'e')
    """
)


def ours(query: LiteralString) -> sql.Composed:
    """The query, with its condition {ours} put in."""
    return sql.SQL(query).format(ours=OURS)


RELATIONS = ours(
    """
    SELECT n.nspname, o.relname, o.relkind FROM pg_class o
    JOIN pg_namespace n ON n.oid = o.relnamespace
    WHERE o.relkind::text = ANY(%s) AND {ours}
    ORDER BY n.nspname, o.relname
    """
)
# What protects the rows. Names and texts that every version of PostgreSQL says alike.
WALLS: Mapping[str, sql.Composed] = {
    "row security": ours(
        """
        SELECT concat_ws(' ', n.nspname, o.relname, p.polname, p.polcmd,
                         o.relrowsecurity, o.relforcerowsecurity)
        FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace
        LEFT JOIN pg_policy p ON p.polrelid = o.oid
        WHERE o.relkind IN ('r', 'p') AND {ours}
        """
    ),
    "triggers": ours(
        """
        SELECT concat_ws(' ', n.nspname, o.relname, t.tgname, t.tgenabled)
        FROM pg_trigger t JOIN pg_class o ON o.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = o.relnamespace
        WHERE NOT t.tgisinternal AND {ours}
        """
    ),
    "constraints": ours(
        """
        SELECT concat_ws(' ', n.nspname, o.conrelid::regclass, o.conname,
                         o.convalidated)
        FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace
        WHERE o.contype IN ('c', 'f', 'p', 'u', 'x') AND {ours}
        """
    ),
    "functions": ours(
        """
        SELECT concat_ws(' ', o.oid::regprocedure, o.prosecdef, o.proconfig, o.prosrc)
        FROM pg_proc o JOIN pg_namespace n ON n.oid = o.pronamespace
        WHERE {ours}
        """
    ),
    "rights on tables": ours(
        """
        SELECT concat_ws(' ', n.nspname, o.relname, a.grantee::regrole,
                         a.privilege_type)
        FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace,
             aclexplode(o.relacl) a
        WHERE a.grantee IN (0, 'app_runtime'::regrole) AND {ours}
        """
    ),
    "rights on functions": ours(
        """
        SELECT concat_ws(' ', o.oid::regprocedure, a.grantee::regrole)
        FROM pg_proc o JOIN pg_namespace n ON n.oid = o.pronamespace,
             aclexplode(coalesce(o.proacl, acldefault('f', o.proowner))) a
        WHERE a.grantee IN (0, 'app_runtime'::regrole) AND {ours}
        """
    ),
}
# Their rows are in no backup: a key and live sessions, which would be worth stealing,
# and which end with a restore in any case.
ROWS_LEFT_OUT = ("access.actor_key", "public.django_session")
LAST_SEAL = "SELECT n, encode(root, 'hex') FROM access_seal ORDER BY n DESC LIMIT 1"
THERE = "SELECT to_regclass(%s) IS NOT NULL"


class Wall(BaseModel):
    """How many there are of a kind, and the hash of all their names."""

    number: int
    digest: str


class Seal(BaseModel):
    """The last seal of the audit."""

    n: int
    root: str


class LedgerHead(BaseModel):
    """How far the ledger had got when the backup was begun."""

    lines: int
    digest: str

    def as_head(self) -> ledger.Head:
        return ledger.Head(self.lines, self.digest)


class Manifest(BaseModel):
    """What a database held at one moment."""

    model_config = ConfigDict(extra="ignore")

    at: datetime
    concord: str
    postgres: int  # the major version of the server
    extensions: list[str]
    migrations: dict[str, str]  # the last one of each app
    counts: dict[str, int]  # rows by table
    sequences: dict[str, int]
    walls: dict[str, Wall]
    seal: Seal | None
    ledger: LedgerHead

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


def take(connection: psycopg.Connection, head: ledger.Head) -> Manifest:
    """What the database holds, as the connection's transaction sees it.

    Raises psycopg.Error where the role would see less than everything.
    """
    connection.execute("SET row_security = off")
    connection.execute("SET statement_timeout = 0")
    return Manifest(
        at=datetime.now(UTC),
        concord=__version__,
        postgres=connection.info.server_version // 10000,
        extensions=_column(
            connection,
            "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1",
        ),
        migrations=_migrations(connection),
        counts=_counts(connection),
        sequences=_sequences(connection),
        walls=_walls(connection),
        seal=_seal(connection),
        ledger=LedgerHead(lines=head.lines, digest=head.digest),
    )


def _relations(connection: psycopg.Connection, kinds: str) -> list[sql.Identifier]:
    """Concord's relations of these kinds (r tables, S sequences ...), by name."""
    found = connection.execute(RELATIONS, [list(kinds)]).fetchall()
    return [sql.Identifier(schema, name) for schema, name, _ in found]


def _shown(relation: sql.Identifier) -> str:
    """`partnership_team`, or `access.actor_key` outside of the schema public."""
    return relation.as_string().replace('"', "").removeprefix("public.")


def differences(was: Manifest, found: Manifest) -> Iterator[tuple[str, str]]:
    """(what, how it differs) for each part of a restored database that isn't as it was.

    Sequences may have run on while the backup was made.
    """
    for what, before, after in (
        ("rows", was.counts, found.counts),
        ("migrations", was.migrations, found.migrations),
    ):
        for name in sorted({*before, *after}):
            if before.get(name) != after.get(name):
                yield what, f"{name}: {before.get(name)} -> {after.get(name)}"
    for name, value in was.sequences.items():
        if found.sequences.get(name, -1) < value:
            yield "sequences", f"{name}: {value} -> {found.sequences.get(name)}"
    for name, wall in was.walls.items():
        if found.walls.get(name) != wall:
            there = found.walls[name].number if name in found.walls else 0
            yield name, f"{wall.number} -> {there}, or other ones"
    if was.seal != found.seal:
        yield "audit seals", f"{_named(was.seal)} -> {_named(found.seal)}"


def _named(seal: Seal | None) -> str:
    return f"seal {seal.n} {seal.root[:16]}" if seal else "none"


def _column(connection: psycopg.Connection, query: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(query).fetchall()]


def _migrations(connection: psycopg.Connection) -> dict[str, str]:
    rows = connection.execute(
        "SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app"
    )
    return dict(rows.fetchall())


def _counts(connection: psycopg.Connection) -> dict[str, int]:
    count = sql.SQL("SELECT count(*) FROM ONLY {}")
    left_out = {name.removeprefix("public.") for name in ROWS_LEFT_OUT}
    return {
        _shown(table): _one(connection, count.format(table))
        for table in _relations(connection, "r")
        if _shown(table) not in left_out
    }


def _sequences(connection: psycopg.Connection) -> dict[str, int]:
    last = sql.SQL("SELECT last_value FROM {}")
    return {
        _shown(sequence): _one(connection, last.format(sequence))
        for sequence in _relations(connection, "S")
    }


def _walls(connection: psycopg.Connection) -> dict[str, Wall]:
    found = {}
    for name, query in WALLS.items():
        rows = connection.execute(query, []).fetchall()
        text = "\n".join(sorted(row[0] for row in rows))
        digest = hashlib.sha256(text.encode()).hexdigest()
        found[name] = Wall(number=len(rows), digest=digest)
    return found


def _seal(connection: psycopg.Connection) -> Seal | None:
    if not _one(connection, THERE, ["public.access_seal"]):
        return None
    row = connection.execute(LAST_SEAL).fetchone()
    return Seal(n=row[0], root=row[1]) if row else None


def _one(
    connection: psycopg.Connection, query: str | sql.Composed, values: Any = None
) -> Any:
    row = connection.execute(query, values).fetchone()
    return row[0] if row else None
