"""A list of events: what is common to all events and to reads by auditors."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from concord.access.audit.events import Names
from concord.access.audit.looking import what_was_done
from concord.access.models import Event
from concord.desk.request import Request
from concord.foundation.ui.tables import Column, Table
from concord.foundation.ui.tables.column import Choice
from concord.foundation.ui.words import MONTHS

# Whoever needs older ones narrows the list: to count a log of millions takes long.
MOST = 20_000
MONTHS_BACK = 36
CHUNK = 500


class Named:
    """Events that know the words for their numbers; as a page or a file takes them."""

    def __init__(self, rows: QuerySet[Event], names: Names) -> None:
        self.rows, self.names = rows, names

    def count(self) -> int:
        return self.rows.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, piece: slice) -> list[Event]:
        return self._read(list(self.rows[piece]))

    def __iter__(self) -> Iterator[Event]:
        rows = self.rows.iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            yield from self._read(chunk)

    def _read(self, rows: list[Event]) -> list[Event]:
        self.names.load_cases(rows)
        for row in rows:
            row.names = self.names  # type: ignore[attr-defined]
        return rows


class Events(Table):
    """One event a row, the newest first."""

    name, noun = "audit", "event"
    holds_people: ClassVar[bool] = True
    empty = "Nothing like that. Whatever is done with people and cases is kept here."

    at = Column(
        "When",
        "at",
        cell="desk/audit/cells/when.html",
        row_header=True,
        link=lambda row: reverse("audit_event", args=[row.pk]),
        filter=True,
    )
    who = Column(
        "Who",
        cell="desk/audit/cells/who.html",
        filter=True,
        filter_path="account_id",
        export=lambda row: f"{row.names.who(row)} ({row.names.role(row)})",
        value=lambda row: row.names.who(row),
    )
    did = Column(
        "Did what",
        lambda row: what_was_done(row.verb, row.parts),
        cell="desk/audit/cells/did.html",
        filter=Event.Verb.choices,
        filter_path="verb",
    )
    about = Column(
        "About",
        lambda row: row.names.refs(row),
        cell="desk/audit/cells/about.html",
    )
    team = Column(
        "Team",
        lambda row: row.names.team(row),
        filter=True,
        filter_path="team_id",
    )

    def __init__(self, rows: QuerySet[Event], request: Request, names: Names) -> None:
        super().__init__(rows, request)
        self.names = names

    @cached_property
    def found(self) -> Any:
        """The newest of those that were asked for, with words for their numbers."""
        rows: QuerySet[Event] = Table.found.func(self)  # type: ignore[attr-defined]
        return Named(rows[:MOST], self.names)

    @property
    def case(self) -> uuid.UUID | None:
        """The case that the list is narrowed to."""
        try:
            return uuid.UUID(self.parameter("case"))
        except ValueError:
            return None

    @property
    def asked_for(self) -> str:
        """By what it is narrowed, in numbers and codes."""
        said = [f"{box.name}={box.chosen}" for box in self.boxes if box.chosen]
        return " ".join([*said, *(["export"] if self.export else [])])

    def _filtered_query(self, rows: QuerySet[Event]) -> QuerySet[Event]:
        found = super()._filtered_query(rows)
        if self.case is not None:
            found = found.filter(case_ids__contains=[self.case])
        if month := self.parameter("at"):
            found = _within(found, month)
        return found

    def _chosen(self) -> Any:
        return [(c, said) for c, said in super()._chosen() if c.key != "at"]

    def _choices(self, column: Column) -> list[Choice]:
        if column.key == "at":
            return months()
        if column.key == "who":
            return _sorted(self.names.people)
        if column.key == "team":
            return _sorted(self.names.teams)
        return super()._choices(column)


def months() -> list[Choice]:
    """The last three years of months, the present one first."""
    day = timezone.localdate().replace(day=1)
    found = []
    for _ in range(MONTHS_BACK):
        found.append((f"{day:%Y-%m}", f"{MONTHS[day.month - 1]} {day.year}"))
        day = (day - dt.timedelta(days=1)).replace(day=1)
    return found


def _within(rows: QuerySet[Event], month: str) -> QuerySet[Event]:
    """Those of a month in London, such as "2026-11". Anything else narrows nothing."""
    if month not in {value for value, _ in months()}:
        return rows
    first = dt.date(int(month[:4]), int(month[5:]), 1)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    zone = timezone.get_current_timezone()
    begins, ends = (dt.datetime.combine(d, dt.time(), zone) for d in (first, after))
    return rows.filter(at__gte=begins, at__lt=ends)


def _sorted(names: dict[int, str]) -> list[Choice]:
    return sorted(
        ((str(key), said) for key, said in names.items()), key=lambda c: c[1].casefold()
    )
