"""In which table an address looks its ids up: told by the questions that it asks."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.attack.hidden import values
from tests.attack.spying import Rows
from tests.attack.surface import Blank, Route
from tests.attack.visiting import Visitor, undone

Column = tuple[str, str]  # table, column
LookedUp = dict[Route, dict[str, set[Column]]]
WORDS = ("csv", "pdf", "details", "nowhere")  # for the other blanks of an address
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


def addresses(looked_up: LookedUp, rows: Rows) -> Iterator[str]:
    """Each address with an id of the first and of the last row that it would find."""
    for route, found in looked_up.items():
        for n in (0, -1):
            ids: dict[str, object] = {}
            for name, where in found.items():
                known = [v for t, c in sorted(where) for v in values(rows, t, c)]
                if known:
                    ids[name] = known[n]
            if len(ids) == len(found):
                words = WORDS if len(route.blanks) > len(ids) else WORDS[:1]
                for word in words:
                    yield route.filled(lambda b: ids.get(b.name, word))  # noqa: B023


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
