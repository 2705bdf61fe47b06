"""One thing to do, as a desk shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: which room it comes from, what, about what, by when."""

    room: str
    what: str
    about: str
    url: str
    due: dt.date | None = None
    whose: str = "You"

    def days_late(self, today: dt.date) -> int:
        """Days past its date, 0 when there is time."""
        return max(0, (today - self.due).days) if self.due else 0
