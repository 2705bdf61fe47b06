"""What the desk and other rooms may use of MARAC."""

from __future__ import annotations

from concord.marac.actions.panel import set_up
from concord.marac.actions.planning import plan
from concord.marac.models import AgendaItem, Flag, Meeting, Panel
from concord.marac.queries.flags import Standing, waiting_flags
from concord.marac.queries.meetings import (
    agenda_of,
    attending,
    coordinates,
    panel_of,
    to_come,
    waiting,
)

__all__ = [
    "AgendaItem",
    "Flag",
    "Meeting",
    "Panel",
    "Standing",
    "agenda_of",
    "attending",
    "coordinates",
    "panel_of",
    "plan",
    "set_up",
    "to_come",
    "waiting",
    "waiting_flags",
]
