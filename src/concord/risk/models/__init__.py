"""The nouns of risk. Rooms above use them by `concord.risk.public`."""

from __future__ import annotations

from concord.risk.models.assessments import (
    AssessmentDraft,
    Known,
    Mode,
    RiskAssessment,
    Setting,
)
from concord.risk.models.instruments import InstrumentVersion, LocalRule

__all__ = [
    "AssessmentDraft",
    "InstrumentVersion",
    "Known",
    "LocalRule",
    "Mode",
    "RiskAssessment",
    "Setting",
]
