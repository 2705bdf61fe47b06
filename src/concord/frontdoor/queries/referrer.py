"""Who refers, as far as the house knows it: filled in beforehand."""

from __future__ import annotations

from concord.access.actor import Actor
from concord.frontdoor.said import Referrer
from concord.partnership.models import Membership


def own_words(actor: Actor) -> Referrer:
    """The actor as a referrer: name, role, team and address at work."""
    hat = Membership.objects.select_related("account", "team__agency").get(
        pk=actor.own_hat
    )
    return Referrer(
        name=hat.account.name,
        role=hat.title,
        organisation=hat.team.name,
        contact=hat.account.email,
    )
