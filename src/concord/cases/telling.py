"""Writing to a team that something waits for it: that there is work, not of whom.

Whoever must not know is passed over. Where nobody of the team is left, those who keep
roles and locks are told that its work is stuck, and of them too only who may know.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from django.conf import settings
from django.db.models import BooleanField, F, Func, QuerySet

from concord.cases.letters import NOBODY_CAN_TAKE_IT
from concord.foundation.post import Letter, Staff
from concord.foundation.post.actions import send
from concord.partnership.models import Membership, Team
from concord.partnership.roles import Role

# Of these accounts, those that may know.
MayKnow = Callable[[list[int]], Collection[int]]
# Who is told when nobody in the team may.
KEEPERS = (Role.ADMINISTRATOR, Role.AUDITOR)


def tell_team(
    *,
    team_id: int,
    letter: Letter,
    key: str,
    may_know: MayKnow,
    roles: Sequence[Collection[Role]],
) -> None:
    """Write to those of the first of `roles` in which somebody may know.

    `letter` takes a link and nothing else; it leads to the list of work. Called within
    `acting_as` a job of the team's partnership.
    """
    context = {"link": f"{settings.CONCORD_BASE_URL}/"}
    to = addresses(team_id=team_id, may_know=may_know, roles=roles)
    if not to:
        team = Team.objects.get(pk=team_id)
        letter, context["team"] = NOBODY_CAN_TAKE_IT, team.short_name
        keepers = _worn().filter(partnership_id=team.partnership_id, role__in=KEEPERS)
        to = _of_those_who_may(keepers, may_know)
    if to:
        send(letter=letter, to=[Staff(one) for one in to], key=key, context=context)


def addresses(
    *, team_id: int, may_know: MayKnow, roles: Sequence[Collection[Role]]
) -> list[str]:
    """Addresses at work of those in the team who may be told."""
    approved = (
        _worn()
        .filter(team_id=team_id)
        .annotate(vouched=_vouched())
        .filter(vouched=True)
    )
    for wanted in roles:
        found = _of_those_who_may(approved.filter(role__in=wanted), may_know)
        if found:
            return found
    return []


def _worn() -> QuerySet[Membership]:
    hats: QuerySet[Membership] = Membership.objects.valid_on()
    return hats.filter(account__is_active=True).select_related("account")


def _of_those_who_may(hats: QuerySet[Membership], may_know: MayKnow) -> list[str]:
    found = list(hats)
    may = may_know([hat.account_id for hat in found])
    return sorted({hat.account.email for hat in found if hat.account_id in may})


def _vouched() -> Func:
    return Func(F("pk"), function="access.people_hat", output_field=BooleanField())
