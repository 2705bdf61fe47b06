"""Opening hours as people write them, one rule a line; read and written.

Monday to Friday 9am to 4:30pm
Wednesday 6pm to 9pm
Every day day and night
Bank holidays 9am to 5pm
Bank holidays closed
Closed 2026-12-25 to 2026-12-28
Term time Monday to Friday 3pm to 5pm, 2026-09-01 to 2026-12-18
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concord.directory.opening import DAY_NAMES, DAYS, Hours, clock

_DAY = {name[:3].lower(): code for name, code in zip(DAY_NAMES, DAYS, strict=True)}
_NAMES = "|".join(f"{name}s?|{name[:3]}" for name in DAY_NAMES) + "|tues|thurs?"
_RANGE = re.compile(rf"\b({_NAMES})\b(?:\s*(?:to|-|–)\s*\b({_NAMES})\b)?", re.I)
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?|(midday|noon|midnight)"
_SPAN = re.compile(rf"(?:{_TIME})\s*(?:to|-|–|until)\s*(?:{_TIME})", re.I)
_DATES = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*to\s*(\d{4}-\d{2}-\d{2}))?")
_ALL_DAY = re.compile(r"day and night|24 ?hours|round the clock|24/7|all day", re.I)
_EVERY = re.compile(r"every day|daily|all week", re.I)
_WEEKENDS = re.compile(r"\bweekends?\b", re.I)
_WEEKDAYS = re.compile(r"\bweekdays?\b", re.I)


class NotHours(ValueError):
    """A line that can't be read. The message names it and shows how to write it."""


@dataclass(frozen=True, slots=True)
class SaidHours:
    """One rule, with the fields of `Schedule`."""

    kind: str = "regular"
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    dtstart: dt.date | None = None
    freq: str = "WEEKLY"
    interval: int | None = None
    byday: str = ""
    bymonthday: str = ""
    opens_at: dt.time | None = None
    closes_at: dt.time | None = None
    description: str = ""
    notes: str = ""


def read_hours(text: str) -> tuple[SaidHours, ...]:
    """The rules of a text, line by line or divided by ";". Raises NotHours."""
    lines = (line.strip(" .") for line in re.split(r"[\n;]", text))
    return tuple(_line(line) for line in lines if line)


def _line(line: str) -> SaidHours:
    start, end = _dates(line)
    rest = _DATES.sub("", line).strip(" ,")
    lower = rest.lower()
    if lower in ("closed", "closed from"):
        if start is None:
            raise NotHours(f'"{line}": write from when to when, as 2026-12-25.')
        return SaidHours("closed", start, end or start, freq="")
    kind = "regular"
    if lower.startswith("bank holiday"):
        kind, rest = "holiday", re.sub(r"(?i)^bank holidays?", "", rest)
        if "closed" in rest.lower():
            return SaidHours(kind, start, end, freq="")
    elif lower.startswith("term time"):
        kind, rest = "term", rest[len("term time") :]
    days, rest = _days(rest)
    opens, closes = _times(line, rest)
    if not days and kind != "holiday":
        raise NotHours(
            f'"{line}": write days and times, as Monday to Friday 9am to 5pm.'
        )
    return SaidHours(
        kind,
        start,
        end,
        freq="WEEKLY" if days else "",
        byday=",".join(days),
        opens_at=opens,
        closes_at=closes,
    )


def _dates(line: str) -> tuple[dt.date | None, dt.date | None]:
    found = _DATES.search(line)
    if not found:
        return None, None
    try:
        first = dt.date.fromisoformat(found[1])
        last = dt.date.fromisoformat(found[2]) if found[2] else None
    except ValueError as error:
        raise NotHours(f'"{line}": no such day. Write it as 2026-12-25.') from error
    if last and last < first:
        raise NotHours(f'"{line}": the last day is before the first.')
    return first, last


def _days(text: str) -> tuple[list[str], str]:
    """Codes of days in the order of the week, and what is left of the text."""
    found: set[str] = set()
    if _EVERY.search(text):
        found |= set(DAYS)
    if _WEEKENDS.search(text):
        found |= {"SA", "SU"}
    if _WEEKDAYS.search(text):
        found |= set(DAYS[:5])
    for first, last in _RANGE.findall(text):
        start = DAYS.index(_DAY[first[:3].lower()])
        end = DAYS.index(_DAY[last[:3].lower()]) if last else start
        count = (end - start) % 7
        found |= {DAYS[(start + step) % 7] for step in range(count + 1)}
    return [day for day in DAYS if day in found], _RANGE.sub(" ", text)


def _times(line: str, rest: str) -> tuple[dt.time, dt.time]:
    if _ALL_DAY.search(rest):
        return dt.time(0), dt.time(0)
    found = _SPAN.search(rest)
    if not found:
        raise NotHours(f'"{line}": write the times as 9am to 4:30pm.')
    first, last = found.groups()[:4], found.groups()[4:]
    if not any((first[1], first[2], first[3], last[1], last[2], last[3])):
        raise NotHours(f'"{line}": say am or pm, as 9am to 4:30pm.')
    try:
        closes = _time(*last)
        # "9 to 5pm" begins in the morning, "2 to 5pm" after midday.
        opens = _time(*first) if first[2] or not last[2] else _before(first, closes)
    except ValueError as error:
        raise NotHours(f'"{line}": no such time. Write 9am to 4:30pm.') from error
    return opens, closes


def _before(said: Sequence[str | None], closes: dt.time) -> dt.time:
    """A time without am or pm: the later of both that is before closing."""
    hour, minute, _, word = said
    morning = _time(hour, minute, "am", word)
    if word or (hour and int(hour) > 12):
        return _time(hour, minute, None, word)
    evening = _time(hour, minute, "pm", word)
    return evening if evening < closes else morning


def _time(
    hour: str | None, minute: str | None, half: str | None, word: str | None
) -> dt.time:
    if word:
        return dt.time(0 if word.lower() == "midnight" else 12)
    number = int(hour or "")
    if half:
        if not 1 <= number <= 12:
            raise ValueError(number)
        number = number % 12 + (12 if half.lower() == "pm" else 0)
    return dt.time(0 if number == 24 else number, int(minute or 0))


def write_hours(schedules: Iterable[Hours]) -> str:
    """The same rules as text; what the words can't say stays out."""
    return "\n".join(line for one in schedules if (line := _written(one)))


def _written(one: Hours) -> str:
    dates = ""
    if one.valid_from:
        dates = one.valid_from.isoformat()
        dates += f" to {one.valid_to.isoformat()}" if one.valid_to else ""
    if one.kind == "closed":
        return f"Closed {dates}"
    if one.kind == "holiday" and one.opens_at is None:
        return "Bank holidays closed"
    if one.opens_at is None or one.freq == "MONTHLY" or (one.interval or 1) > 1:
        return ""
    closes = one.closes_at or dt.time(0)
    times = (
        "day and night"
        if one.opens_at == closes
        else f"{clock(one.opens_at)} to {clock(closes)}"
    )
    days = {"holiday": "Bank holidays"}.get(one.kind) or _day_words(one.byday)
    start = "Term time " if one.kind == "term" else ""
    return f"{start}{days} {times}" + (f", {dates}" if dates else "")


def _day_words(byday: str) -> str:
    days = [day for day in DAYS if day in byday.upper().split(",")]
    if not days or len(days) == len(DAYS):
        return "Every day"
    places = [DAYS.index(day) for day in days]
    names = [DAY_NAMES[place] for place in places]
    if len(places) > 2 and places[-1] - places[0] == len(places) - 1:
        return f"{names[0]} to {names[-1]}"
    return ", ".join(names)
