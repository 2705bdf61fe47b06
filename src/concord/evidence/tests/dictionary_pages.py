"""What tests of the pages of the dictionary share."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

from concord.evidence.models import (
    Indicator,
    IndicatorVersion,
)

HERE = "/evidence/dictionary/"


def text(answer: Any) -> str:
    """The words of a page."""
    page = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(html.unescape(page).split())


def version_of(indicator: Indicator) -> IndicatorVersion:
    return IndicatorVersion.objects.filter(indicator=indicator).latest("version")


def day(name: str, on: dt.date) -> dict[str, str]:
    return {
        f"{name}_day": str(on.day),
        f"{name}_month": str(on.month),
        f"{name}_year": str(on.year),
    }


def meaning(**other: object) -> dict[str, object]:
    """What the form of a new indicator or version is sent."""
    said: dict[str, object] = {
        "title": "People trained",
        "numerator": "Everybody who finished the course",
        "unit": "person",
        "multiplier": "count",
        "frequency": "quarter",
        "priority": "Prevent",
    }
    return said | other
