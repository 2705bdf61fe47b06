"""A round as its page shows it: team by team, who owes what and who was reminded."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Min
from django.utils import timezone

from concord.foundation.periods import Quarter
from concord.partnership.models import Team
from concord.plan.models import Plan, PlanUpdate, Reminder, Statement, UpdateRound
from concord.plan.queries.answering import Answerer, people_of
from concord.plan.queries.asking import (
    Asked,
    Standing,
    asked_rows,
    people_to_ask,
    standings,
    unanswered,
)
from concord.plan.queries.overview import Overview, Row, overview


@dataclass(frozen=True, slots=True)
class Line:
    """One team in a round. `quarters_silent` counts back from the last one due."""

    standing: Standing
    answerers: list[Answerer]
    gives_statement: bool
    quarters_silent: int
    late: int  # updates that came after the date

    @property
    def team(self) -> Team:
        return self.standing.team

    @property
    def outstanding(self) -> list[Row]:
        return self.standing.outstanding

    @property
    def owes_statement(self) -> bool:
        return self.gives_statement and self.standing.statement is None

    @property
    def is_outstanding(self) -> bool:
        return bool(self.outstanding) or self.owes_statement

    @property
    def reminded(self) -> Reminder | None:
        """The last reminder of anybody in the team."""
        sent = self.standing.reminders
        return max(sent, key=lambda one: (one.sent_on, one.pk), default=None)


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round with everything its page says. Counts are of updates and statements."""

    update_round: UpdateRound
    view: Overview
    lines: list[Line]
    without_lead: list[Row]  # outstanding, and no team to ask
    asked: int
    answered: int
    statements_asked: int
    statements_sent: int
    to_ask: list[Asked]

    @property
    def is_complete(self) -> bool:
        return (
            self.answered == self.asked
            and self.statements_sent == self.statements_asked
        )

    @property
    def outstanding(self) -> list[Line]:
        return [line for line in self.lines if line.is_outstanding]

    def asked_of(self, team: Team | None) -> list[Asked]:
        """Whom to remind: everybody, or those who answer for one team."""
        if team is None:
            return self.to_ask
        found = []
        for one in self.to_ask:
            rows = [r for r in one.rows if r.lead and r.lead.pk == team.pk]
            teams = [owing for owing in one.teams if owing.pk == team.pk]
            if rows or teams:
                found.append(Asked(one.hat, rows, teams, one.standing_in_for))
        return found


def round_view(update_round: UpdateRound, *, today: dt.date) -> RoundView:
    """A round as it stands. A fixed number of queries, whatever the plan's size."""
    plan, quarter = update_round.plan, update_round.quarter
    view = overview(plan, today=today, asked=quarter, up_to=quarter)
    people = people_of(plan.partnership_id, today)
    to_ask = people_to_ask(view, update_round, people=people)
    rows = asked_rows(view, update_round)
    late = _late(plan, update_round)
    standing = standings(view, update_round)
    said = _quarters_spoken(view, plan, quarter)
    rounds = _quarters_asked(plan, update_round, today)
    lines = [
        Line(
            standing=one,
            answerers=people.asked_for(one.team),
            gives_statement=one.owes_or_sent_statement,
            quarters_silent=_silent(one.team, rounds, said[one.team.pk]),
            late=sum(row.action.thread in late for row in one.answered),
        )
        for one in standing
        if one.asked or one.owes_or_sent_statement
    ]
    return RoundView(
        update_round=update_round,
        view=view,
        lines=lines,
        without_lead=[r for r in unanswered(rows, quarter) if r.lead is None],
        asked=len(rows),
        answered=len(rows) - len(unanswered(rows, quarter)),
        statements_asked=sum(line.gives_statement for line in lines),
        statements_sent=sum(line.standing.statement is not None for line in lines),
        to_ask=to_ask,
    )


def rounds_of(plan: Plan) -> list[UpdateRound]:
    """Every round of the strategy, the latest first. One query."""
    return list(
        UpdateRound.objects.filter(
            plan__strategy_id=plan.strategy_id, plan__year__lte=plan.year
        )
        .select_related("plan__partnership", "plan__strategy")
        .order_by("-quarter", "-plan__year")
    )


def _late(plan: Plan, update_round: UpdateRound) -> Mapping[UUID, dt.date]:
    """Threads whose first word for the quarter came after the date, and when."""
    first = (
        PlanUpdate.objects.filter(
            partnership_id=plan.partnership_id,
            quarter=update_round.quarter,
            plan_action__thread__in=plan.plan_actions.values("thread"),
        )
        .order_by()
        .values_list("plan_action__thread")
        .annotate(first=Min("at"))
    )
    return {
        thread: timezone.localdate(at)
        for thread, at in first
        if timezone.localdate(at) > update_round.due_on
    }


def _quarters_spoken(
    view: Overview, plan: Plan, quarter: Quarter
) -> dict[int, set[Quarter]]:
    """The quarters for which a team gave an update or a statement, by its id."""
    found: dict[int, set[Quarter]] = defaultdict(set)
    for row in view.rows:
        if row.lead is not None:
            found[row.lead.pk] |= {said.quarter for said in row.said}
    sent = Statement.objects.filter(
        partnership_id=plan.partnership_id, quarter__lte=quarter
    )
    for team, spoken in sent.order_by().values_list("team_id", "quarter").distinct():
        found[team].add(spoken)
    return found


def _quarters_asked(
    plan: Plan, update_round: UpdateRound, today: dt.date
) -> list[Quarter]:
    """The quarters whose answers were due before `today`, latest first."""
    return sorted(
        {
            one.quarter
            for one in rounds_of(plan)
            if one.quarter <= update_round.quarter and one.due_on < today
        },
        reverse=True,
    )


def _silent(team: Team, asked: list[Quarter], spoken: set[Quarter]) -> int:
    """How many of the latest quarters went by without a word of the team."""
    number = 0
    for quarter in asked:
        if quarter in spoken or not team.is_valid_on(quarter.last_day):
            break
        number += 1
    return number
