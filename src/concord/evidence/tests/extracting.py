"""What tests of files that are counted share: a mapping, and how it is counted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from concord.access.actor import Actor, acting_as
from concord.evidence import testing_extracts as invented
from concord.evidence.actions import dictionary, extracts
from concord.evidence.extracts.loading import Asked, load
from concord.evidence.models import (
    Category,
    Extract,
    Observation,
)
from concord.evidence.testing import Evidence

ROWS = 3_000


def blank_is_a_group(evidence: Evidence) -> Category:
    """A group for rows in which nothing stands."""
    return dictionary.add_category(
        dimension=Category.Dimension.SEX,
        code="not-recorded",
        label="Not recorded",
        no_answer=True,
        by=evidence.lead,
    )


def content(**more: object) -> dict[str, Any]:
    """The mapping of the invented extract: two wards, the rest is of the borough."""
    areas = dict.fromkeys(invented.WARDS, "B1") | {
        "Invented ward 1": "W1",
        "Invented ward 2": "W2",
    }
    sex = {
        "column": "Victim sex",
        "dimension": "sex",
        "values": {"F": "female", "M": "male", "": "not-recorded"},
    }
    return {
        "day": {"column": "Date recorded", "format": "d/m/y"},
        "area": {"column": "Ward", "values": areas},
        "figures": [
            {
                "indicator": "incidents",
                "where": {"DA flag": ["Y"]},
                "breakdowns": [sex],
            },
            {
                "indicator": "victims",
                "count": {"distinct": "Victim number"},
                "where": {"DA flag": ["Y"]},
                "breakdowns": [sex],
            },
            {
                "indicator": "repeats",
                "where": {"DA flag": ["Y"], "Offence group": ["Stalking"]},
                "of": {"where": {"DA flag": ["Y"]}},
            },
        ],
    } | more


def declared(by: Actor, said: dict[str, Any] | None = None) -> Any:
    with acting_as(by):
        return extracts.declare(
            code="police",
            title="Police extract",
            content=said or content(),
            by=by,
        )


def counted(path: Path, by: Actor, **more: Any) -> Extract:
    version = more.pop("version", None) or declared(by)
    return load(Asked(path, version, **more), by=by)


def figures(indicator: str, area: str = "B1", sex: str = "") -> dict[dt.date, Any]:
    """Numerator and denominator of the latest vintages, by first day."""
    rows = Observation.objects.filter(
        indicator__code=indicator,
        area__code=area,
        **({"category__code": sex} if sex else {"category": None}),
    ).order_by("vintage")
    return {row.period_start: (row.numerator, row.denominator) for row in rows}


def all_figures() -> set[tuple[Any, ...]]:
    return set(
        Observation.objects.values_list(
            "indicator__code", "area__code", "category__code", "period_start",
            "numerator", "denominator",
        )
    )  # fmt: skip
