"""In which table an address looks its ids up: told by the questions that it asks."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.attack.surface import Blank, Route
from tests.attack.visiting import Visitor, undone

Column = tuple[str, str]  # table, column
LONG_GONE = 987_654_000


def columns(route: Route, visitors: Iterable[Visitor]) -> dict[str, set[Column]]:
    """For each id in an address, the columns that somebody's request compared it to."""
    found: dict[str, set[Column]] = {blank.name: set() for blank in ids_of(route)}
    if not found:
        return {}
    for visitor in visitors:
        for method in ("GET", "POST"):
            fill = {b.name: _unheard(b, n) for n, b in enumerate(route.blanks)}
            with CaptureQueriesContext(connection) as asked, undone():
                visitor.ask(method, route.at(**fill))
            for name in found:
                for query in asked.captured_queries:
                    found[name] |= set(_compared(query["sql"], fill[name]))
            if all(found.values()):
                return found
    return found


def ids_of(route: Route) -> list[Blank]:
    """The blanks of an address that are ids of rows."""
    return [blank for blank in route.blanks if blank.kind in ("int", "uuid")]


def _unheard(blank: Blank, n: int) -> object:
    if blank.kind == "int":
        return LONG_GONE + n
    return uuid.uuid4() if blank.kind == "uuid" else "nowhere"


def _compared(sql: str, value: object) -> Iterator[Column]:
    said = f"'(?:{value}|{value.hex})'" if isinstance(value, uuid.UUID) else str(value)
    yield from re.findall(rf'"(\w+)"\."(\w+)" = {said}(?!\d)', sql)
