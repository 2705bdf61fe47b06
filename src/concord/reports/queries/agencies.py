"""What each agency's team said to the board for a quarter, and which said nothing."""

from __future__ import annotations

import datetime as dt
from functools import cache

from django.utils import timezone

from concord.foundation.periods import Quarter
from concord.partnership.models import Agency, Team
from concord.plan.actions.rounds import usual_dates
from concord.plan.models import Statement as Sent
from concord.plan.queries.asking import latest_statements
from concord.reports.content import SilentAgency, Statement
from concord.reports.queries.standing import Counted


def statements_of(counted: Counted) -> list[Statement]:
    """The version that counts of each team's statement, by name. One query."""
    window = counted.window
    found = latest_statements(
        counted.plan.partnership_id, window.quarter, until=window.until
    )
    return [
        Statement(
            agency=sent.team.name,
            text=sent.text,
            received_on=timezone.localdate(sent.at),
            by_role=sent.by_role,
        )
        for sent in sorted(found.values(), key=lambda each: each.team.name)
    ]


def silent_agencies(counted: Counted) -> list[SilentAgency]:
    """Teams that were asked for a statement and sent none, by name. Two queries.

    `quarters_running` goes back while the team was there and somebody (not necessarily
    this team) sent statements, because before that nobody was asked.
    """
    window = counted.window
    sent, asked_on = _quarters_sent(counted), _due_on(window.quarter)
    first = min((quarter for _, quarter in sent), default=window.quarter)
    teams = Team.objects.filter(
        partnership_id=counted.plan.partnership_id, gives_statement=True
    )
    return [
        SilentAgency(team.name, _running(team, sent, first, window.quarter))
        for team in teams.select_related("agency").order_by("name")
        if (team.pk, window.quarter) not in sent and _is_member(team, asked_on)
    ]


def _quarters_sent(counted: Counted) -> set[tuple[int, Quarter]]:
    window = counted.window
    rows = Sent.objects.filter(
        partnership_id=counted.plan.partnership_id, quarter__lte=window.quarter
    )
    if window.until is not None:
        rows = rows.filter(at__lt=window.until)
    return set(rows.order_by().values_list("team_id", "quarter").distinct())


def _running(
    team: Team, sent: set[tuple[int, Quarter]], first: Quarter, quarter: Quarter
) -> int:
    """How many quarters up to `quarter` the team said nothing, at least 1."""
    number = 1
    while (
        quarter.previous >= first
        and (team.pk, quarter.previous) not in sent
        and _is_member(team, _due_on(quarter.previous))
    ):
        quarter, number = quarter.previous, number + 1
    return number


@cache
def _due_on(quarter: Quarter) -> dt.date:
    """The day on which a quarter's statements are usually due."""
    return usual_dates(quarter)[1]


def _is_member(team: Team, day: dt.date) -> bool:
    """Whether the team and its agency exist that day; a partnership body sends none."""
    if team.agency.kind == Agency.Kind.PARTNERSHIP:
        return False
    return team.is_valid_on(day) and team.agency.is_valid_on(day)
