from __future__ import annotations

from concord.marac.models.agenda import AgendaItem
from concord.marac.models.attendance import Attendance
from concord.marac.models.meetings import CoreTeam, Meeting, Panel
from concord.marac.models.research import (
    About,
    Research,
    ResearchDraft,
    ResearchEntry,
)

__all__ = [
    "About",
    "AgendaItem",
    "Attendance",
    "CoreTeam",
    "Meeting",
    "Panel",
    "Research",
    "ResearchDraft",
    "ResearchEntry",
]
