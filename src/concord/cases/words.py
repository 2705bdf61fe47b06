"""How persons, sides and relationships are said on a page."""

from __future__ import annotations

import datetime as dt

from concord.access.models import Side
from concord.foundation.ui.words import MONTHS, long_date
from concord.partnership.models import Partnership
from concord.people.models import PersonVersion, Relationship

NOT_RECORDED = "not recorded"
Precision = PersonVersion.Precision

# What `a` is to `b`, followed by the name of `b`.
RELATED: dict[str, str] = {
    Relationship.Kind.PARTNER: "partner of",
    Relationship.Kind.EX_PARTNER: "former partner of",
    Relationship.Kind.PARENT: "parent of",
    Relationship.Kind.CHILD: "child of",
    Relationship.Kind.SIBLING: "brother or sister of",
    Relationship.Kind.OTHER_FAMILY: "of the family of",
    Relationship.Kind.OTHER: "connected with",
}


def side_word(partnership: Partnership, side: str) -> str:
    """What this partnership calls somebody on this side; our own word if nothing."""
    local = str(partnership.terms.get(side) or "") or Side(side).label
    return f"{local[:1].upper()}{local[1:]}"


def born(known: PersonVersion) -> str:
    """The date of birth, as exactly as it is known."""
    day = known.born_on
    if day is None:
        return NOT_RECORDED
    if known.born_precision == Precision.DAY:
        return long_date(day)
    if known.born_precision == Precision.MONTH:
        return f"{MONTHS[day.month - 1]} {day.year}"
    if known.born_precision == Precision.YEAR:
        return f"{day.year}, day not recorded"
    return f"about {day.year}"


def age(known: PersonVersion, today: dt.date) -> str:
    """The age in whole years; two of them where only the year of birth is known."""
    years = known.age_on(today)
    if years is None or known.born_on is None:
        return ""
    if known.born_precision == Precision.DAY:
        return str(years)
    if known.born_precision == Precision.MONTH:
        # In the month of birth it may not have come yet.
        in_doubt = known.born_on.month == today.month and years > 0
        return f"{years - 1} or {years}" if in_doubt else str(years)
    by_year = today.year - known.born_on.year
    if known.born_precision == Precision.YEAR:
        return f"{by_year - 1} or {by_year}" if by_year else "under 1"
    return f"about {by_year}"


def born_in_words(known: PersonVersion) -> str:
    """ "born 14 March 1991", or that the date is not recorded."""
    day = born(known)
    return f"date of birth {day}" if day == NOT_RECORDED else f"born {day}"


def named(known: PersonVersion | None) -> str:
    """The name as it is said, or that it isn't known."""
    return known.name if known else "Name not known"
