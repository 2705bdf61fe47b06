"""The picture as a tidy CSV: one row for each figure."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, fields

from concord.evidence.picture.content import Picture, TidyRow
from concord.foundation.documents.inert import inert_figure

FIRST = (
    "indicator",
    "unit",
    "area",
    "period",
    "category",
    "value",
    "lower",
    "upper",
    "status",
    "source",
    "caveat",
)
COLUMNS = (*FIRST, *(one.name for one in fields(TidyRow) if one.name not in FIRST))


def render_csv(picture: Picture) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read it rightly."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for section in picture.sections:
        for item in section.items:
            for row in item.rows:
                writer.writerow({k: inert_figure(v) for k, v in asdict(row).items()})
    return out.getvalue().encode("utf-8-sig")
