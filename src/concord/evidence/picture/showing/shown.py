"""What a form makes of an item."""

from __future__ import annotations

from dataclasses import dataclass

from concord.evidence.picture.content import Chart, TidyRow
from concord.evidence.picture.figures import Figure
from concord.foundation.documents.tables import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`used` are the figures, for their sources."""

    verdict: str
    table: Table
    used: tuple[Figure, ...] = ()
    chart: Chart | None = None
    rows: tuple[TidyRow, ...] = ()
