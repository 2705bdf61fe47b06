"""What waits of data returns: to fill in, to approve, to accept."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.desk.task import Task
from concord.returns.public import Line, waiting

ROOM = "Data returns"


def tasks(actor: Actor) -> Iterator[Task]:
    """Five queries at most; none for a hat that has nothing to do with returns."""
    verbs = (Verb.SEND_RETURN, Verb.APPROVE_RETURN, Verb.KEEP_RETURNS)
    if not any(may(actor, verb) for verb in verbs):
        return
    found = waiting(actor)
    for line in found.to_fill:
        last = line.last
        back = last is not None and last.state == last.State.SENT_BACK
        what = "Change the data return" if back else "Fill in the data return"
        yield _task(line, what, "Anyone in your team")
    for line in found.to_approve:
        yield _task(line, "Approve the data return")
    for line in found.to_accept:
        yield _task(line, "Accept the data return")


def _task(line: Line, what: str, whose: str = "You") -> Task:
    team = line.window.team.short_name
    return Task(
        room=ROOM,
        what=what,
        about=f"{line.label}, {team}",
        url=reverse("returns:window", args=[line.window.pk]),
        due=line.window.due_on,
        whose=whose,
    )
