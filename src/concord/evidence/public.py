"""What other rooms may use of evidence: recording figures, marking breaks."""

from __future__ import annotations

from concord.evidence.actions.dictionary import mark_break
from concord.evidence.actions.observing import Figure, record
from concord.evidence.models import (
    Area,
    Batch,
    Category,
    Indicator,
    IndicatorVersion,
    Observation,
    Period,
)

__all__ = [
    "Area",
    "Batch",
    "Category",
    "Figure",
    "Indicator",
    "IndicatorVersion",
    "Observation",
    "Period",
    "mark_break",
    "record",
]
