"""The picture as a tidy CSV: one row for each figure."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import asdict, fields

from concord.evidence.picture.content import Picture, TidyRow
from concord.foundation.ui.tables.export import guarded

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
NEGATIVE = re.compile(r"-\d[\d,]*(\.\d+)?")
COLUMNS = (*FIRST, *(one.name for one in fields(TidyRow) if one.name not in FIRST))


def render_csv(picture: Picture) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read it rightly."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for section in picture.sections:
        for item in section.items:
            for row in item.rows:
                writer.writerow({k: _inert(v) for k, v in asdict(row).items()})
    return out.getvalue().encode("utf-8-sig")


def _inert(value: str) -> str:
    """A spreadsheet runs what begins like a formula; numbers may be negative."""
    return value if NEGATIVE.fullmatch(value) else str(guarded(value))
