"""A check of the log that is kept, so that pages can say when it was and what it found.

A bad one is told to auditors: on their desk, by letter, and in the log of the worker.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from concord.access.actor import Actor, acting_as
from concord.access.audit import telling
from concord.access.audit.findings import Report
from concord.access.audit.verifying import PRINCIPAL, verify
from concord.access.models import Verification
from concord.foundation.observing import get_logger

log = get_logger(__name__)

MOST_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """When the log was last checked, and whether all was well."""

    at: dt.datetime
    good: bool


def check() -> Verification:
    """Check the whole log and keep what was found."""
    report = verify()
    with acting_as(Actor.from_job(PRINCIPAL)):
        kept = Verification.objects.create(
            good=report.good,
            whole=report.whole,
            rows=report.rows,
            blocks=report.blocks,
            seconds=round(report.seconds, 1),
            report=_short(report.as_json()),
        )
    _say(report)
    if not report.good:
        telling.send_alarm(kept.pk)
    return kept


def last_checked() -> Checked | None:
    """The last check, for anybody who is shown a log; None before the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.last_checked()")
        found = cursor.fetchone()
    return Checked(*found) if found and found[0] is not None else None


def _short(report: dict[str, Any]) -> dict[str, Any]:
    """With the first findings only: the command tells them all."""
    return {**report, "findings": report["findings"][:MOST_FINDINGS]}


def _say(report: Report) -> None:
    said = {"rows": report.rows, "count": len(report.findings)}
    if report.good:
        log.info("audit_verified", seconds=round(report.seconds, 1), **said)
    else:
        kinds = {one.kind.value for one in report.findings if one.is_fault}
        for kind in sorted(kinds):
            log.error("audit_not_whole", kind=kind, **said)
