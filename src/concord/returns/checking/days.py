"""The day from which something was recorded in another way, as people type it."""

from __future__ import annotations

import datetime as dt
import re

from concord.foundation.periods.month import MONTH_NAMES

FIGURES = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})")
HOW = "Enter a day, such as 1 July 2026"


class NotADay(ValueError):
    """What was typed is no day. The message says what, and the way out."""


def day_in(typed: str) -> dt.date | None:
    """The day that `typed` writes: "1/7/2026", "2026-07-01" or "1 July 2026".

    None for nothing. Raises NotADay.
    """
    text = " ".join(typed.split())
    if not text:
        return None
    parts = _parts(text)
    if parts is None:
        raise NotADay(f"“{text[:40]}” is no day. {HOW}")
    year, month, day = parts
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise NotADay(f"“{text[:40]}” is not in the calendar. {HOW}") from error


def _parts(text: str) -> tuple[int, int, int] | None:
    if found := ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := FIGURES.fullmatch(text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := WORDS.fullmatch(text):
        for number, name in enumerate(MONTH_NAMES, start=1):
            if name.casefold().startswith(found[2].casefold()):
                return int(found[3]), number, int(found[1])
    return None
