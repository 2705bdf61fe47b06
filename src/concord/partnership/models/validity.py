"""Things that exist from one day to another: a date range, upper end excluded."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from concord.foundation.classified import classified


def from_today() -> DateRange:
    """Valid from today with no end."""
    return DateRange(timezone.localdate(), None)


class ValidQuerySet(models.QuerySet):
    """Adds `valid_on(day)` to the querysets of models with a `valid` range."""

    def valid_on(self, day: dt.date | None = None) -> ValidQuerySet:
        """Rows that exist on `day` (today if not given)."""
        return self.filter(valid__contains=day or timezone.localdate())


@classified(internal="valid")
class Valid(models.Model):
    """A row with a `valid` range of dates."""

    valid = DateRangeField(default=from_today)

    objects = ValidQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_valid_on(self, day: dt.date) -> bool:
        """Whether the row exists on `day`; one that never began does on none."""
        if self.valid.isempty:
            return False
        starts, ends = self.valid.lower, self.valid.upper
        return (starts is None or starts <= day) and (ends is None or day < ends)
