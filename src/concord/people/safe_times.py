"""At which hours it is safe: a week of windows, local time, with bank holidays.

Times of a rule are kept as `[{"day": 1, "from": "10:00", "to": "14:00"}]`: day 1 is
Monday, the end is not part of it, and "24:00" ends a day. No times means no hour at
all: nobody has said that one is safe.

On a bank holiday an hour is safe only when it is so on that day of the week *and* on
Sundays: who is at work or at school on other Mondays is at home, and Sunday's habits
need not hold either.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from concord.foundation.periods import bank_holidays

LONDON = ZoneInfo("Europe/London")
SUNDAY = 7
DAY = 24 * 60  # minutes
# A rule that holds on some day of the week comes round within these days, Easter and
# Christmas included.
FAR_ENOUGH = 21
NAMES = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip

_CLOCK = re.compile(r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})")
_TWELVE = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>[ap])\.?m\.?"
)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Safe minutes of one day of the week: from `start` up to, not including, `end`."""

    day: int
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 1 <= self.day <= SUNDAY:
            raise ValueError("A day is a number from 1, Monday, to 7, Sunday.")
        if not 0 <= self.start < self.end <= DAY:
            raise ValueError("Safe hours begin before they end, on the same day.")

    @classmethod
    def parse(cls, row: Mapping[str, Any]) -> Window:
        """One window as a rule keeps it. Raises ValueError for anything else."""
        try:
            return cls(int(row["day"]), minutes(row["from"]), minutes(row["to"]))
        except (KeyError, TypeError) as error:
            raise ValueError("A window has day, from and to.") from error

    def kept(self) -> dict[str, Any]:
        """As a rule keeps it."""
        return {"day": self.day, "from": clock(self.start), "to": clock(self.end)}


ALWAYS = tuple(Window(day, 0, DAY) for day in range(1, SUNDAY + 1))


def minutes(text: str) -> int:
    """Minutes after midnight of "10:00", "9.30", "2pm" or "24:00".

    Raises ValueError, also for "2:30" and a bare number, which could be of the
    morning or of the afternoon.
    """
    said = text.strip().lower()
    found = _CLOCK.fullmatch(said)
    if found and not re.match(r"[1-6][:.]", said):
        hour, minute = int(found["hour"]), int(found["minute"])
        if minute < 60 and (hour < 24 or (hour, minute) == (24, 0)):
            return hour * 60 + minute
    found = _TWELVE.fullmatch(said)
    if found:
        hour, minute = int(found["hour"]), int(found["minute"] or 0)
        if 1 <= hour <= 12 and minute < 60:
            return (hour % 12 + (12 if found["half"] == "p" else 0)) * 60 + minute
    raise ValueError(f'"{text}" is not a time of day: write it like 10:00 or 2pm.')


def clock(minute: int) -> str:
    """Minutes after midnight as "09:30"; the end of a day is "24:00"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def week(rows: Iterable[Mapping[str, Any]]) -> tuple[Window, ...]:
    """The windows of a rule, in order, those that touch made one. Raises ValueError."""
    return joined(Window.parse(row) for row in rows)


def joined(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The same minutes in as few windows as there can be, in order."""
    found: list[Window] = []
    for one in sorted(windows):
        last = found[-1] if found else None
        if last is not None and last.day == one.day and one.start <= last.end:
            found[-1] = Window(one.day, last.start, max(last.end, one.end))
        else:
            found.append(one)
    return tuple(found)


def within(inner: Sequence[Window], outer: Sequence[Window]) -> bool:
    """Whether every minute of `inner` is one of `outer`."""
    wide = joined(outer)
    return all(
        any(o.day == i.day and o.start <= i.start and i.end <= o.end for o in wide)
        for i in joined(inner)
    )


