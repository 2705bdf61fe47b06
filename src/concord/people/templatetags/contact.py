"""`{% load contact %}`: the card of safe contact for the page of a case."""

from __future__ import annotations

import uuid
from typing import Any

from django import template
from django.template.context import Context

from concord.people.queries.contact import reachable
from concord.people.queries.in_case import may_write
from concord.people.safe_contact import Channel

register = template.Library()


@register.filter
def way(channel: str) -> str:
    """A channel in words: "Ring"."""
    return Channel(channel).label


@register.inclusion_tag("people/contact_card.html", takes_context=True)
def contact_card(context: Context, case_id: uuid.UUID) -> dict[str, Any]:
    """How people of a case are reached, by their rules: `{% contact_card case.pk %}`.

    What the hat of the request may see, without a number or an address. Seven queries.
    """
    actor = context["request"].actor
    return {
        "case_id": case_id,
        "people": reachable(case_id, actor),
        "may_write": may_write(case_id, actor),
    }
