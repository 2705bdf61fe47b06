"""Telling a team that a case waits for it, in its own partnership."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db.models import BooleanField, F, Func

from concord.access.actions.locks import may_be_told
from concord.access.actor import Actor, acting_as
from concord.cases.letters import NOBODY_CAN_TAKE_IT, TRANSFER_WAITS
from concord.foundation.jobs import RETRY, app
from concord.foundation.post.actions import send
from concord.foundation.post.recipients import Staff
from concord.partnership.models import Membership, Team
from concord.partnership.roles import Role

PRINCIPAL = "cases.transfers"
# Who is told: the first of these roles in the team in which somebody may be.
RECEIVERS = (Role.MARAC_COORDINATOR, Role.PRACTITIONER)
# Who is told when nobody in the team may.
KEEPERS = (Role.ADMINISTRATOR, Role.AUDITOR)


@app.task(name="cases.tell_receivers", retry=RETRY)
def tell_receivers(
    transfer_id: str, case_id: str, partnership_id: int, team_id: int
) -> None:
    """Write to those of the team who may know of the case: that there is work.

    Whoever is locked out of the case is passed over. When nobody is left, those who
    keep roles and locks are told that the team's work is stuck.
    """
    with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
        told = addresses(uuid.UUID(case_id), team_id)
        letter, context = TRANSFER_WAITS, {"link": f"{settings.CONCORD_BASE_URL}/"}
        if not told:
            letter = NOBODY_CAN_TAKE_IT
            told = _keepers(partnership_id)
            context["team"] = Team.objects.get(pk=team_id).short_name
        if told:
            send(
                letter=letter,
                to=[Staff(one) for one in told],
                key=f"cases.transfer:{transfer_id}",
                context=context,
            )


def addresses(case_id: uuid.UUID, team_id: int) -> list[str]:
    """Addresses at work of those in the team who may be told of the case."""
    hats = list(
        Membership.objects.valid_on()
        .filter(team_id=team_id, role__in=RECEIVERS, account__is_active=True)
        .annotate(vouched=_vouched())
        .filter(vouched=True)
        .select_related("account")
    )
    may = may_be_told(case_id, [hat.account_id for hat in hats])
    for role in RECEIVERS:
        found = {
            hat.account.email
            for hat in hats
            if hat.role == role and hat.account_id in may
        }
        if found:
            return sorted(found)
    return []


def _keepers(partnership_id: int) -> list[str]:
    hats = (
        Membership.objects.valid_on()
        .filter(
            partnership_id=partnership_id, role__in=KEEPERS, account__is_active=True
        )
        .select_related("account")
    )
    return sorted({hat.account.email for hat in hats})


def _vouched() -> Func:
    return Func(F("pk"), function="access.people_hat", output_field=BooleanField())
