"""What the desk and other rooms may use of MARAC."""

from __future__ import annotations

from concord.marac.actions.agenda import put_on
from concord.marac.actions.issuing import issue, share_held
from concord.marac.actions.panel import set_up
from concord.marac.actions.planning import plan
from concord.marac.models import AgendaItem, Flag, Kind, MaracAction, Meeting, Panel
from concord.marac.queries.absence import Pattern, patterns
from concord.marac.queries.afterwards import let_go_by, to_let_go
from concord.marac.queries.agreed_actions import open_actions
from concord.marac.queries.flags import Standing, waiting_flags
from concord.marac.queries.meetings import (
    agenda_of,
    attending,
    coordinates,
    panel_in,
    panel_of,
    panels_of,
    to_come,
    waiting,
)
from concord.marac.queries.minutes import due_by, not_issued, to_read
from concord.marac.queries.research import research_by, unanswered
from concord.marac.queries.room import to_tell as victims_to_tell

__all__ = [
    "AgendaItem",
    "Flag",
    "Kind",
    "MaracAction",
    "Meeting",
    "Panel",
    "Pattern",
    "Standing",
    "agenda_of",
    "attending",
    "coordinates",
    "due_by",
    "issue",
    "let_go_by",
    "not_issued",
    "open_actions",
    "panel_in",
    "panel_of",
    "panels_of",
    "patterns",
    "plan",
    "put_on",
    "research_by",
    "set_up",
    "share_held",
    "to_come",
    "to_let_go",
    "to_read",
    "unanswered",
    "victims_to_tell",
    "waiting",
    "waiting_flags",
]
