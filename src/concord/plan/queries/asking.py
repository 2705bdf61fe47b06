"""Who is asked for updates, who has answered, and what waits on a desk."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from concord.access.actor import Actor
from concord.foundation.periods import Quarter
from concord.partnership.models import Agency, Membership, Team
from concord.plan.models import Plan, Reminder, Statement, UpdateRound
from concord.plan.queries.answering import Answerer, People, people_of
from concord.plan.queries.overview import Overview, Row, overview


def running_plan(partnership_id: int | None) -> Plan | None:
    """The plan that runs now: of the strategy that started last."""
    return (
        Plan.objects.filter(partnership_id=partnership_id or 0, frozen_at__isnull=True)
        .select_related("strategy", "partnership")
        .order_by("-strategy__starts_on", "-year")
        .first()
    )


def current_round(plan: Plan, today: dt.date) -> UpdateRound | None:
    """The round that is open, or was last: it opened on or before `today`."""
    return (
        UpdateRound.objects.filter(plan=plan, opens_on__lte=today)
        .order_by("-quarter")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """One hat with what it still has to answer for in a round."""

    hat: Membership
    rows: list[Row] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)  # that owe a statement
    standing_in_for: list[Membership] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        return not self.rows and not self.teams


def askable(view: Overview) -> list[Row]:
    """Rows that need somebody's word: unfinished, nothing said this quarter."""
    return [row for row in view.rows if row.asked_without_answer]


def asked_rows(view: Overview, update_round: UpdateRound) -> list[Row]:
    """Rows that a round asks for, answered or not.

    An action that was finished before, or came into the plan after the updates were
    due, is not asked for; a word on it counts all the same.
    """
    return [
        row
        for row in view.rows
        if row.status_in(update_round.quarter) is not None
        or (
            row.stands_alone
            and not row.is_finished
            and timezone.localdate(row.action.added_at) <= update_round.due_on
        )
    ]


def unanswered(rows: Iterable[Row], quarter: Quarter) -> list[Row]:
    """Those of `rows` on which nothing has been said for `quarter`."""
    return [row for row in rows if row.status_in(quarter) is None]


def silent_teams(view: Overview, update_round: UpdateRound) -> list[Team]:
    """Teams that owe a statement for the round's quarter. Two queries."""
    sent = latest_statements(view.plan.partnership_id, update_round.quarter)
    return [
        team
        for team in teams_asked(view.plan, update_round.due_on)
        if team.pk not in sent
    ]


def people_to_ask(
    view: Overview, update_round: UpdateRound, *, people: People | None = None
) -> list[Asked]:
    """Whom to ask for what is outstanding, each hat once. Four queries.

    The lead team's agency leads, or their deputies (see `answering.People`). A
    strategic lead is not asked for another team's statement: that stays its own.
    """
    people = people or people_of(view.plan.partnership_id, view.today)
    found: dict[int, Asked] = {}

    def ask(one: Answerer) -> Asked:
        asked = found.setdefault(one.hat.pk, Asked(one.hat))
        away = one.standing_in_for
        if away is not None and away not in asked.standing_in_for:
            asked.standing_in_for.append(away)
        return asked

    for row in unanswered(asked_rows(view, update_round), update_round.quarter):
        for one in people.asked_for(row.lead):
            ask(one).rows.append(row)
    for team in silent_teams(view, update_round):
        for one in people.asked_for(team):
            if one.speaks_for(team):
                ask(one).teams.append(team)
    return sorted(found.values(), key=lambda a: (a.hat.team.short_name, a.hat.pk))


def asked_of(actor: Actor, view: Overview, update_round: UpdateRound) -> Asked | None:
    """What `actor` is asked for in a round, as owner or deputy; None for most."""
    asked = people_to_ask(view, update_round)
    return next((one for one in asked if one.hat.pk == actor.membership_id), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one team stands in a round."""

    team: Team
    asked: list[Row]
    answered: list[Row]
    statement: Statement | None
    reminders: list[Reminder]
    asked_for_statement: bool = False

    @property
    def owes_or_sent_statement(self) -> bool:
        return self.asked_for_statement or self.statement is not None

    @property
    def outstanding(self) -> list[Row]:
        return [row for row in self.asked if row not in self.answered]


def standings(view: Overview, update_round: UpdateRound) -> list[Standing]:
    """Team by team: asked, answered, statement sent, reminded. Three queries."""
    asked: dict[int, list[Row]] = defaultdict(list)
    answered: dict[int, list[Row]] = defaultdict(list)
    teams = {team.pk: team for team in teams_asked(view.plan, update_round.due_on)}
    speaking = set(teams)
    for row in asked_rows(view, update_round):
        if row.lead is None:
            continue
        teams[row.lead.pk] = row.lead
        asked[row.lead.pk].append(row)
        if row.status_in(update_round.quarter) is not None:
            answered[row.lead.pk].append(row)
    statements = latest_statements(view.plan.partnership_id, update_round.quarter)
    reminded: dict[int, list[Reminder]] = defaultdict(list)
    for reminder in update_round.reminders.select_related("membership__team"):
        reminded[reminder.membership.team_id].append(reminder)
    return [
        Standing(
            team=team,
            asked=asked[pk],
            answered=answered[pk],
            statement=statements.get(pk),
            reminders=reminded[pk],
            asked_for_statement=pk in speaking,
        )
        for pk, team in sorted(teams.items(), key=lambda item: item[1].short_name)
    ]


def teams_asked(plan: Plan, day: dt.date) -> list[Team]:
    """The teams that are asked for a statement on `day`: they exist, and give one.

    A body of the partnership itself, such as its board, speaks for no agency.
    """
    return list(
        Team.objects.valid_on(day)
        .filter(
            partnership_id=plan.partnership_id,
            gives_statement=True,
            agency__valid__contains=day,
        )
        .exclude(agency__kind=Agency.Kind.PARTNERSHIP)
        .select_related("agency")
    )


def latest_statements(
    partnership_id: int, quarter: Quarter, until: dt.datetime | None = None
) -> dict[int, Statement]:
    """The version that counts of each team's statement, by team id."""
    rows = Statement.objects.filter(partnership_id=partnership_id, quarter=quarter)
    if until is not None:
        rows = rows.filter(at__lte=until)
    rows = rows.select_related("team").order_by("team_id", "-n").distinct("team_id")
    return {row.team_id: row for row in rows}


def view_of_running_plan(actor: Actor) -> tuple[Overview, UpdateRound | None] | None:
    """The running plan as it stands today with its round, None without a plan."""
    plan = running_plan(actor.partnership_id)
    if plan is None:
        return None
    today = plan.partnership.today()
    update_round = current_round(plan, today)
    asked = update_round.quarter if update_round else None
    return overview(plan, today=today, asked=asked), update_round
