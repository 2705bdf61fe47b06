"""What the pages of the evidence room have in common."""

from __future__ import annotations

import datetime as dt

from django import template
from django.urls import NoReverseMatch, reverse

from concord.foundation.ui.words import long_date

register = template.Library()

# In the order of the page. Which of them there are is known by their addresses.
TABS = (
    ("dashboard", "Dashboard", "evidence:dashboard"),
    ("picture", "Local picture", "evidence:picture"),
    ("dictionary", "Dictionary", "evidence:dictionary"),
    ("releases", "Figures that were published", "evidence:releases"),
)


@register.simple_tag
def evidence_tabs(here: str = "") -> list[dict[str, object]]:
    """The tabs of the room; `here` is the code of the one that is shown."""
    found: list[dict[str, object]] = []
    for code, label, name in TABS:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        found.append({"label": label, "url": url, "current": code == here})
    return found


@register.simple_tag
def day_span(first: dt.date | None, last: dt.date | None) -> str:
    """ "From 1 April 2025", "Until 31 March 2025", "1 April ... to ...", "Always"."""
    if first and last:
        return f"{long_date(first)} to {long_date(last)}"
    if first:
        return f"From {long_date(first)}"
    return f"Until {long_date(last)}" if last else "Always"
