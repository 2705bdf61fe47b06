"""The periods of returns: a month, a quarter or a financial year."""

from __future__ import annotations

import datetime as dt

from concord.foundation.periods import FinancialYear, Month, Quarter

Period = Month | Quarter | FinancialYear
KINDS: dict[str, type[Month] | type[Quarter] | type[FinancialYear]] = {
    "month": Month,
    "quarter": Quarter,
    "year": FinancialYear,
}


def period_of(every: str, day: dt.date) -> Period:
    """The period of this length that holds `day`."""
    return KINDS[every].containing(day)


def spoken(period: Period) -> str:
    """The period as a heading says it: "July to September 2026"."""
    if isinstance(period, Quarter):
        return period.months_label
    return period.label
