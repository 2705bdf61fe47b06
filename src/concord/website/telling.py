"""Putting words, times and states into a page, in the language of the page.

A translator's words are text, never markup: they are escaped before anything is put
into them. Numbers and times stand in an island that runs from left to right.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from concord.website.languages import ENGLISH, Language
from concord.website.lines import DAYS, State
from concord.website.texts import english

NUMBER = re.compile(r"\d[\d: ]*\d|\d")
NAMED = {dt.time(0): "midnight", dt.time(12): "midday"}
BRACES = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language and its words; what is missing is said in English."""

    language: Language
    words: dict[str, str]

    def raw(self, key: str) -> str:
        """The word as it is kept. Raises KeyError for a key that nobody knows."""
        return self.words.get(key) or english()[key]


def in_english() -> Tongue:
    """The words that come with the program."""
    return Tongue(ENGLISH, english())


def island(text: str) -> SafeString:
    """A number, time or telephone number that keeps its order."""
    return mark_safe(  # noqa: S308
        f'<span class="c-ltr" dir="ltr">{conditional_escape(text)}</span>'
    )


def say(tongue: Tongue, key: str, **values: object) -> SafeString:
    """The words of `key` with `values` in their places. Safe to put into a page."""
    words = str(escape(tongue.raw(key)))
    if tongue.language.direction == "rtl":
        words = NUMBER.sub(lambda found: str(island(found[0])), words)
    told = {name: _safe(value) for name, value in values.items()}
    # Only plain names in braces: `format` itself would reach into objects.
    return mark_safe(BRACES.sub(lambda m: str(told.get(m[1], "")), words))  # noqa: S308


def _safe(value: object) -> str:
    return value if isinstance(value, SafeString) else str(escape(str(value)))


def braces(text: str) -> set[str]:
    """What has to be put into a text."""
    return set(BRACES.findall(text))


def say_55(tongue: Tongue) -> SafeString:
    """How to reach the police without a word; the figures to press stand in a box."""
    words = say(tongue, "press_55")
    boxed = '<span class="c-55">55</span>'
    return mark_safe(re.sub(r"\b55\b", boxed, words))  # noqa: S308


def say_time(tongue: Tongue, at: dt.time) -> SafeString:
    """9 am, 4:30 pm, midday, midnight."""
    if at in NAMED:
        return say(tongue, NAMED[at])
    hour = (at.hour - 1) % 12 + 1
    figures = f"{hour}:{at.minute:02d}" if at.minute else str(hour)
    return say(tongue, "am" if at.hour < 12 else "pm", time=island(figures))


def say_now(tongue: Tongue, now: dt.datetime) -> SafeString:
    """It is 9:42 pm on Sunday."""
    return say(
        tongue,
        "now",
        time=say_time(tongue, now.time()),
        day=say(tongue, DAYS[now.weekday()]),
    )


def say_state(tongue: Tongue, state: State) -> SafeString:
    """Open now, until 5 pm."""
    values: dict[str, object] = {}
    if state.at is not None:
        values["time"] = say_time(tongue, state.at)
    if state.day:
        values["day"] = say(tongue, state.day)
    if state.minutes:
        values["minutes"] = island(str(state.minutes))
    return say(tongue, state.key, **values)


def say_far(tongue: Tongue, miles: float) -> SafeString:
    """About 2 miles away. Rough: middles of postcode districts are no doors."""
    if miles < 1:
        return say(tongue, "far_less")
    count = round(miles)
    if count == 1:
        return say(tongue, "far_one")
    return say(tongue, "far_some", count=island(str(count)))
