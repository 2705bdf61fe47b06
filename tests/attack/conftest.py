"""One world for each module, in one transaction that is undone at its end.

Each request is a savepoint. A test undoes what it does with `undone()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from tests.attack import spying
from tests.attack.spying import Rows
from tests.attack.visiting import Visitor
from tests.attack.world import World, arrange

Visit = Callable[[str], Visitor]


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, owner_url: str
) -> Iterator[World]:
    """Both partnerships, with a row of everything."""
    with django_db_blocker.unblock():
        with spying.spying(owner_url), transaction.atomic():
            yield arrange()
            transaction.set_rollback(True)
        connection.close()


@pytest.fixture(scope="module")
def all_rows(world: World) -> Rows:
    """Every row of the world, as it was made."""
    return spying.rows()


@pytest.fixture(scope="module")
def visit(world: World) -> Visit:
    """`visit("auditor")`: somebody's browser, the same each time."""
    known: dict[str, Visitor] = {}

    def come(who: str) -> Visitor:
        if who not in known:
            known[who] = Visitor(who, world.visitors.get(who))
        return known[who]

    return come
