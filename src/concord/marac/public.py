"""What the desk and other rooms may use of MARAC."""

from __future__ import annotations

from concord.marac.actions.panel import set_up
from concord.marac.actions.planning import plan
from concord.marac.models import AgendaItem, MaracAction, Meeting, Panel
from concord.marac.queries.agreed_actions import open_actions
from concord.marac.queries.meetings import (
    agenda_of,
    attending,
    coordinates,
    panel_of,
    to_come,
    waiting,
)
from concord.marac.queries.room import to_tell as victims_to_tell

__all__ = [
    "AgendaItem",
    "MaracAction",
    "Meeting",
    "Panel",
    "agenda_of",
    "attending",
    "coordinates",
    "open_actions",
    "panel_of",
    "plan",
    "set_up",
    "to_come",
    "victims_to_tell",
    "waiting",
]
