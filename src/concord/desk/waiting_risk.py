"""What waits of risk: assessments that the team is to do again."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from concord.access.actor import Actor
from concord.desk.task import Task
from concord.foundation.ui.words import count
from concord.risk.public import due


def tasks(actor: Actor) -> Iterator[Task]:
    """One task for all of them: no case is named on a desk. Two queries at most."""
    found = due(actor)
    if found.number:
        yield Task(
            room="Risk",
            what=f"Assess again: {count(found.number, 'case')}",
            about="Due within a week, or late",
            url=reverse("risk:due"),
            due=found.first,
            whose="Your team",
        )
