"""Who reads figures how: exact, or protected (domain reference 7, three audiences).

Whoever sees people reads none here. Strategic hats read counts of the whole area
exactly; groups by a personal characteristic only those who prepare or commission.
"""

from __future__ import annotations

from enum import StrEnum

from concord.access.actor import Actor
from concord.access.permit import NotPermitted, Verb, may
from concord.partnership.models import Membership
from concord.partnership.roles import SEES_PEOPLE, Role

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


def may_read(actor: Actor) -> bool:
    """Whether figures are for this hat: of who sees no people in any of theirs.

    Figures that casework feeds, beside lists of one's own, would tell what is missing
    from those lists. One query.
    """
    if not may(actor, Verb.READ_EVIDENCE):
        return False
    if actor.kind == "job":
        return True
    return (
        not Membership.objects.valid_on()
        .filter(
            account_id=actor.account_id,
            partnership_id=actor.partnership_id,
            role__in=SEES_PEOPLE,
        )
        .exists()
    )


def permit_reading(actor: Actor) -> None:
    """Raises NotPermitted for hats that see people, and for who has such a hat too."""
    if not may_read(actor):
        raise NotPermitted("These figures are not for this hat.")
