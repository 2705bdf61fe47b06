from __future__ import annotations

from concord.marac.models.agenda import AgendaItem
from concord.marac.models.attendance import Attendance
from concord.marac.models.flags import Flag, FlagReference, OnlineHidden
from concord.marac.models.meetings import CoreTeam, Meeting, Panel
from concord.marac.models.repeats import RepeatFinding

__all__ = [
    "AgendaItem",
    "Attendance",
    "CoreTeam",
    "Flag",
    "FlagReference",
    "Meeting",
    "OnlineHidden",
    "Panel",
    "RepeatFinding",
]
