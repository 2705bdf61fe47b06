"""`{% load people %}`: local words for roles, and days from a range."""

from __future__ import annotations

import datetime as dt

from django import template

from concord.foundation.ui.words import long_date
from concord.partnership import terms
from concord.partnership.models import Cover, Partnership

register = template.Library()


@register.simple_tag
def role_word(partnership: Partnership, role: str) -> str:
    """What this partnership calls a role."""
    return terms.role_word(partnership, role)


@register.simple_tag
def days_of(cover: Cover) -> str:
    """The days of a stand-in, both included."""
    first, after = cover.during.lower, cover.during.upper
    last = after - dt.timedelta(days=1)
    if first == last:
        return long_date(first)
    return f"{long_date(first)} to {long_date(last)}"
