"""`{% load audit %}`: words of the audit's pages."""

from __future__ import annotations

import datetime as dt

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone

from concord.foundation.ui.words import long_date

register = template.Library()
register.filter("intcomma", intcomma)


@register.filter
def checked_on(moment: dt.datetime) -> str:
    """ "today at 3:00", "yesterday at 3:00", "on 19 November 2026 at 3:00"."""
    local = timezone.localtime(moment)
    days = (timezone.localdate() - local.date()).days
    day = {0: "today", 1: "yesterday"}.get(days, f"on {long_date(local)}")
    return f"{day} at {local:%-H:%M}"
