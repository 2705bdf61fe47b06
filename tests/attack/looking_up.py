"""In which table an address looks its ids up: told by the questions that it asks."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from itertools import islice, product

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.attack.hidden import values
from tests.attack.spying import Rows
from tests.attack.surface import Blank, Route
from tests.attack.visiting import Visitor, undone

Column = tuple[str, str]  # table, column
Found = dict[str, set[Column]]  # by the name of the blank
LookedUp = dict[Route, Found]
MOST = 16
WORDS = (
    "csv",
    "pdf",
    "details",
    "dash24",
    "nowhere",
)  # for the other blanks of an address
LONG_GONE = 987_654_000


def columns(route: Route, visitors: Iterable[tuple[Visitor, Rows]]) -> Found:
    """For each id in an address, the columns that somebody's request compared it to.

    Of each visitor the rows come along that they are shown: an id after another is
    looked up only when the first one leads somewhere.
    """
    found: Found = {blank.name: set() for blank in ids_of(route)}
    for visitor, shown in visitors:
        for name in found:
            if found[name]:
                continue
            for method in ("GET", "POST"):
                found[name] |= _heard(route, name, method, visitor, shown, found)
    return found


def _heard(
    route: Route, name: str, method: str, visitor: Visitor, shown: Rows, found: Found
) -> set[Column]:
    """To which columns one id is compared, when those before it are of real rows."""
    fill: dict[str, object] = {}
    for n, blank in enumerate(route.blanks):
        fill[blank.name] = _unheard(blank, n)
        if blank.name != name and found.get(blank.name):
            known = [
                v for t, c in sorted(found[blank.name]) for v in values(shown, t, c)
            ]
            fill[blank.name] = known[0] if known else fill[blank.name]
    connection.queries_log.clear()  # it keeps 9000, and then hears nothing new
    with CaptureQueriesContext(connection) as asked, undone():
        visitor.ask(method, route.at(**fill))
    return {
        column
        for query in asked.captured_queries
        for column in _compared(query["sql"], fill[name])
    }


def addresses(looked_up: LookedUp, rows: Rows) -> Iterator[str]:
    """Each address with ids of rows that it would find: those that belong together."""
    for route, found in looked_up.items():
        many = [_known(where, rows) for where in found.values()]
        for ids in islice(product(*many), MOST):
            chosen = dict(zip(found, ids, strict=True))
            words = WORDS if len(route.blanks) > len(found) else WORDS[:1]
            for word in words:
                yield route.filled(lambda b: chosen.get(b.name, word))  # noqa: B023


def _known(where: set[Column], rows: Rows) -> list[object]:
    found = [v for table, column in sorted(where) for v in values(rows, table, column)]
    if all(isinstance(one, int) for one in found):
        # Rows that were changed stand last: by number they stay as they were made.
        found = sorted(found)
    return [*found[:2], *found[-2:]]


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
