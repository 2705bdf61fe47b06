"""What waits of the audit: a log that is not whole, unusual access, a second word."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.audit.openings import DAY, to_approve
from concord.access.audit.recording import last_checked
from concord.access.audit.reviewing import to_review
from concord.desk.task import Task

ROOM = "Audit"


def tasks(actor: Actor) -> Iterator[Task]:
    """Tasks of an auditor. Three queries."""
    checked = last_checked()
    if checked is not None and not checked.good:
        yield Task(
            room=ROOM,
            what="Look at what the check of the log found",
            about="The log is not whole",
            url=reverse("audit_checks"),
            due=timezone.localdate(checked.at),
        )
    if lines := to_review(by=actor):
        yield Task(
            room=ROOM,
            what="Look at unusual access",
            about=f"{lines} line{'' if lines == 1 else 's'} not reviewed",
            url=reverse("audit_unusual") + "?reviewed=False",
        )
    for opening in to_approve(by=actor):
        yield Task(
            room=ROOM,
            what="Decide whether search words are opened",
            about="Another auditor asks",
            url=reverse("audit_terms_opening", args=[opening.pk]),
            due=timezone.localdate(opening.asked_at + DAY),
        )
