"""What a team has sent before, as accepted: for small charts and for the checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from concord.returns.checking import Key
from concord.returns.models import ReturnCell, ReturnWindow, Submission
from concord.returns.models.sheets import plain_number
from concord.returns.periods import period_of

LOOKED_BACK = 5  # periods


def earlier_figures(window: ReturnWindow) -> dict[Key, list[Decimal]]:
    """Accepted figures of the last five periods, oldest first, by cell. One query.

    Of each period the last accepted return counts; fields are matched by their codes,
    so that a new version of the sheet goes on with the same lines.
    """
    since = period_of(window.every, window.first_day).plus(-LOOKED_BACK).first_day
    rows: Sequence[tuple[dt.date, int, str, str, Decimal | None]] = list(
        ReturnCell.objects.filter(
            partnership_id=window.partnership_id,
            submission__window__sheet_id=window.sheet_id,
            submission__window__team_id=window.team_id,
            submission__window__first_day__gte=since,
            submission__window__first_day__lt=window.first_day,
            submission__state=Submission.State.ACCEPTED,
        )
        .order_by("submission__window__first_day", "submission__n")
        .values_list(
            "submission__window__first_day",
            "submission__n",
            "field__code",
            "category",
            "value",
        )
    )
    by_day: dict[Key, dict[dt.date, Decimal | None]] = {}
    for day, _, code, category, value in rows:
        by_day.setdefault((code, category), {})[day] = value
    return {
        key: [plain_number(value) for value in days.values() if value is not None]
        for key, days in by_day.items()
    }
