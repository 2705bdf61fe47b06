"""An exception as an operator may see it: what kind, and where in the code.

Never its message: "Key (email)=(somebody@...) already exists" is personal data, and so
is any value that stood in a local variable.
"""

from __future__ import annotations

import itertools
import re
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

MOST_FRAMES = 25
# Paths of a machine can carry the names of people (home folders): keep what follows.
_BEFORE_CODE = re.compile(r"^.*/(?:site-packages|src|lib/python[\d.]+)/")
_UNUSUAL = re.compile(r"[^\w./<>-]", re.ASCII)


def place(path: str, line: int) -> str:
    """`concord/plan/actions.py:41`, without the folders of this machine."""
    path = path.replace("\\", "/")
    short, cut = _BEFORE_CODE.subn("", path)
    name = short if cut else path.rsplit("/", 1)[-1]
    return f"{_UNUSUAL.sub('_', name)[-160:]}:{line}"


def failure(error: BaseException) -> dict[str, Any]:
    """Fields for a log line: exception, causes, frames (innermost last), sqlstate."""
    chain = list(_causes(error))
    fields: dict[str, Any] = {
        "exception": _kind(error),
        "frames": _frames(error.__traceback__),
    }
    if len(chain) > 1:
        kinds = [_kind(cause) for cause in chain[1:]]
        fields["causes"] = [kind for kind, _ in itertools.groupby(kinds)]
    for cause in chain:
        # psycopg's five letters say what the database refused, not which values.
        if sqlstate := getattr(cause, "sqlstate", None):
            fields["sqlstate"] = sqlstate
            break
    return fields


def _kind(error: BaseException) -> str:
    kind = type(error)
    if kind.__module__ == "builtins":
        return kind.__name__
    return f"{kind.__module__}.{kind.__name__}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, then what it was raised from or while handling."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)


def _frames(trace: TracebackType | None) -> list[str]:
    # lookup_lines=False: source text could hold an example address; it isn't shown.
    summary = traceback.StackSummary.extract(
        traceback.walk_tb(trace), lookup_lines=False
    )
    frames = [f for f in summary if not f.filename.startswith("<frozen")]
    return [place(f.filename, f.lineno or 0) for f in frames][-MOST_FRAMES:]
