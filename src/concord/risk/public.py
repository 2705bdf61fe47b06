"""What other rooms may use of risk: criteria for MARAC, and how high the risk is.

Assessments that come back are protected rows: reading them is recorded.
"""

from __future__ import annotations

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
from concord.risk.scoring import Answer, Band, CrossScoring

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
    "assessments_of",
    "criteria_for",
    "due",
    "items_of",
    "latest_of",
    "record",
    "record_result",
]


def items_of(code: str) -> int:
    """How many items an instrument of the house has; 0 for a recorded result."""
    return len(built_in()[code].items)
