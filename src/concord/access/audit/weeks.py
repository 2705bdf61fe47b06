"""What each member of staff did week by week, counted from the events. No names."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone

from concord.access.audit import hours
from concord.foundation.periods import is_working_day

WEEK = dt.timedelta(weeks=1)
IN_A_ROW = "10 minutes"

LOCAL = "(e.at AT TIME ZONE 'Europe/London')"
MONDAY = f"date_trunc('week', {LOCAL})::date"
OUT = (
    f"({LOCAL}::time < %(first)s OR {LOCAL}::time >= %(last)s"
    f" OR {LOCAL}::date = ANY (%(off)s::date[]))"
)
OPENED = "e.verb IN ('read', 'list', 'search', 'export', 'print')"
WHERE = (
    "e.partnership_id = %(partnership)s AND e.account_id IS NOT NULL"
    " AND e.at >= %(since)s AND e.at < %(until)s"
)
OPENINGS = f"""
SELECT e.account_id, {MONDAY}, count(DISTINCT c),
       count(DISTINCT e.id) FILTER (WHERE {OUT}), count(DISTINCT e.id)
FROM access_event e LEFT JOIN LATERAL unnest(e.case_ids) c ON true
WHERE {WHERE} AND {OPENED} AND cardinality(e.case_ids) > 0
GROUP BY 1, 2
"""  # noqa: S608  every part is written above
PERSONS = f"""
SELECT e.account_id, {MONDAY}, array_agg(DISTINCT p)
FROM access_event e, unnest(e.person_ids) p
WHERE {WHERE} AND {OPENED} GROUP BY 1, 2
"""  # noqa: S608
REFUSALS = f"""
SELECT account_id, week, max(n) FROM (
    SELECT e.account_id, {MONDAY} AS week,
           count(*) OVER (PARTITION BY e.account_id ORDER BY e.at
                          RANGE BETWEEN %(in_a_row)s::interval PRECEDING
                          AND CURRENT ROW) AS n
    FROM access_event e WHERE {WHERE} AND e.verb = 'refusal') r
GROUP BY 1, 2
"""  # noqa: S608
EMERGENCIES = f"""
SELECT e.account_id, {MONDAY}, count(*) FROM access_event e
WHERE {WHERE} AND e.verb = 'break_glass' GROUP BY 1, 2
"""  # noqa: S608


@dataclass(slots=True)
class Week:
    """One member of staff in one week: cases opened, openings, out of hours."""

    cases: int = 0
    openings: int = 0
    out_of_hours: int = 0
    persons: list[uuid.UUID] = field(default_factory=list)
    most_refusals: int = 0  # within ten minutes
    emergencies: int = 0


Weeks = dict[tuple[int, dt.date], Week]  # by account and Monday


def monday_of(day: dt.date) -> dt.date:
    """The first day of its week."""
    return day - dt.timedelta(days=day.weekday())


def weeks_of(partnership_id: int, *, first: dt.date, last: dt.date) -> Weeks:
    """Every week from the Monday `first` to that of `last`. Four queries.

    The actor is the principal of the audit, who reads all events.
    """
    given = _given(partnership_id, first, last + WEEK)
    found: Weeks = {}

    def week(account: int, monday: dt.date) -> Week:
        return found.setdefault((account, monday), Week())

    for account, monday, cases, out, openings in _ask(OPENINGS, given):
        one = week(account, monday)
        one.cases, one.out_of_hours, one.openings = cases, out, openings
    for account, monday, persons in _ask(PERSONS, given):
        week(account, monday).persons = persons
    for account, monday, most in _ask(REFUSALS, given):
        week(account, monday).most_refusals = most
    for account, monday, count in _ask(EMERGENCIES, given):
        week(account, monday).emergencies = count
    return found


def _given(partnership_id: int, first: dt.date, until: dt.date) -> dict[str, Any]:
    zone = timezone.get_default_timezone()
    days = [first + dt.timedelta(days=n) for n in range((until - first).days)]
    return {
        "partnership": partnership_id,
        "since": dt.datetime.combine(first, dt.time(), zone),
        "until": dt.datetime.combine(until, dt.time(), zone),
        "first": hours.FIRST,
        "last": hours.LAST,
        "off": [day for day in days if not is_working_day(day)],
        "in_a_row": IN_A_ROW,
    }


def _ask(query: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return list(cursor.fetchall())
