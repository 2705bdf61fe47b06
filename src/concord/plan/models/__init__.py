"""The nouns of the plan room."""

from __future__ import annotations

from concord.plan.models.board import BoardMatter
from concord.plan.models.imports import ImportDraft, ImportFile
from concord.plan.models.plan_actions import (
    PlanAction,
    PlanActionStandard,
    PlanActionSupport,
    Standard,
)
from concord.plan.models.strategy import Outcome, Plan, Priority, Strategy
from concord.plan.models.updates import (
    Evidence,
    PlanActionChange,
    PlanUpdate,
    Reminder,
    Statement,
    UpdateRound,
)

__all__ = [
    "BoardMatter",
    "Evidence",
    "ImportDraft",
    "ImportFile",
    "Outcome",
    "Plan",
    "PlanAction",
    "PlanActionChange",
    "PlanActionStandard",
    "PlanActionSupport",
    "PlanUpdate",
    "Priority",
    "Reminder",
    "Standard",
    "Statement",
    "Strategy",
    "UpdateRound",
]
