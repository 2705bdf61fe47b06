"""Numbers and sentences of the picture, in one place, so that all papers agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from concord.evidence.picture.figures import (
    Figure,
    Measure,
    Period,
    Stated,
    decimals_of,
    rounded,
)
from concord.evidence.picture.limits import Limits
from concord.foundation.periods import FinancialYear
from concord.foundation.periods.month import MONTH_NAMES

HIDDEN, MISSING, NOT_PRINTED = "hidden", "-", "not printed"
MARKINGS = {
    "management": "For management: exact figures, small counts among them. Not to be "
    "published.",
    "public": "For everybody: only what was printed elsewhere, or what the partnership "
    "has released, protected with all that it released before.",
}
EMPTY = (
    "No local picture yet. It shows incidents and offences, wards, victims and "
    "perpetrators, children, services and cost, each with its source and caveat."
)
CHANCE = (
    "Limits are 95 % limits: they say what chance alone would do. Somebody who is "
    "abused again is counted again, so real figures vary by more."
)


def number(value: float | Decimal, places: int = 0) -> str:
    """Thousands apart, rounded as people round: 1,234 or 16.5."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return f"{rounded(exact, places):,}"


def places_for(measure: Measure, figure: Figure | None = None) -> int:
    """Decimal places of a value: none for counts, one for rates and shares."""
    if measure.per == 1:
        return 0
    if figure is not None and figure.value is not None:
        return min(1, decimals_of(figure.value))
    return 1


def period_words(period: Period) -> str:
    """ "2019/20", "2020", "June 2019 to May 2020"."""
    return period.short if isinstance(period, FinancialYear) else period.label


def value_words(figure: Figure) -> str:
    """ "16.5", "17.3 %", "4,085", or "hidden"."""
    if figure.hidden:
        return HIDDEN
    value = figure.shown_value
    if value is None:
        return MISSING
    shown = number(value, places_for(figure.measure, figure))
    return f"{shown} %" if figure.measure.per == 100 else shown


def limits_words(limits: Limits | None) -> str:
    if limits is None:
        return ""
    return f"{number(limits.lower, 1)} to {number(limits.upper, 1)}"


def count_words(figure: Figure) -> str:
    """ "4,085 incidents"."""
    count = figure.numerator or 0
    unit = figure.measure.unit if count == 1 else figure.measure.units
    return f"{count:,} {unit}"


def stated_words(stated: Stated) -> str:
    """ "£66,192 million", "5.7 %", "over 10,000 incidents"."""
    over = "over " if stated.at_least else ""
    return f"{over}{amount_words(stated.value, stated)}"


def amount_words(value: Decimal, stated: Stated) -> str:
    """Any value in the unit of a stated figure, with its decimal places."""
    own = decimals_of(value) if value != stated.value else 0
    shown = number(value, max(0, stated.printed_places, own))
    if stated.unit.startswith("£"):
        return f"£{shown}{stated.unit[1:]}"
    return f"{shown} {stated.unit}"


def place_in(where: str) -> str:
    """Where in its document a figure is printed: "Section 6, table"."""
    return sentence(where.partition(": ")[2] or where).rstrip(".")


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    cleaned = text.strip()
    if not cleaned:
        return ""
    end = "" if cleaned.endswith((".", "?", "!")) else "."
    return f"{cleaned[0].upper()}{cleaned[1:]}{end}"


def sources_line(sources: Sequence[str]) -> str:
    """ "Source: ..." or "Sources: ...; ..."."""
    if not sources:
        return "Source: figures of the partnership."
    named = "; ".join(one.rstrip(".") for one in sources)
    return f"Source{'s' if len(sources) > 1 else ''}: {named}."


def dated_words(day: date) -> str:
    """ "As on 16 October 2023"."""
    return f"As on {day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
