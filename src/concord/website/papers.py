"""The contact card and the poster, with or without words that say what they are for.

Names and titles of files are neutral: what is downloaded stays on a telephone.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from concord.foundation.documents.typesetting import typeset_pdf
from concord.website.lines import Line, national

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: `says` is whether a stranger who sees it knows what it is about."""

    number: int
    template: str
    title: str
    says: bool


PAPERS = {
    one.number: one
    for one in (
        Paper(1, "card.typ", "Card", says=True),
        Paper(2, "card.typ", "Appointment card", says=False),
        Paper(3, "poster.typ", "Poster", says=True),
        Paper(4, "poster.typ", "Poster", says=False),
    )
}
FIRST = "ndah"
OTHERS = (
    ("men", "Men"),
    ("galop", "LGBT+"),
    ("karma", "Forced marriage"),
    ("childline", "Under 19"),
    ("respect", "Worried how you act"),
)


def paper(made: Paper, *, near: Line | None, dated: dt.date) -> bytes:
    """The PDF. `near` is a local service that was checked, if there is one."""
    local = {"name": near.name, "number": near.number} if near else None
    return _drawn(made, json.dumps(local), dated.replace(day=1))


@lru_cache(maxsize=64)
def _drawn(made: Paper, near: str, month: dt.date) -> bytes:
    """Drawn once for what is on it: it takes long, and anybody may ask for it."""
    known = {one.key: one for one in national()}
    data = {
        "title": made.title,
        "says": made.says,
        "first": {"name": known[FIRST].name, "number": known[FIRST].number},
        "near": json.loads(near),
        "others": [[label, known[key].number] for key, label in OTHERS],
        "month": f"{month:%B %Y}",
    }
    return typeset_pdf(HERE / made.template, data, dated=month)
