"""What other rooms may use of risk: criteria for MARAC, and how high the risk is.

Assessments that come back are protected rows: reading them is recorded.
"""

from __future__ import annotations

from concord.risk.actions.assessing import Said, Talk, record
from concord.risk.criteria import Criterion, Repeat, Standing, criteria_for
from concord.risk.models import RiskAssessment
from concord.risk.queries.assessments import assessments_of, latest_of
from concord.risk.scoring import Answer, Band, CrossScoring

__all__ = [
    "Answer",
    "Band",
    "Criterion",
    "CrossScoring",
    "Repeat",
    "RiskAssessment",
    "Said",
    "Standing",
    "Talk",
    "assessments_of",
    "criteria_for",
    "latest_of",
    "record",
]
