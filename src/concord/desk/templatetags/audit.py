"""`{% load audit %}`: words of the audit's pages."""

from __future__ import annotations

import datetime as dt

from django import template
from django.apps import apps
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from concord.access.audit import hours
from concord.access.audit.openings import DAY, State, state_of
from concord.access.audit.terms import Opened
from concord.access.models import Event, TermsOpening
from concord.foundation.ui.templatetags.ui import tag
from concord.foundation.ui.words import count, long_date

register = template.Library()
register.filter("intcomma", intcomma)


@register.filter
def checked_on(moment: dt.datetime) -> str:
    """ "today at 3:00", "yesterday at 3:00", "on 19 November 2026 at 3:00"."""
    local = timezone.localtime(moment)
    days = (timezone.localdate() - local.date()).days
    day = {0: "today", 1: "yesterday"}.get(days, f"on {long_date(local)}")
    return f"{day} at {local:%-H:%M}"


@register.filter
def out_of_hours(moment: dt.datetime) -> bool:
    """Whether this was at night, at a weekend or on a bank holiday."""
    return hours.out_of_hours(moment)


@register.filter
def role_of(row: Event) -> str:
    """The role in which somebody acted."""
    return str(row.names.role(row))  # type: ignore[attr-defined]


@register.filter
def table_words(name: str) -> str:
    """ "people_personversion" is "Person version"."""
    for model in apps.get_models():
        if model._meta.db_table == name:
            return str(capfirst(model._meta.verbose_name))
    return name.replace("_", " ")


@register.filter
def in_seconds(seconds: float) -> str:
    """ "1 second", "75 seconds"."""
    return count(max(1, round(seconds)), "second")


@register.filter
def breakable(spelled: str) -> SafeString:
    """A hash in groups, which may end a line after each colon."""
    groups = ((group,) for group in spelled.split(":"))
    return format_html_join(SafeString(":<wbr>"), "{}", groups)


@register.simple_tag
def opening_tag(opening: TermsOpening) -> SafeString:
    """How far an opening of search words is, as a tag."""
    state = state_of(opening)
    kind = {State.WAITS: "watch", State.APPROVED: "info", State.OPEN: "good"}
    return tag(state.value.capitalize(), kind.get(state, "quiet"))


@register.filter
def a_day_later(moment: dt.datetime) -> dt.datetime:
    """When what was asked then lapses."""
    return moment + DAY


@register.simple_tag
def words_of_search(words: dict[int, Opened], number: int) -> Opened | None:
    """The words of one of the searches."""
    return words.get(number)


@register.filter
def clock_seconds(moment: dt.datetime) -> str:
    """22:14:07."""
    return f"{timezone.localtime(moment):%-H:%M:%S}"
