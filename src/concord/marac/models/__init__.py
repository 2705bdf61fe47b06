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
from concord.marac.models.meetings import CoreTeam, Kind, Meeting, Panel
from concord.marac.models.minutes import (
    IssuedCase,
    Minutes,
    MinutesIssue,
    MinutesOfCase,
)
from concord.marac.models.panel_notes import ForMarac, PanelNote
from concord.marac.models.past import PastHearing
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
    outcomes_of,
)
from concord.marac.models.screening import Screening
from concord.marac.models.usual_actions import UsualAction

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
    "ForMarac",
    "Hearing",
    "IssuedCase",
    "KeptOpen",
    "Kind",
    "MaracAction",
    "MaracActionUpdate",
    "Meeting",
    "Minutes",
    "MinutesIssue",
    "MinutesOfCase",
    "OnlineHidden",
    "Panel",
    "PanelNote",
    "PastHearing",
    "RepeatFinding",
    "Research",
    "ResearchDraft",
    "ResearchEntry",
    "RoomEntry",
    "Screening",
    "Staffing",
    "Told",
    "UsualAction",
    "VictimFeedback",
    "outcomes_of",
]