def spans_on(windows: Sequence[Window], day: dt.date) -> list[tuple[int, int]]:
    """Safe minutes of one date, as (start, end): on a bank holiday, the fewer."""
    own = [(w.start, w.end) for w in joined(windows) if w.day == day.isoweekday()]
    if day not in bank_holidays(day.year):
        return own
    sundays = [(w.start, w.end) for w in joined(windows) if w.day == SUNDAY]
    both = [
        (max(a, c), min(b, d))
        for a, b in own
        for c, d in sundays
        if max(a, c) < min(b, d)
    ]
    return sorted(both)


def safe_until(windows: Sequence[Window], at: dt.datetime) -> dt.datetime | None:
    """Until when it stays safe; None when it is not safe at `at`.

    Raises ValueError for a moment without a time zone.
    """
    local = _local(at)
    now = local.hour * 60 + local.minute
    for start, end in spans_on(windows, local.date()):
        if start <= now < end:
            return _moment(local.date(), end)
    return None


def next_safe(windows: Sequence[Window], at: dt.datetime) -> dt.datetime | None:
    """The first safe moment from `at` on; None when there is none in three weeks."""
    if safe_until(windows, at) is not None:
        return at
    local = _local(at)
    for ahead in range(FAR_ENOUGH + 1):
        day = local.date() + dt.timedelta(days=ahead)
        for start, _ in spans_on(windows, day):
            begins = _moment(day, start)
            if begins > at:
                return begins
    return None


def _local(at: dt.datetime) -> dt.datetime:
    if at.tzinfo is None:
        raise ValueError("Give the moment with its time zone.")
    return at.astimezone(LONDON)


def _moment(day: dt.date, minute: int) -> dt.datetime:
    if minute == DAY:
        day, minute = day + dt.timedelta(days=1), 0
    return dt.datetime.combine(day, dt.time(minute // 60, minute % 60), LONDON)


# In words ---------------------------------------------------------------------------


def in_words(windows: Sequence[Window]) -> str:
    """ "weekdays 10:00 to 14:00, not on bank holidays"; "at no time" for none."""
    week_ = joined(windows)
    if not week_:
        return "at no time"
    if week_ == ALWAYS:
        return "at any time"
    said = [f"{days} {hours}" for hours, days in _by_hours(week_)]
    return f"{'; '.join(said)}{_holidays(week_)}"


def by_hours(windows: Sequence[Window]) -> list[tuple[tuple[int, int], list[int]]]:
    """The days of each pair of hours, as (start, end) and days: for a form."""
    found: dict[tuple[int, int], list[int]] = {}
    for one in joined(windows):
        found.setdefault((one.start, one.end), []).append(one.day)
    return list(found.items())


def _by_hours(windows: Sequence[Window]) -> list[tuple[str, str]]:
    found: dict[tuple[int, ...], list[int]] = {}
    for day in sorted({one.day for one in windows}):
        hours = tuple(m for w in windows if w.day == day for m in (w.start, w.end))
        found.setdefault(hours, []).append(day)
    return [(_hours(hours), _days(days)) for hours, days in found.items()]


def _hours(bounds: tuple[int, ...]) -> str:
    if bounds == (0, DAY):
        return "all day"
    pairs = list(pairwise(bounds))[::2]
    return " and ".join(f"{clock(start)} to {clock(end)}" for start, end in pairs)


def _days(days: list[int]) -> str:
    if days == [1, 2, 3, 4, 5]:
        return "weekdays"
    if days == [6, 7]:
        return "weekends"
    if days == [1, 2, 3, 4, 5, 6, 7]:
        return "every day"
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{NAMES[days[0] - 1]} to {NAMES[days[-1] - 1]}"
    names = [f"{NAMES[day - 1]}s" for day in days]
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _holidays(windows: Sequence[Window]) -> str:
    """What to add where bank holidays are not like other days."""
    week_days = [w for w in windows if w.day != SUNDAY]
    sundays = [w for w in windows if w.day == SUNDAY]
    if not week_days:
        return ""
    if not sundays:
        return ", not on bank holidays"
    as_sunday = [Window(w.day, s.start, s.end) for w in week_days for s in sundays]
    if within(week_days, as_sunday):
        return ""
    return "; on bank holidays only when Sunday's hours allow it too"
