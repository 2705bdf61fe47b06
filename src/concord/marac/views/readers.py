"""Whose name stands on what is taken out of a MARAC."""

from __future__ import annotations

from django.utils import timezone

from concord.access.actor import Actor
from concord.foundation.ui.words import clock, long_date
from concord.marac.minutes_paper import Reader
from concord.partnership.models import Membership

PDF = "application/pdf"


def reader_of(actor: Actor) -> Reader:
    """Whoever asks, in their own hat, at this moment. One query."""
    hat = Membership.objects.select_related("account", "team").get(pk=actor.own_hat)
    now = timezone.now()
    return Reader(
        name=hat.account.name,
        hat=f"{hat.get_role_display()}, {hat.team.short_name}",
        moment=f"{long_date(now)}, {clock(now)}",
    )
