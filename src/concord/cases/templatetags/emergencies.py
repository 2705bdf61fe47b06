"""`{% load emergencies %}{% emergency_banner case %}`: on every page of a case."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from concord.cases.models import Case
from concord.cases.queries.emergencies import open_emergency

register = template.Library()


@register.inclusion_tag("cases/sharing/emergency_banner.html", takes_context=True)
def emergency_banner(context: Context, case: Case) -> dict[str, Any]:
    """Until when the case is open in an emergency, and how to close it; or nothing."""
    request = context["request"]
    return {
        "case": case,
        "opened": open_emergency(case.pk, request.actor),
        "csrf_token": context.get("csrf_token"),
    }
