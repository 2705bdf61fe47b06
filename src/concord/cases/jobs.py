"""Telling a team that a case waits for it, in its own partnership."""

from __future__ import annotations

import uuid

from concord.access.actions.locks import may_be_told
from concord.access.actor import Actor, acting_as
from concord.cases.letters import TRANSFER_WAITS
from concord.cases.telling import tell_team
from concord.foundation.jobs import RETRY, app
from concord.partnership.roles import Role

PRINCIPAL = "cases.transfers"
# Who is told: the first of these roles in the team in which somebody may be.
RECEIVERS = ((Role.MARAC_COORDINATOR,), (Role.PRACTITIONER,))


@app.task(name="cases.tell_receivers", retry=RETRY)
def tell_receivers(
    transfer_id: str, case_id: str, partnership_id: int, team_id: int
) -> None:
    """Write to those of the team who may know of the case: that there is work."""
    case = uuid.UUID(case_id)
    with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
        tell_team(
            team_id=team_id,
            letter=TRANSFER_WAITS,
            key=f"cases.transfer:{transfer_id}",
            may_know=lambda accounts: may_be_told(case, accounts),
            roles=RECEIVERS,
        )
