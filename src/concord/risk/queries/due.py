"""Assessments of the own team that are to be done again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Min, OuterRef
from django.utils import timezone

from concord.access.actor import Actor
from concord.risk.models import RiskAssessment

AHEAD = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Due:
    """How many are due within a week or late, and since when the first one is."""

    number: int
    first: dt.date | None


def due(actor: Actor) -> Due:
    """How much is due for a desk. Two queries, and no row loaded."""
    rows = _rows(actor)
    number = rows.count()
    if not number:
        return Due(0, None)
    return Due(number, rows.aggregate(first=Min("reassess_on"))["first"])


def due_rows(actor: Actor) -> list[RiskAssessment]:
    """Those that are due, the longest waiting first, with case and instrument."""
    rows = _rows(actor).select_related("case", "instrument")
    return list(rows.order_by("reassess_on", "pk"))


def _rows(actor: Actor) -> Any:
    """The last that count of each case and instrument, in cases that are open."""
    mine = RiskAssessment.objects.visible_to(actor).filter(
        owner_team_id=actor.team_id, superseded_by=None
    )
    later = mine.filter(
        case=OuterRef("case"),
        instrument__code=OuterRef("instrument__code"),
        assessed_on__gt=OuterRef("assessed_on"),
    )
    return mine.filter(
        ~Exists(later),
        case__state="open",
        reassess_on__lte=timezone.localdate() + AHEAD,
    )
