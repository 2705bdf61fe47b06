"""Tabs of the evidence room, and the days of a version in words."""

from __future__ import annotations

import datetime as dt

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse

from concord.access.permit import Verb, may
from concord.foundation.ui.words import long_date

register = template.Library()

# In the order of the page. Which of them there are is known by their addresses.
TABS = (
    ("dashboard", "Dashboard", "evidence:dashboard"),
    ("picture", "Local picture", "picture:show"),
    ("dictionary", "Dictionary", "evidence:dictionary"),
    ("files", "Files", "evidence:files"),
    ("releases", "Figures that were published", "evidence:releases"),
)


@register.simple_tag(takes_context=True)
def evidence_tabs(context: Context) -> list[dict[str, object]]:
    """The tabs of the room, with the one whose page this is."""
    here: str = context["request"].path
    found: list[dict[str, object]] = []
    for code, label, name in TABS:
        if code == "files" and not may(context["request"].actor, Verb.RECORD_FIGURES):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        is_below = code != "dashboard" and here.startswith(url)
        found.append({"label": label, "url": url, "current": here == url or is_below})
    return found


@register.simple_tag
def day_span(first: dt.date | None, last: dt.date | None) -> str:
    """ "From 1 April 2025", "Until 31 March 2025", "1 April ... to ...", "Always"."""
    if first and last:
        return f"{long_date(first)} to {long_date(last)}"
    if first:
        return f"From {long_date(first)}"
    return f"Until {long_date(last)}" if last else "Always"
