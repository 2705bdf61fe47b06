"""`{% load cases %}`: local words for sides, and dates of birth."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from concord.cases import words
from concord.cases.models import Case
from concord.people.models import PersonVersion

register = template.Library()


@register.simple_tag
def side(case: Case, name: str) -> str:
    """What this partnership calls somebody on this side."""
    return words.side_word(case.partnership, name)


@register.filter("born")
def born_words(version: PersonVersion) -> str:
    """A date of birth, as exactly as it is known."""
    return words.born(version)


@register.filter
def born_in_words(version: PersonVersion) -> str:
    """The date of birth inside a sentence."""
    return words.born_in_words(version)


@register.filter
def some(value: object) -> object:
    """The value, or "not recorded": a blank is shown as one."""
    return value or SafeString('<span class="cc-muted">not recorded</span>')
