"""Working hours, in one place: what is out of them stands out in the audit."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from concord.foundation.periods import is_working_day

FIRST = dt.time(7)  # in London
LAST = dt.time(20)


def out_of_hours(moment: dt.datetime) -> bool:
    """Before 7:00, from 20:00 on, at weekends and on bank holidays of England."""
    local = timezone.localtime(moment)
    return not (is_working_day(local.date()) and FIRST <= local.time() < LAST)
