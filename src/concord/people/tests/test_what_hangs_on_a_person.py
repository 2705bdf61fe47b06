"""The list that a merge walks: every column that holds a person is on it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models

from concord.people.merging import RELATIONS, WITHOUT_MODEL, How, Relation
from concord.people.models import Person
from concord.people.walls_of_merging import relations

pytestmark = pytest.mark.django_db
ON_THE_LIST = {f"{r.model}.{r.field}" for r in RELATIONS}
VALUES = re.compile(r"VALUES .*(?= \$\$)")
GUARDED = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s"


def holding_persons() -> Iterator[str]:
    """Every field of a model that is of a person: keys, and ids that are no key."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields(include_hidden=True):
            if field.concrete and _is_of_a_person(field):
                yield f"{model._meta.label}.{field.name}"


def _is_of_a_person(field: models.Field) -> bool:  # type: ignore[type-arg]
    if field.is_relation:
        return field.related_model is Person
    within = getattr(field, "base_field", field)
    return isinstance(within, models.UUIDField) and "person" in field.name


def columns_of_persons() -> set[str]:
    """Foreign keys to a person, and columns of ids called so, as the database has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass || '.' || a.attname FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND c.confrelid = 'people_person'::regclass"
            " UNION SELECT a.attrelid::regclass || '.' || a.attname"
            " FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid"
            " JOIN pg_namespace n ON n.oid = t.relnamespace"
            " WHERE n.nspname IN ('public', 'access') AND t.relkind IN ('r', 'p')"
            " AND a.attname ~ 'person_ids?$' AND NOT a.attisdropped"
            " AND a.atttypid IN ('uuid'::regtype, 'uuid[]'::regtype)"
        )
        return {name for (name,) in cursor.fetchall()}


def test_every_field_that_holds_a_person_is_on_the_list() -> None:
    found = set(holding_persons())
    assert found - ON_THE_LIST == set(), "say in people/merging.py what becomes of it"
    assert ON_THE_LIST - found == set(), "these are gone: take them off the list"
    assert len(RELATIONS) == len(ON_THE_LIST)


def test_every_column_that_holds_a_person_is_on_the_list() -> None:
    listed = {f"{r.table}.{r.column}" for r in RELATIONS} | WITHOUT_MODEL
    assert columns_of_persons() == listed


def test_the_database_walks_this_list() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'merge_relations'")
        [(source,)] = cursor.fetchall()
        cursor.execute(GUARDED, ["never_an_absorbed_record"])
        guarded = {table for (table,) in cursor.fetchall()}
    rows = VALUES.search(relations())
    assert rows is not None
    assert rows.group() in source, "run walls_of_merging.relations() in a migration"
    moving = {r.table for r in RELATIONS if r.how in (How.MOVES, How.TURNS)}
    assert moving | {"people_personversion"} == guarded


def test_what_stays_or_counts_says_why() -> None:
    assert all(relation.why for relation in RELATIONS)


def test_a_relation_that_is_not_on_the_list_would_be_found() -> None:
    relation = Relation("people.Person", "person", How.MOVES, "Nobody has this")
    assert f"{relation.model}.{relation.field}" not in set(holding_persons())
    assert "cases.Party.person" in set(holding_persons())
    assert "access.Event.person_ids" in set(holding_persons())
