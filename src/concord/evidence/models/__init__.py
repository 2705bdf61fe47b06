"""Nouns of the evidence room."""

from __future__ import annotations

from concord.evidence.models.areas import PERSONAL, Area, Category
from concord.evidence.models.extracts import (
    BadRow,
    Extract,
    ExtractChunk,
    Mapping,
    MappingVersion,
)
from concord.evidence.models.indicators import (
    Benchmark,
    Frequency,
    Indicator,
    IndicatorPhase,
    IndicatorVersion,
    Multiplier,
    Phase,
    Unit,
)
from concord.evidence.models.observations import (
    OF_KIND,
    Batch,
    BreakTakenBack,
    Observation,
    Period,
    SeriesBreak,
    kind_of,
)
from concord.evidence.models.picture import (
    AreaBoundary,
    PictureFigure,
    PictureItem,
    PicturePrinted,
    PictureSection,
    PictureSeries,
)
from concord.evidence.models.releases import Release, ReleaseCell

__all__ = [
    "OF_KIND",
    "PERSONAL",
    "Area",
    "AreaBoundary",
    "BadRow",
    "Batch",
    "Benchmark",
    "BreakTakenBack",
    "Category",
    "Extract",
    "ExtractChunk",
    "Frequency",
    "Indicator",
    "IndicatorPhase",
    "IndicatorVersion",
    "Mapping",
    "MappingVersion",
    "Multiplier",
    "Observation",
    "Period",
    "Phase",
    "PictureFigure",
    "PictureItem",
    "PicturePrinted",
    "PictureSection",
    "PictureSeries",
    "Release",
    "ReleaseCell",
    "SeriesBreak",
    "Unit",
    "kind_of",
]
