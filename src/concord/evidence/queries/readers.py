"""Who reads figures how: exact, or protected (domain reference 7, three audiences).

Whoever sees people reads none here. Strategic hats read counts of the whole area
exactly; groups by a personal characteristic only those who prepare or commission.
"""

from __future__ import annotations

from enum import StrEnum

from concord.access.actor import Actor
from concord.partnership.roles import Role

PREPARE = frozenset(
    {
        Role.STRATEGIC_LEAD,
        Role.DATA_OFFICER,
        Role.COMMISSIONER,
    }
)


class Readers(StrEnum):
    """How figures about groups of people are shown."""

    MANAGEMENT = "management"  # exact; two characteristics are never crossed
    BOARD = "board"  # few are hidden, the rest is rounded


def readers(actor: Actor) -> Readers:
    """How this hat reads figures about groups of people."""
    if actor.kind == "job" or actor.role in PREPARE:
        return Readers.MANAGEMENT
    return Readers.BOARD
