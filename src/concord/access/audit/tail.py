"""The end of the log that no seal covers yet: how many rows, and how old."""

from __future__ import annotations

from typing import Any

from django.db import connection

from concord.access.audit.findings import Finding, Kind, Report

# The worker seals every minute. What is older has been left.
SEALED_WITHIN = "1 hour"
AHEAD = "5 minutes"

REACHED = "SELECT era, max(to_xid) FROM public.access_seal GROUP BY era"
TAIL = """
SELECT count(*),
       coalesce(max(pg_catalog.extract('epoch', pg_catalog.clock_timestamp() - at))
                FILTER (WHERE pg_catalog.isfinite(at)), 0)::float8,
       count(*) FILTER (WHERE at < pg_catalog.clock_timestamp() - %s::interval),
       coalesce(pg_catalog.array_agg(id) FILTER (
           WHERE at > pg_catalog.clock_timestamp() + %s::interval), '{}')
FROM public.access_event WHERE
"""


def look_at_tail(report: Report) -> None:
    """Count what is not sealed; a fault when it is old, or not of this time."""
    with connection.cursor() as cursor:
        cursor.execute(REACHED)
        reached = dict(cursor.fetchall())
    late = 0
    ahead: list[int] = []
    for where, given in _places(reached):
        with connection.cursor() as cursor:
            cursor.execute(TAIL + where, [SEALED_WITHIN, AHEAD, *given])
            rows, seconds, old, future = cursor.fetchone()
        report.unsealed += rows
        report.unsealed_seconds = max(report.unsealed_seconds, seconds)
        late += old
        ahead += future
    if late:
        report.findings.append(_standing_still(late))
    if ahead:
        said = f"{len(ahead)} rows that are not sealed yet say that they are of later."
        report.findings.append(
            Finding(Kind.FROM_THE_FUTURE, said, ids=tuple(ahead[:20]), count=len(ahead))
        )


def _places(reached: dict[int, int]) -> list[tuple[str, list[Any]]]:
    """Unsealed rows stand after the last block of an era, or in no known era."""
    if not reached:
        return [("true", [])]
    first, last = min(reached), max(reached)
    found: list[tuple[str, list[Any]]] = [
        ("era = %s AND xid >= %s", [era, reached.get(era, 0)])
        for era in range(first, last + 1)
    ]
    # Two questions that an index answers, rather than one that reads every row.
    return [*found, ("era < %s", [first]), ("era > %s", [last])]


def _standing_still(late: int) -> Finding:
    rows = "1 row has" if late == 1 else f"{late:,} rows have"
    said = (
        f"{rows} waited for a seal for more than {SEALED_WITHIN}: until then they can "
        "be changed unseen. Check that `concord worker` runs, and that no transaction "
        "has been open for so long."
    )
    return Finding(Kind.SEALING_STANDS_STILL, said, count=late)
