"""Who stands at the front door, and its targets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.frontdoor.models import FrontDoor
from concord.partnership.models import Team


@dataclass(frozen=True, slots=True)
class Targets:
    """Hours for each stage, and when the door is open. All of it is local."""

    look_within: int = 4
    check_within: int = 24
    decide_within: int = 2
    ask_again_after: int = 16
    opens: dt.time = dt.time(9)
    closes: dt.time = dt.time(17)
    round_the_clock: bool = False
    outside_hours: str = ""


@transaction.atomic
def set_up(*, team: Team, targets: Targets | None = None, by: Actor) -> FrontDoor:
    """This team looks at referrals from now on. Those under way stay where they are.

    Raises ValidationError by field, NotPermitted without the right.
    """
    permit(by, Verb.MANAGE_PARTNERSHIP)
    if team.partnership_id != by.here:
        raise ValidationError({"team": "Choose a team of this partnership."})
    door = FrontDoor.objects.select_for_update().filter(partnership_id=by.here).first()
    door = door or FrontDoor(partnership_id=by.here)
    door.team = team
    said = targets or Targets()
    for each in fields(said):
        setattr(door, each.name, getattr(said, each.name))
    if door.opens >= door.closes:
        raise ValidationError({"closes": "Closes: enter a time after it opens."})
    door.full_clean(validate_constraints=False)
    door.save()
    return door
