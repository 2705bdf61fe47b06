from __future__ import annotations

from concord.marac.models.agenda import AgendaItem
from concord.marac.models.agreed_actions import (
    NEEDS_WHY,
    ActionKind,
    ActionState,
    MaracAction,
    MaracActionUpdate,
)
from concord.marac.models.attendance import Attendance
from concord.marac.models.meetings import CoreTeam, Meeting, Panel

__all__ = [
    "NEEDS_WHY",
    "ActionKind",
    "ActionState",
    "AgendaItem",
    "Attendance",
    "CoreTeam",
    "MaracAction",
    "MaracActionUpdate",
    "Meeting",
    "Panel",
]
