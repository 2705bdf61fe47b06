"""What somebody must not see: rows that the row policies keep from them, as words.

Nobody lists secrets by hand. Every word of a hidden row is one, unless a row that is
seen has it too. So a new table is guarded the day it lands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.partnership.roles import Role
from tests.attack.spying import Row, Rows
from tests.attack.visiting import Secrets

LONGEST = 100  # characters of a word that is looked for
# Said of many: codes such as "safeguard_victim", small numbers, moments.
OF_MANY = re.compile(r"[a-z_.:-]+|(\w+:)?\d{1,9}|\d{4}-\d\d-\d\dT.*|.{0,4}")
YEAR = dt.timedelta(days=366)
# Of these the row policy shows all, because they are read before anybody is known.
ALL_SEE = {"partnership_account"}

# Rows that functions of the database tell, besides what row policies show.
TOLD = {
    "access_lock": "SELECT id::text FROM access.locks()",
    "access_suspicion": "SELECT id::text FROM access.suspicions()",
    "partnership_partnership": "SELECT partnership_id::text"
    " FROM access.receiving_teams()",
    "partnership_team": "SELECT team_id::text FROM access.receiving_teams()",
}

READABLE = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
      AND CASE WHEN c.relkind IN ('r', 'p')
          THEN has_table_privilege(c.oid, 'SELECT') END ORDER BY 1
"""


def models_by_table() -> dict[str, type[models.Model]]:
    """Every model of the house, by its table."""
    return {model._meta.db_table: model for model in apps.get_models()}


def seen_by(actor: Actor) -> dict[str, set[str]]:
    """Keys of the rows that the database shows an actor, by table."""
    found: dict[str, set[str]] = {}
    known = models_by_table()
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(READABLE)
        for (table,) in cursor.fetchall():
            if table in known:
                key = known[table]._meta.pk.column  # type: ignore[union-attr]
                cursor.execute(f'SELECT "{key}"::text FROM "{table}"')  # noqa: S608
                found[table] = {key for (key,) in cursor.fetchall()}
        for table, query in TOLD.items():
            cursor.execute(query)
            found.setdefault(table, set()).update(key for (key,) in cursor.fetchall())
    return found


def parted(actor: Actor, rows: Rows) -> tuple[Rows, Rows]:
    """All rows, parted in those that an actor is shown and those that are hidden."""
    seen_keys, known = seen_by(actor), models_by_table()
    shown: Rows = {}
    hidden: Rows = {}
    ours = _accounts_of(actor, rows)
    for table, found in rows.items():
        if table not in known:
            continue
        key = known[table]._meta.pk.column  # type: ignore[union-attr]
        for row in found:
            sees = str(row[key]) in seen_keys.get(table, set())
            if table in ALL_SEE:
                sees = row[key] in ours
            (shown if sees else hidden).setdefault(table, []).append(row)
    return shown, hidden


def secrets_of(actor: Actor, rows: Rows) -> Secrets:
    """Words of rows that are hidden from an actor, and stand in none that is shown."""
    shown, hidden = parted(actor, rows)
    known = [*words_of(shown), *_days_of(shown), *_references(actor, rows), *_labels()]
    told = "\n".join(known).lower()
    return Secrets(word for word in words_to_find(hidden) if word.lower() not in told)


def _days_of(rows: Rows) -> Iterator[str]:
    """Days of rows as a page writes them for machines, and as JSON holds them."""
    known = models_by_table()
    for table, found in rows.items():
        if table in known:
            every = known[table]._meta.concrete_fields
            days = [f.column for f in every if isinstance(f, models.DateField)]
            yield from (str(row[one])[:10] for row in found for one in days if row[one])


def _labels() -> Iterator[str]:
    """What the program itself calls things: also where a frozen paper says so."""
    for model in models_by_table().values():
        for one in model._meta.concrete_fields:
            yield from (str(label) for _, label in one.flatchoices)


def _references(actor: Actor, rows: Rows) -> Iterator[str]:
    """An auditor reads cases of the own partnership by their reference, and no more."""
    if actor.role == Role.AUDITOR:
        for row in rows.get("cases_case", []):
            if row["partnership_id"] == actor.partnership_id:
                yield str(row["ref"])


def words_to_find(rows: Rows) -> Iterator[str]:
    """Words in rows by which somebody would know them."""
    for word in words_of(rows):
        if not OF_MANY.fullmatch(word):
            yield word[:LONGEST]


def words_of(rows: Rows) -> Iterator[str]:
    """The words in rows: text that is not one of a few choices, keys and dates."""
    known = models_by_table()
    for table, found in rows.items():
        if table not in known:
            continue
        every = known[table]._meta.concrete_fields
        fields = [f for f in every if _has_words(f)]
        days = [f for f in every if isinstance(f, models.DateField)]
        for row in found:
            for one in fields:
                yield from _words(row[one.column])
            for one in days:
                yield from _long_ago(row[one.column])


def _has_words(one: models.Field) -> bool:
    kinds = (models.CharField, models.TextField, models.UUIDField, models.JSONField)
    if isinstance(one, ArrayField):
        return _has_words(one.base_field)
    return isinstance(one, kinds) and not one.choices


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)


def _long_ago(value: Any) -> Iterator[str]:
    """A day as pages print it, when it is one that pages don't print anyway."""
    if value is not None:
        day = dt.date.fromisoformat(str(value)[:10])
        if abs(day - timezone.localdate()) > YEAR:
            yield f"{day:%-d %B %Y}"


def _accounts_of(actor: Actor, rows: Rows) -> set[object]:
    """Accounts with a hat in the actor's partnership."""
    return {
        hat["account_id"]
        for hat in rows["partnership_membership"]
        if hat["partnership_id"] == actor.partnership_id
    }


def values(rows: Rows, table: str, column: str) -> list[Any]:
    """What stands in a column, each once, in the order of the rows."""
    said: list[Row] = rows.get(table, [])
    return list(dict.fromkeys(row[column] for row in said if row.get(column)))
