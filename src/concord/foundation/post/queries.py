from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from concord.foundation.post.models import Message


@dataclass(frozen=True, slots=True)
class Sight:
    """What an operator may see of a message: no address, no text."""

    id: str
    created_at: datetime
    letter: str
    address: str
    state: str
    attempts: int
    problem: str


def recent(*, limit: int = 50, state: str | None = None) -> list[Sight]:
    """The newest messages, newest first; one query."""
    found = Message.objects.all()
    if state is not None:
        found = found.filter(state=state)
    return [
        Sight(
            str(m.pk),
            m.created_at,
            m.letter,
            masked(m.address),
            Message.State(m.state).label,
            m.attempts,
            m.problem,
        )
        for m in found[:limit]
    ]


def masked(address: str) -> str:
    """`a…@council.example`: enough to see which agency, not who."""
    if not address:
        return "(deleted)"
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"
