"""The nouns of data returns."""

from __future__ import annotations

from concord.returns.models.sheets import Every, Sheet, SheetField, SheetVersion
from concord.returns.models.submissions import ReturnCell, ReturnFile, Submission
from concord.returns.models.windows import Chase, ReturnWindow

__all__ = [
    "Chase",
    "Every",
    "ReturnCell",
    "ReturnFile",
    "ReturnWindow",
    "Sheet",
    "SheetField",
    "SheetVersion",
    "Submission",
]
