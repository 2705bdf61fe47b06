"""What other rooms may use of evidence: recording, marking breaks, the dashboard."""

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
from concord.evidence.pictures import control_picture
from concord.evidence.queries.dashboard import Asked, Card, dashboard
from concord.foundation.statistics.control import Verdict

__all__ = [
    "Area",
    "Asked",
    "Batch",
    "Card",
    "Category",
    "Figure",
    "Indicator",
    "IndicatorVersion",
    "Observation",
    "Period",
    "Verdict",
    "control_picture",
    "dashboard",
    "mark_break",
    "record",
]
