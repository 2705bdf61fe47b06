"""One world for the whole suite, in one transaction that is undone at its end.

Each request is a savepoint. Who changes something does it inside `undone()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings

from tests.attack import hidden, looking_up, spying, surface
from tests.attack.crawling import Site, crawl
from tests.attack.looking_up import LookedUp
from tests.attack.spying import Rows
from tests.attack.visiting import Visitor
from tests.attack.world import INSIDERS, World, arrange

Visit = Callable[[str], Visitor]
HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder carries the mark; nobody can forget it."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("attack")


@pytest.fixture(scope="package")
def made(
    django_db_setup: None, django_db_blocker: Any, owner_url: str
) -> Iterator[tuple[World, Rows]]:
    """Both partnerships, with a row of everything; and all rows, before any test."""
    # Tries are counted elsewhere: here thousands come from one address. Nor is anybody
    # asked again for the password, or signed out, while a slow machine is at it: what
    # is undone moves no session on.
    with (
        django_db_blocker.unblock(),
        override_settings(
            ACCOUNT_RATE_LIMITS=False,
            ACCOUNT_REAUTHENTICATION_TIMEOUT=86_400,
            CONCORD_IDLE_SECONDS=12 * 3600,
        ),
    ):
        with spying.spying(owner_url), transaction.atomic():
            here = arrange()
            yield here, spying.rows()
            transaction.set_rollback(True)
        connection.close()


@pytest.fixture(scope="package")
def world(made: tuple[World, Rows]) -> World:
    """Both partnerships, with a row of everything."""
    return made[0]


@pytest.fixture(scope="package")
def all_rows(made: tuple[World, Rows]) -> Rows:
    """Every row of the world, as it was made."""
    return made[1]


@pytest.fixture(scope="package")
def looked_up(world: World, visit: Visit, all_rows: Rows) -> LookedUp:
    """In which columns each address with ids looks them up."""
    insiders = [
        (visit(who), hidden.parted(world.actor(who), all_rows)[0]) for who in INSIDERS
    ]
    return {
        route: looking_up.columns(route, insiders)
        for route in surface.routes()
        if looking_up.ids_of(route)
    }


@pytest.fixture(scope="package")
def sites(
    world: World, visit: Visit, all_rows: Rows, looked_up: LookedUp
) -> dict[str, Site]:
    """What each of those who work here finds, and what a stranger does."""
    found = {who: Site(who) for who in (*INSIDERS, "nobody")}
    for who, site in found.items():
        crawl(visit(who), site, world.addresses)
    reached = set().union(*(site.reached for site in found.values()))
    rest = {r: columns for r, columns in looked_up.items() if r.name not in reached}
    for who in INSIDERS:
        shown, _ = hidden.parted(world.actor(who), all_rows)
        crawl(visit(who), found[who], looking_up.addresses(rest, shown))
    return found


@pytest.fixture(scope="package")
def visit(world: World) -> Visit:
    """`visit("auditor")`: somebody's browser, the same each time."""
    known: dict[str, Visitor] = {}

    def come(who: str) -> Visitor:
        if who not in known:
            known[who] = Visitor(who, world.visitors.get(who))
        return known[who]

    return come
