"""The map of data: what is kept, of which class, and what is remembered of it.

For a data-protection officer: `concord data-map` prints it, docs/data-map.md is it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

from concord.access.policies import EXEMPTION
from concord.foundation.classified import (
    Class,
    classified_columns,
    described_columns,
)
from concord.foundation.classified.declaring import all_models, qualified

# What a trigger keeps of a change, by the function that it runs. Where a table has
# both, the last counts: it keeps more.
KEEPS = {"note_write": "that it changed", "remember": "as it was and is"}
NOT_KEPT = "no"

TABLES = """
SELECT n.nspname || '.' || c.relname, c.relrowsecurity,
       coalesce(obj_description(c.oid, 'pg_class'), ''),
       array(SELECT a.attname::text FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             ORDER BY a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'access')
ORDER BY 1
"""
TRIGGERS = """
SELECT n.nspname || '.' || c.relname, p.proname, t.tgargs
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND p.proname = ANY(%s)
ORDER BY array_position(%s, p.proname::text)
"""


HEAD = """\
# Map of data

What is kept, for a data-protection officer: every column of every table, its class,
and whether history keeps what it was. Written by `concord data-map`; a test compares.

All of it lies in one PostgreSQL database and in its backups, and nowhere else. A row is
seen only through the row policy of its table, see [security.md](security.md#two-locks);
where a table has none, the reason is given.
History is the table `access_change`: its columns `before` and `after` hold copies of
what is marked "as it was and is".
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, in words where they were given, and its history."""

    name: str
    kind: Class
    what: str
    history: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is; and why it has no row policy, where it has none."""

    name: str
    what: str
    exemption: str
    columns: tuple[Column, ...]

    @property
    def row_policy(self) -> str:
        return f"none: {self.exemption}" if self.exemption else "yes"

    @property
    def about_somebody(self) -> bool:
        return any(column.kind.about_somebody for column in self.columns)


def tables() -> list[Table]:
    """Every table of the database, in order of names; columns as they stand there.

    Raises KeyError for a column that nobody classified.
    """
    classes, words = classified_columns(), described_columns()
    rows, kept = _what_a_row_is(), _kept()
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        found = cursor.fetchall()
    return [
        Table(
            name=table.removeprefix("public."),
            what=rows.get(table, ""),
            exemption="" if by_row else comment.removeprefix(EXEMPTION),
            columns=tuple(
                Column(
                    name,
                    classes[table][name],
                    words.get(table, {}).get(name, ""),
                    _history(kept.get(table), name),
                )
                for name in columns
            ),
        )
        for table, by_row, comment, columns in found
    ]


def _what_a_row_is() -> dict[str, str]:
    """The first sentence of each model's docstring, by table."""
    found = {}
    for model in all_models():
        text = (model.__doc__ or "").partition("\n\n")[0]
        if not text.startswith(f"{model.__name__}("):  # the framework's own filling
            found[qualified(model._meta.db_table)] = " ".join(text.split())
    return found


def _kept() -> dict[str, tuple[str, set[str]]]:
    """By table: how its trigger keeps changes, and the columns that it leaves out."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS, [list(KEEPS), list(KEEPS)])
        return {
            table: (KEEPS[function], set(bytes(left_out).decode().split("\0")))
            for table, function, left_out in cursor.fetchall()
        }


def _history(kept: tuple[str, set[str]] | None, column: str) -> str:
    if kept is None or column in kept[1]:
        return NOT_KEPT
    return kept[0]


def as_csv(found: list[Table]) -> str:
    """One line for each column, with its table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("table", "column", "class", "what", "history", "row policy"))
    for table in found:
        for one in table.columns:
            row = (
                table.name,
                one.name,
                one.kind,
                one.what,
                one.history,
                table.row_policy,
            )
            writer.writerow(row)
    return text.getvalue()


def as_markdown(found: list[Table]) -> str:
    """The document: classes, tables with data about somebody, the others."""
    about = [table for table in found if table.about_somebody]
    other = [table for table in found if not table.about_somebody]
    parts = [
        HEAD,
        *_classes(found),
        "\n## Tables with data about somebody",
        *(line for table in about for line in _section(table)),
        "\n## Tables about nobody",
        *(line for table in other for line in _section(table)),
    ]
    return "\n".join(parts) + "\n"


def _classes(found: list[Table]) -> Iterator[str]:
    yield from _table(
        ("Class", "What it is", "Columns"),
        (
            (
                kind.value,
                kind.meaning,
                str(sum(c.kind is kind for table in found for c in table.columns)),
            )
            for kind in Class
        ),
    )


def _section(table: Table) -> Iterator[str]:
    yield f"\n### `{table.name}`\n"
    if table.what:
        yield f"{table.what}\n"
    yield f"Row policy: {table.row_policy}.\n"
    yield from _table(
        ("Column", "Class", "What it is", "Kept in history"),
        ((f"`{c.name}`", c.kind.value, c.what, c.history) for c in table.columns),
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield "| " + " | ".join(cell.replace("|", "/") for cell in row) + " |"
