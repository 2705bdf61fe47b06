"""The panels of an example, their meetings, and agendas that have left."""

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
    """The agenda of each first meeting is issued, and its cases are shared."""
    for panel in casework.all_panels:
        _load_panel(world, panel)


def _load_panel(world: World, panel: told.Panel) -> None:
    with as_hat(world.hat_with(Role.ADMINISTRATOR)) as by:
        marac.set_up(
            name=panel.name,
            team=world.teams[panel.team],
            core=[world.teams[key] for key in panel.core],
            kind=panel.kind,
            by=by,
        )
    with as_hat(world.hat_in(panel.by, panel.team)) as by:
        meetings = [
            marac.plan(
                on=_day(days),
                at=BEGINS_AT,
                venue=panel.venue,
                kind=panel.kind,
                by=by,
            )
            for days in panel.meets_in_days
        ]
        work = marac.waiting(by, [panel.kind])
        for one in work:
            marac.put_on(work=one, meeting=meetings[0], by=by)
        if work:
            marac.issue(meeting=meetings[0], by=by)
    if work:
        with as_hat(world.people_hat_of(panel.shares)) as by:
            consent = "not_sought" if panel.kind == "marac" else "given"
            reason = reason_of(by, why=panel.why, consent=consent, kind=panel.kind)
            marac.share_held(meeting=meetings[0], reason=reason, by=by)


def _day(in_days: int) -> dt.date:
    return working_day_on_or_after(timezone.localdate() + dt.timedelta(days=in_days))
