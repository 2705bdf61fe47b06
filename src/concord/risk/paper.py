"""An instrument as a form of paper, item for item, with boxes. It names nobody."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from concord.foundation.documents.typesetting import typeset_pdf
from concord.risk.pack import Licence, Pack
from concord.risk.scoring import ANSWER_WORDS, high_from

TEMPLATE = Path(__file__).parent / "paper.typ"
LABELS_ONLY = (
    "Short labels, to note the answers that the instrument's own form has got. They "
    "are not its questions: do not read them out."
)


def paper(pack: Pack, *, dated: dt.date) -> bytes:
    """A PDF/UA-1 of the form. Raises TypesettingError."""
    return typeset_pdf(TEMPLATE, _data(pack, dated), dated=dated)


def _data(pack: Pack, dated: dt.date) -> dict[str, Any]:
    high = high_from(pack)
    return {
        "document": {
            "title": pack.name,
            "author": "Concord",
            "keywords": ["risk"],
            "year": dated.year,
            "month": dated.month,
            "day": dated.day,
            "partnership": pack.name,
            "number": f"Version {pack.version}",
            "marking": "OFFICIAL-SENSITIVE when filled in",
            "draft": False,
        },
        "title": pack.name,
        "note": pack.note,
        "warning": LABELS_ONLY if pack.licence.state == Licence.PARAPHRASED else "",
        "licence": pack.licence.statement,
        "answers": list(ANSWER_WORDS.values()),
        "parts": [
            {
                "title": part.title,
                "items": [
                    {"n": str(item.n), "words": pack.says(item)} for item in part.items
                ],
            }
            for part in pack.parts
        ],
        "is_checklist": pack.kind == "checklist",
        "count": f"Number of Yes (Don't know is not Yes){_high(high)}",
        "is_judged": pack.is_judged or bool(pack.bands) or pack.kind == "checklist",
        "events": f"Events in the past {pack.escalation.months} months",
    }


def _high(high: int | None) -> str:
    return f"; {high} or more is high risk" if high else "; there is no cut-off"
