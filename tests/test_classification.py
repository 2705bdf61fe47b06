"""Every field and every column says what it holds, or this fails and names it."""

from __future__ import annotations

import pytest

from concord.foundation.classified import (
    Class,
    classes_of,
    declaring,
    unclassified_fields,
)
from concord.foundation.classified.columns import (
    imagined_columns,
    unclassified_columns,
)
from concord.partnership.models import Account, Agency, Membership


def test_every_field_of_every_model_is_classified() -> None:
    assert unclassified_fields() == [], (
        "say what these fields hold with @classified, above the model"
    )


@pytest.mark.django_db
def test_every_column_of_the_database_is_classified() -> None:
    assert unclassified_columns() == [], (
        "say what these columns hold with @classified or classified_table"
    )


@pytest.mark.django_db
def test_nothing_is_classified_that_is_not_there() -> None:
    assert imagined_columns() == []


@pytest.mark.django_db
def test_a_table_that_only_sql_knows_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    # The run-time role has no right to this table, and the test sees it all the same.
    monkeypatch.delitem(declaring._OF_TABLES, "access.actor_key")
    assert unclassified_columns() == [
        "access.actor_key.only_one",
        "access.actor_key.key",
    ]


def test_a_field_that_nobody_classified_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(declaring._OF_MODELS, Agency)
    assert unclassified_fields() == [
        "partnership.Agency.kind",
        "partnership.Agency.name",
        "partnership.Agency.regime",
    ]


def test_references_and_inherited_fields_go_by_their_names() -> None:
    classes = classes_of(Membership)
    assert classes["account"] is Class.INTERNAL
    assert classes["valid"] is Class.INTERNAL, "as the abstract model says"
    assert classes["title"] is Class.PERSONAL
    assert classes_of(Account)["password"] is Class.PERSONAL, "the framework's field"
