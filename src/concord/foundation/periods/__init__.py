"""Periods are values: months, quarters, financial years, and the working days in them.

    >>> Quarter.parse("2022Q3").long_label
    'Quarter 3, 2022 to 2023 (October to December 2022)'

`QuarterField`, for models, is in `concord.foundation.periods.fields`, so that reading
a period needs no Django.
"""

from __future__ import annotations

from concord.foundation.periods.anniversary import a_year_after
from concord.foundation.periods.calendar_year import CalendarYear
from concord.foundation.periods.financial_year import FinancialYear
from concord.foundation.periods.month import Month
from concord.foundation.periods.quarter import Quarter
from concord.foundation.periods.span import Span
from concord.foundation.periods.twelve_months import TwelveMonths
from concord.foundation.periods.working_days import (
    add_working_days,
    bank_holidays,
    is_working_day,
    next_working_day,
    working_day_on_or_after,
    working_day_on_or_before,
    working_days_between,
)

__all__ = [
    "CalendarYear",
    "FinancialYear",
    "Month",
    "Quarter",
    "Span",
    "TwelveMonths",
    "a_year_after",
    "add_working_days",
    "bank_holidays",
    "is_working_day",
    "next_working_day",
    "working_day_on_or_after",
    "working_day_on_or_before",
    "working_days_between",
]
