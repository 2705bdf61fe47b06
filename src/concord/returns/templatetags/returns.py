"""Small pictures of returns: SVG with classes and attributes only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from concord.foundation.ui.templatetags.ui import status_tag
from concord.foundation.ui.words import count, listed
from concord.returns.checking import Key
from concord.returns.checking.checks import jump
from concord.returns.forms.typed import seen_json
from concord.returns.periods import Period
from concord.returns.periods import spoken as spoken_period
from concord.returns.queries.form import Cell
from concord.returns.queries.overview import (
    LATE,
    MISSING,
    NOT_DUE,
    ON_TIME,
    OfTeam,
    Standing,
)

register = template.Library()

STEP, LEFT, TOP, BOTTOM = 34, 8, 8.4, 32.1
WORDS = {"month": "months", "quarter": "quarters", "year": "years"}


@register.simple_tag
def small_chart(cell: Cell, every: str = "quarter") -> SafeString:
    """The last five figures of a cell, then this one as a ring, or an arrow."""
    before = list(cell.earlier)[-5:]
    if not before:
        return SafeString("")
    shift = 5 - len(before)
    points = [
        (LEFT + STEP * (at + shift), _height(value, before), value)
        for at, value in enumerate(before)
    ]
    line = "M" + "L".join(f"{x} {y}" for x, y, _ in points)
    return format_html(
        '<svg class="cc-chart" viewBox="0 0 198 54" width="198" height="54" role="img" '
        'aria-label="{}"><path class="ch-line" d="{}"/>{}{}</svg>',
        _said(before, every),
        line,
        format_html_join(
            "",
            '<circle class="ch-usual" cx="{}" cy="{}" r="3"/>'
            '<text x="{}" y="52" text-anchor="middle">{}</text>',
            ((x, y, x, _short(value)) for x, y, value in points),
        ),
        _this_one(cell, before),
    )


def _said(before: Sequence[Decimal], every: str) -> str:
    count = {1: "", 2: " two", 3: " three", 4: " four", 5: " five"}[len(before)]
    noun = WORDS[every] if count else WORDS[every][:-1]
    return f"Last{count} {noun}: {listed([f'{value:,}' for value in before])}"


def _height(value: Decimal, of: Sequence[Decimal]) -> float:
    low, high = min(of), max(of)
    if high == low:
        return (TOP + BOTTOM) / 2
    share = float((value - low) / (high - low))
    return round(min(BOTTOM, max(TOP, BOTTOM - share * (BOTTOM - TOP))), 1)


def _this_one(cell: Cell, before: Sequence[Decimal]) -> SafeString:
    value = cell.value
    if value is None:
        return SafeString("")
    x = LEFT + STEP * 5
    far = jump(value, before)
    if far:
        up = far == "up"
        path = f"M{x} 26V5m-4 5l4-5 4 5" if up else f"M{x} 8V29m-4 -5l4 5 4 -5"
        sign = format_html('<path class="ch-far" d="{}"/>', path)
    else:
        sign = format_html(
            '<circle class="ch-ring" cx="{}" cy="{}" r="4"/>', x, _height(value, before)
        )
    return format_html(
        '{}<text class="ch-last" x="{}" y="52" text-anchor="middle">{}</text>',
        sign,
        x,
        _short(value),
    )


def _short(value: Decimal) -> str:
    """At most five signs: 12,345 becomes 12k."""
    if value < 10_000:
        return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:.1f}"
    if value < 1_000_000:
        return f"{value / 1000:.0f}k"
    return f"{value / 1_000_000:.1f}m"


@register.filter
def seen(cell: Cell) -> str:
    """What the page knows of a cell, to be sent back with what is typed."""
    return seen_json(cell)


@register.simple_tag
def was(before: Mapping[Key, str], cell: Cell) -> SafeString:
    """What was accepted before, where a correction changes it."""
    then = before.get(cell.key)
    if then is None or then == cell.entry.typed:
        return SafeString("")
    return format_html(
        '<br><span class="cc-muted cc-small">was {}</span>', then or "blank"
    )


@register.simple_tag
def days_late(due: dt.date, today: dt.date) -> SafeString:
    """ "18 days late" in brick, by the day that it is for the partnership."""
    late = (today - due).days
    if late <= 0:
        return SafeString("")
    return format_html(
        '<span class="cc-late cc-nowrap">{} late</span>', count(late, "day")
    )


@register.filter
def spoken(period: Period) -> str:
    """ "July to September 2026"."""
    return spoken_period(period)


TAGS = {ON_TIME: "good", LATE: "watch", MISSING: "late", NOT_DUE: "quiet"}


@register.simple_tag
def timely_tag(standing: Standing) -> SafeString:
    """Whether it came on time, as a tag; nothing before it is due."""
    if standing.timely == NOT_DUE:
        return SafeString("")
    return status_tag(TAGS[standing.timely], standing.words)


@register.simple_tag
def timely_picture(team: OfTeam) -> SafeString:
    """One square a return: filled on time, half late, crossed missing."""
    count_of = len(team.standings)
    width = 18 * count_of
    said = listed(
        [f"{spoken_period(one.window.period)} {one.words}" for one in team.standings]
    )
    squares = format_html_join(
        "",
        '<rect class="{}" x="{}" y="1" width="14" height="14"/>{}',
        (
            (f"ch-sent ch-sent--{one.timely}", 1 + 18 * at, _mark(one, 1 + 18 * at))
            for at, one in enumerate(team.standings)
        ),
    )
    return format_html(
        '<svg class="cc-chart" viewBox="0 0 {} 16" width="{}" height="16" role="img" '
        'aria-label="{}">{}</svg>',
        width,
        width,
        said,
        squares,
    )


def _mark(standing: Standing, x: int) -> SafeString:
    if standing.timely == MISSING:
        return format_html('<path class="ch-far" d="M{} 4l8 8m0 -8l-8 8"/>', x + 3)
    if standing.timely == LATE:
        return format_html(
            '<rect class="f-watch" x="{}" y="8" width="14" height="7"/>', x
        )
    return SafeString("")
