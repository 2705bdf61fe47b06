"""Facts that rooms give to indicators: counts of casework, and nothing of a case.

A room registers its own in `measures.py`, which the room of evidence finds by itself:

    measure("marac.cases", label="Cases heard", unit="case", room="MARAC", count=...)

`count(first, last)` counts the days from the first to the last, both included, for the
partnership of whoever acts: how many there are for everybody, and for each group of
its breakdowns. It runs as the job `evidence.measures`, which the functions of the
database let in; what it gives is the same for everybody who may read figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from concord.access.actor import Actor
from concord.access.permit import Verb, may


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a breakdown, such as the age band 25 to 34 of the dimension "age"."""

    dimension: str
    code: str
    label: str
    no_answer: bool = False  # "not recorded" and its like


UNANSWERED = {
    "not_recorded": "Not recorded",
    "not_asked": "Not asked",
    "prefers_not": "Prefers not to say",
}


def groups_of(
    dimension: str,
    choices: Iterable[tuple[str, str]],
    unanswered: Iterable[str] = ("not_recorded",),
) -> tuple[Group, ...]:
    """The groups of a breakdown out of the choices of a field, then those without."""
    return (
        *(Group(dimension, str(code), str(label)) for code, label in choices),
        *(Group(dimension, code, UNANSWERED[code], True) for code in unanswered),
    )


@dataclass(frozen=True, slots=True)
class Count:
    """How many, in the unit of the measure; `of` how many, where it is a share.

    `group` empty: everybody.
    """

    n: int
    of: int | None = None
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One fact that a room gives. `of`: of what it can be a share; empty for none.

    `rules` is the code of the `Definition` by which it is counted, and `made_of` the
    name of the address that shows what it is made of, to whoever has the right `needs`.
    """

    code: str
    label: str
    unit: str
    room: str
    count: Callable[[dt.date, dt.date], Sequence[Count]]
    of: str = ""
    groups: tuple[Group, ...] = ()
    rules: str = ""
    made_of: str = ""
    needs: Verb | None = None

    def is_shown_to(self, actor: Actor) -> bool:
        """Whether this hat may look at what it is made of."""
        return bool(self.made_of and self.needs and may(actor, self.needs))


MEASURES: dict[str, Measure] = {}


def measure(
    code: str,
    *,
    label: str,
    unit: str,
    room: str,
    count: Callable[[dt.date, dt.date], Sequence[Count]],
    of: str = "",
    groups: tuple[Group, ...] = (),
    rules: str = "",
    made_of: str = "",
    needs: Verb | None = None,
) -> Measure:
    """Register a measure and give it back. Raises ValueError for a code in use."""
    if code in MEASURES:
        raise ValueError(f"There is a measure {code} already.")
    made = Measure(code, label, unit, room, count, of, groups, rules, made_of, needs)
    MEASURES[code] = made
    return made
