"""The MARAC of an example: its panel, its meetings, and an agenda that has left."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from concord.examples import casework as told
from concord.examples.load_cases import as_hat
from concord.examples.load_referrals import reason_of
from concord.examples.loading_world import World
from concord.foundation.periods import working_day_on_or_after
from concord.marac import public as marac
from concord.partnership.roles import Role

BEGINS_AT = dt.time(9, 30)


def load_marac(world: World, casework: told.Casework) -> None:
    """The agenda of the first meeting is issued, and its cases are shared."""
    panel = casework.marac
    if panel is None:
        return
    with as_hat(world.hat_with(Role.ADMINISTRATOR)) as by:
        marac.set_up(
            name=panel.name,
            team=world.teams[panel.team],
            core=[world.teams[key] for key in panel.core],
            by=by,
        )
    with as_hat(world.hat_in(panel.by, panel.team)) as by:
        meetings = [
            marac.plan(on=_day(days), at=BEGINS_AT, venue=panel.venue, by=by)
            for days in panel.meets_in_days
        ]
        work = marac.waiting(by)
        for one in work:
            marac.put_on(work=one, meeting=meetings[0], by=by)
        if work:
            marac.issue(meeting=meetings[0], by=by)
    if work:
        with as_hat(world.people_hat_of(panel.shares)) as by:
            reason = reason_of(by, why=panel.why, consent="not_sought")
            marac.share_held(meeting=meetings[0], reason=reason, by=by)


def _day(in_days: int) -> dt.date:
    return working_day_on_or_after(timezone.localdate() + dt.timedelta(days=in_days))
