"""Who is asked for updates, who has answered, and what waits on a desk."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from concord.access.actor import Actor
from concord.foundation.periods import Quarter
from concord.partnership.models import Cover, Membership, Team
from concord.partnership.roles import Role
from concord.plan.models import Plan, Reminder, Statement, UpdateRound
from concord.plan.queries.overview import Overview, Row, overview


def running_plan(partnership_id: int | None) -> Plan | None:
    """The plan that runs now: of the strategy that started last."""
    return (
        Plan.objects.filter(partnership_id=partnership_id, frozen_at__isnull=True)
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
    """One hat with the actions it still has to speak of in a round."""

    hat: Membership
    standing_in_for: Membership | None
    rows: list[Row]


def askable(view: Overview) -> list[Row]:
    """Rows that need somebody's word: unfinished, nothing said this quarter."""
    return [row for row in view.rows if row.asked_without_answer]


def people_to_ask(view: Overview, today: dt.date) -> list[Asked]:
    """Whom to ask for each outstanding action, with deputies. Three queries.

    The lead team's agency leads; where it has none, an agency lead of the same
    agency; where there is none either, the strategic lead, who chases by telephone.
    """
    hats = list(
        Membership.objects.valid_on(today)
        .filter(
            partnership_id=view.plan.partnership_id,
            role__in=[Role.AGENCY_LEAD, Role.STRATEGIC_LEAD],
            account__is_active=True,
        )
        .select_related("account", "team__agency")
    )
    covers = {
        cover.away_id: cover
        for cover in Cover.objects.filter(
            partnership_id=view.plan.partnership_id, during__contains=today
        ).select_related("deputy__account", "deputy__team__agency", "away__account")
    }
    found: dict[tuple[int, int | None], Asked] = {}
    for row in askable(view):
        for hat in owners(row, hats):
            cover = covers.get(hat.pk)
            asked = cover.deputy if cover else hat
            away = hat if cover else None
            key = (asked.pk, away.pk if away else None)
            found.setdefault(key, Asked(asked, away, [])).rows.append(row)
    return sorted(found.values(), key=lambda asked: asked.hat.team.short_name)


def owners(row: Row, hats: list[Membership]) -> list[Membership]:
    """The hats that answer for a row, out of all the hats of the partnership."""
    leads = [hat for hat in hats if hat.role == Role.AGENCY_LEAD]
    if row.lead is not None:
        of_team = [hat for hat in leads if hat.team_id == row.lead.pk]
        of_agency = [hat for hat in leads if hat.team.agency_id == row.lead.agency_id]
        if of_team or of_agency:
            return of_team or of_agency
    return [hat for hat in hats if hat.role == Role.STRATEGIC_LEAD]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one team stands in a round."""

    team: Team
    asked: list[Row]
    answered: list[Row]
    statement: Statement | None
    reminders: list[Reminder]

    @property
    def outstanding(self) -> list[Row]:
        return [row for row in self.asked if row not in self.answered]


def standings(view: Overview, update_round: UpdateRound) -> list[Standing]:
    """Team by team: asked, answered, statement sent, reminded. Three queries."""
    asked: dict[int, list[Row]] = defaultdict(list)
    answered: dict[int, list[Row]] = defaultdict(list)
    teams = {team.pk: team for team in teams_asked(view.plan, update_round.due_on)}
    for row in view.rows:
        if row.lead is None:
            continue
        spoken = row.status_in(update_round.quarter) is not None
        if row.is_finished and not spoken:
            continue
        teams[row.lead.pk] = row.lead
        asked[row.lead.pk].append(row)
        if spoken:
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
        )
        for pk, team in sorted(teams.items(), key=lambda item: item[1].short_name)
    ]


def teams_asked(plan: Plan, day: dt.date) -> list[Team]:
    """The teams that are asked for a statement on `day`: they exist, and give one."""
    return list(
        Team.objects.valid_on(day).filter(
            partnership_id=plan.partnership_id, gives_statement=True
        )
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


def rows_for(actor: Actor, view: Overview) -> list[Row]:
    """The rows that `actor`'s team leads or supports, in the order of the plan."""
    return [
        row
        for row in view.rows
        if (row.lead and row.lead.pk == actor.team_id)
        or any(team.pk == actor.team_id for team in row.supports)
    ]


def view_of_running_plan(actor: Actor) -> tuple[Overview, UpdateRound | None] | None:
    """The running plan as it stands today with its round, None without a plan."""
    plan = running_plan(actor.partnership_id)
    if plan is None:
        return None
    today = plan.partnership.today()
    update_round = current_round(plan, today)
    asked = update_round.quarter if update_round else None
    return overview(plan, today=today, asked=asked), update_round
