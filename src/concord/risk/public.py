"""What other rooms may use of risk: criteria for MARAC, and how high the risk is.

Assessments that come back are protected rows: reading them is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass

from concord.access.actor import Actor
from concord.risk.actions.assessing import (
    Correction,
    Result,
    Said,
    Talk,
    record,
    record_result,
)
from concord.risk.criteria import Criterion, Repeat, Standing, criteria_for
from concord.risk.models import RiskAssessment
from concord.risk.pack import built_in
from concord.risk.queries.assessments import assessments_of, latest_of
from concord.risk.queries.due import Due, due
from concord.risk.queries.instruments import latest_rules, local_of
from concord.risk.scoring import Answer, Band, CrossScoring, high_from

__all__ = [
    "Answer",
    "Band",
    "Correction",
    "Criterion",
    "CrossScoring",
    "Due",
    "Repeat",
    "Result",
    "RiskAssessment",
    "Said",
    "Standing",
    "Talk",
    "Thresholds",
    "assessments_of",
    "criteria_for",
    "due",
    "items_of",
    "latest_of",
    "record",
    "record_result",
    "thresholds",
]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many Yes of a Dash the risk is high; events in months that escalate."""

    high_from: int
    events: int
    months: int


def items_of(code: str) -> int:
    """How many items an instrument of the house has; 0 for a recorded result."""
    return len(built_in()[code].items)


def thresholds(by: Actor) -> Thresholds:
    """What sends a case to MARAC by numbers, as the partnership has decided."""
    pack = built_in()["dash24"]
    local = local_of(pack, latest_rules(by))
    return Thresholds(high_from(pack) or 0, local.events, pack.escalation.months)
