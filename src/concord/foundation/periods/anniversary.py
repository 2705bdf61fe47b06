"""Twelve months from a day, as rules and people count them."""

from __future__ import annotations

import datetime as dt


def a_year_after(day: dt.date) -> dt.date:
    """The same day a year later; 28 February for a leap day.

    >>> a_year_after(dt.date(2024, 2, 29))
    datetime.date(2025, 2, 28)
    """
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
