from __future__ import annotations

from concord.marac.models.afterwards import KeptOpen
from concord.marac.models.agenda import AgendaItem
from concord.marac.models.agreed_actions import (
    NEEDS_WHY,
    ActionKind,
    ActionState,
    MaracAction,
    MaracActionUpdate,
)
from concord.marac.models.attendance import Attendance
from concord.marac.models.flags import Flag, FlagReference, OnlineHidden
from concord.marac.models.governance import AbsenceAnswer, Staffing
from concord.marac.models.meetings import CoreTeam, Meeting, Panel
from concord.marac.models.minutes import (
    IssuedCase,
    Minutes,
    MinutesIssue,
    MinutesOfCase,
)
from concord.marac.models.repeats import RepeatFinding
from concord.marac.models.research import (
    About,
    Research,
    ResearchDraft,
    ResearchEntry,
)
from concord.marac.models.room import (
    CaseOutcome,
    EntryKind,
    Hearing,
    RoomEntry,
    Told,
    VictimFeedback,
)

__all__ = [
    "NEEDS_WHY",
    "About",
    "AbsenceAnswer",
    "ActionKind",
    "ActionState",
    "AgendaItem",
    "Attendance",
    "CaseOutcome",
    "CoreTeam",
    "EntryKind",
    "Flag",
    "FlagReference",
    "Hearing",
    "IssuedCase",
    "KeptOpen",
    "MaracAction",
    "MaracActionUpdate",
    "Meeting",
    "Minutes",
    "MinutesIssue",
    "MinutesOfCase",
    "OnlineHidden",
    "Panel",
    "RepeatFinding",
    "Research",
    "ResearchDraft",
    "ResearchEntry",
    "RoomEntry",
    "Staffing",
    "Told",
    "VictimFeedback",
]
