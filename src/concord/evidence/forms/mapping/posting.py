"""A mapping as a page would have posted it; and what was posted, read without trust."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import QueryDict

from concord.foundation.ui.posted import whole_number

AREA = "area"
PASSED = "-"  # the "area" of values that are of elsewhere
MOST_FIGURES, MOST_PARTS, MOST_ROWS = 60, 20, 500


def number(posted: QueryDict, name: str, most: int) -> int:
    """How many parts of a kind were posted."""
    return min(whole_number(str(posted.get(name, ""))), most)


def values_in(posted: QueryDict, prefix: str) -> list[tuple[str, str]]:
    """Values and what each means ("" for nothing), as the rows of a table said it."""
    return [
        (
            str(posted.get(f"{prefix}-{at}-value", "")),
            str(posted.get(f"{prefix}-{at}-means", "")),
        )
        for at in range(number(posted, f"{prefix}-values", MOST_ROWS))
    ]


def put_values(posted: QueryDict, prefix: str, rows: Sequence[tuple[str, str]]) -> None:
    """The rows of a table, posted in place of those that were there."""
    posted[f"{prefix}-values"] = str(len(rows))
    for at, (value, means) in enumerate(rows):
        posted[f"{prefix}-{at}-value"] = value
        posted[f"{prefix}-{at}-means"] = means


def lines_in(posted: QueryDict, name: str) -> list[str]:
    """What was typed into a large field, one value in a line."""
    said = (" ".join(line.split()) for line in str(posted.get(name, "")).splitlines())
    return [line[:200] for line in said if line]


def ticked(value: str) -> str:
    """A value as a box to tick sends it: an empty one could not be told from none."""
    return f"={value}"


def as_posted(content: dict[str, Any]) -> QueryDict:
    """The page of a mapping that has the right shape."""
    posted = QueryDict(mutable=True)
    posted["encoding"] = content.get("encoding", "utf-8")
    posted["separator"] = content.get("separator", "comma")
    posted["status"] = content.get("status", "final")
    if content.get("may_publish"):
        posted["may_publish"] = "on"
    posted["day-column"] = content["day"]["column"]
    posted["day-written"] = content["day"].get("format", "d/m/y")
    _area(posted, content["area"])
    figures = content["figures"]
    posted["figures"] = str(len(figures))
    for at, figure in enumerate(figures):
        _figure(posted, f"f{at}", figure)
    return posted


def _area(posted: QueryDict, said: dict[str, Any]) -> None:
    posted["area-column"] = said.get("column") or ""
    posted["area-fixed"] = said.get("fixed") or ""
    if said.get("roll_up", True):
        posted["area-roll_up"] = "on"
    passed = [(value, PASSED) for value in said.get("leave_out", ())]
    put_values(posted, AREA, [*said.get("values", {}).items(), *passed])


def _figure(posted: QueryDict, prefix: str, said: dict[str, Any]) -> None:
    posted[f"{prefix}-indicator"] = said["indicator"]
    _count(posted, prefix, said.get("count", "rows"))
    _conditions(posted, f"{prefix}-w", said.get("where", {}).items())
    of = said.get("of") or {}
    if of.get("where") is not None:
        posted[f"{prefix}-of"] = "rows"
        _conditions(posted, f"{prefix}-o", of["where"].items())
        if of.get("count") is not None:
            _count(posted, f"{prefix}-of", of["count"])
    if of.get("population") is not None:
        posted[f"{prefix}-of"] = "population"
        people = [(code, str(n)) for code, n in of["population"].items()]
        put_values(posted, f"{prefix}-p", people)
    breakdowns = said.get("breakdowns", ())
    posted[f"{prefix}-breakdowns"] = str(len(breakdowns))
    for at, one in enumerate(breakdowns):
        posted[f"{prefix}-b{at}-column"] = one["column"]
        posted[f"{prefix}-b{at}-dimension"] = one["dimension"]
        put_values(posted, f"{prefix}-b{at}", list(one["values"].items()))


def _count(posted: QueryDict, prefix: str, said: Any) -> None:
    if isinstance(said, dict):
        [(kind, column)] = said.items()
        posted[f"{prefix}-count"], posted[f"{prefix}-count_column"] = kind, column
    else:
        posted[f"{prefix}-count"] = "rows"


def _conditions(
    posted: QueryDict, prefix: str, said: Iterable[tuple[str, Sequence[str]]]
) -> None:
    rows = list(said)
    posted[f"{prefix}-conditions"] = str(len(rows))
    for at, (column, values) in enumerate(rows):
        posted[f"{prefix}{at}-column"] = column
        posted.setlist(f"{prefix}{at}-values", [ticked(value) for value in values])
