"""`{% load frontdoor %}`: dates of birth as they were said."""

from __future__ import annotations

from django import template

from concord.frontdoor.models import Named
from concord.people.models import PersonVersion

register = template.Library()
Precision = PersonVersion.Precision


@register.filter
def born_of(one: Named) -> str:
    """A date of birth, as exactly as it was said."""
    born = one.born_on
    if born is None:
        return "not said"
    return {
        Precision.DAY: f"{born:%-d %B %Y}",
        Precision.MONTH: f"{born:%B %Y}",
        Precision.YEAR: f"{born:%Y}",
        Precision.ABOUT: f"about {born:%Y}",
    }.get(Precision(one.born_precision), "not said")
