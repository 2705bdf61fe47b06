"""The example sign-ins, one for each role, for whoever tries Concord out."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from concord.access.actor import Actor, acting_as
from concord.examples.loading_world import PRINCIPAL
from concord.partnership.models import Membership, Partnership
from concord.partnership.roles import Role


@dataclass(frozen=True, slots=True)
class SignIn:
    """One invented person to sign in as."""

    role: str
    where: str
    email: str
    other_hats: int


def sign_ins() -> list[SignIn]:
    """A person for each role; those of the most storied partnership first."""
    with acting_as(Actor.from_job(PRINCIPAL)):
        examples = list(Partnership.objects.filter(is_example=True).order_by("code"))
    # Bromley first: its example stands just before a board.
    examples.sort(key=lambda one: one.code != "bromley")
    found: dict[Role, SignIn] = {}
    for example in examples:
        with acting_as(Actor.from_job(PRINCIPAL, example.pk)):
            for hat in _hats():
                found.setdefault(
                    Role(hat.role),
                    SignIn(
                        role=Role(hat.role).label,
                        where=f"{example.area_name}, {hat.team.short_name}",
                        email=hat.account.email,
                        other_hats=hat.hats - 1,  # type: ignore[attr-defined]
                    ),
                )
    return [found[role] for role in Role if role in found]


def _hats() -> list[Membership]:
    return list(
        Membership.objects.valid_on()
        .filter(account__is_example=True)
        .select_related("account", "team")
        .annotate(hats=Count("account__memberships"))
        .order_by("hats", "pk")
    )
