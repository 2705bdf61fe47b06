"""What the desk and other rooms may use of MARAC."""

from __future__ import annotations

from concord.marac.actions.panel import set_up
from concord.marac.actions.planning import plan
from concord.marac.models import AgendaItem, Meeting, Panel
from concord.marac.queries.meetings import (
    agenda_of,
    attending,
    coordinates,
    panel_of,
    to_come,
    waiting,
)
from concord.marac.queries.research import research_by, unanswered

__all__ = [
    "AgendaItem",
    "Meeting",
    "Panel",
    "agenda_of",
    "attending",
    "coordinates",
    "panel_of",
    "plan",
    "research_by",
    "set_up",
    "to_come",
    "unanswered",
    "waiting",
]
