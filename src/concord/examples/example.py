"""One whole example partnership, and the questions that loading it asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from concord.examples.shapes import (
    ENDED,
    Achievement,
    Action,
    Agency,
    Area,
    Change,
    Cover,
    ExceptionReport,
    Group,
    Person,
    Plan,
    Priority,
    QuarterDates,
    Role,
    Statement,
    Strategy,
    Team,
    Update,
)
from concord.foundation.periods import FinancialYear, Quarter, add_working_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A partnership as one file of `data` describes it; `as_at` is its last day.

    `lives_on` is the day it is there: in the middle of work, with a board to come. What
    the file tells of later days is kept for tests, and not loaded.
    """

    format: int
    source: str
    note: str
    invented: tuple[str, ...]
    as_at: date
    lives_on: date
    partnership: Area
    agencies: tuple[Agency, ...]
    teams: tuple[Team, ...]
    groups: tuple[Group, ...]
    people: tuple[Person, ...]
    strategy: Strategy
    plans: tuple[Plan, ...]
    quarters: tuple[QuarterDates, ...]
    priorities: tuple[Priority, ...]
    actions: tuple[Action, ...]
    covers: tuple[Cover, ...] = ()
    changes: tuple[Change, ...] = ()
    statements: tuple[Statement, ...] = ()
    exceptions: tuple[ExceptionReport, ...] = ()
    achievements: tuple[Achievement, ...] = ()

    def team(self, key: str) -> Team:
        return _one(self.teams, key)

    def person(self, key: str) -> Person:
        return _one(self.people, key)

    def action(self, key: str) -> Action:
        return _one(self.actions, key)

    def dates_of(self, quarter: Quarter) -> QuarterDates:
        return next(each for each in self.quarters if each.quarter == quarter)

    def actions_under(self, priority: str) -> tuple[Action, ...]:
        return tuple(each for each in self.actions if each.priority == priority)

    def as_it_stood(self, action: Action, day: date) -> Action:
        """The action with its wording, date and lead as they were at the end of `day`.

        Updates are left as they are.
        """
        for change in sorted(self.changes, key=lambda each: each.on):
            if change.action == action.key and change.on <= day:
                changed: dict[str, Any] = {change.field: change.after}
                action = replace(action, **changed)
        return action

    def plan_of(self, year: FinancialYear) -> tuple[Action, ...]:
        """The actions in a year's plan: those not finished before the year began."""
        return tuple(
            action
            for action in self.actions
            if not any(
                update.status in ENDED and update.quarter.last_day < year.first_day
                for update in action.updates
            )
        )

    def people_with(self, role: Role, team: str, day: date) -> tuple[Person, ...]:
        return tuple(
            person
            for person in self.people
            for hat in person.hats
            if hat.role == role and hat.team == team and hat.worn_on(day)
        )

    def recorded_on(self, action: Action, update: Update) -> date:
        """The day an update was written: up to three working days before it was due.

        Spread by the action's place in the plan, so that not all fall on one day.
        """
        due = self.dates_of(update.quarter).updates_due
        return add_working_days(due, -(self.actions.index(action) % 4))

    def recorded_by(self, action: Action, update: Update) -> Person:
        """Who wrote it: the team's agency lead, their deputy, or the strategic lead.

        The strategic lead writes for her own team's actions, and on behalf of others.
        """
        day = self.recorded_on(action, update)
        team = self.as_it_stood(action, day).lead
        leads = self.people_with("agency_lead", team, day)
        if update.behalf or not leads:
            return next(
                person
                for person in self.people
                if any(hat.role == "strategic_lead" for hat in person.hats)
            )
        for cover in self.covers:
            if cover.away == leads[0].key and cover.starts <= day <= cover.ends:
                return self.person(cover.deputy)
        return leads[0]

    def asked_in(self, quarter: Quarter) -> tuple[Team, ...]:
        """Teams that were asked for a statement: those there when it was due."""
        due = self.dates_of(quarter).updates_due
        return tuple(each for each in self.teams if each.asked and each.exists_on(due))

    def silent_in(self, quarter: Quarter) -> tuple[Team, ...]:
        sent = {each.team for each in self.statements if each.quarter == quarter}
        return tuple(each for each in self.asked_in(quarter) if each.key not in sent)


def _one(things: tuple[Any, ...], key: str) -> Any:
    return next(each for each in things if each.key == key)
