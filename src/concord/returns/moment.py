"""When something is done with a return: now, on the day that its partnership lives."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from concord.partnership.models import Partnership


def moment(partnership: Partnership, at: dt.datetime | None = None) -> dt.datetime:
    """`at`, where it is given; else now.

    An example lives on a day of its own. What is tried out there is done on that day,
    at this hour: else each return of it would be years late.
    """
    if at is not None:
        return at
    now = timezone.now()
    if partnership.example_today is None:
        return now
    hour = timezone.localtime(now).time()
    return timezone.make_aware(dt.datetime.combine(partnership.example_today, hour))
