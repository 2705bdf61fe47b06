"""`{% load desk %}`: small words of the desk's pages."""

from __future__ import annotations

import datetime as dt

from django import template

from concord.desk.work import Task

register = template.Library()


@register.filter
def days_late(task: Task, today: dt.date) -> int:
    """Days past its date, on the partnership's own day."""
    return task.days_late(today)
