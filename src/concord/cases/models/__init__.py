"""The nouns of cases. Rooms above import them from here."""

from __future__ import annotations

from concord.cases.models.cases import Case, Party
from concord.cases.models.disposal import Disposal, LegalHold
from concord.cases.models.links import CounterAllegation, ParallelProcess, Transfer

__all__ = [
    "Case",
    "CounterAllegation",
    "Disposal",
    "LegalHold",
    "ParallelProcess",
    "Party",
    "Transfer",
]
