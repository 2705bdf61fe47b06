"""Checks that the parts of an example point at each other and keep to its dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from concord.examples.example import Example
from concord.examples.shapes import (
    Achievement,
    Action,
    Due,
    ExceptionReport,
    Scheme,
)
from concord.foundation.periods import Month, Quarter


def complaints(example: Example, schemes: Iterable[Scheme]) -> Iterator[str]:
    """Each says which key is wrong, and why. None means that the file is sound."""
    yield from _keys_once(example)
    yield from _people_and_groups(example)
    yield from _years_and_quarters(example)
    codes = {item.code for scheme in schemes for item in scheme.items}
    for action in example.actions:
        yield from _action(example, action, codes)
        yield from _updates(example, action)
    yield from _changes(example)
    yield from _papers(example)


def _keys_once(example: Example) -> Iterator[str]:
    lists = ("agencies", "teams", "groups", "people", "priorities", "actions")
    for name in lists:
        counted = Counter(each.key for each in getattr(example, name))
        for key, times in counted.items():
            if times > 1:
                yield f'{name}: the key "{key}" stands {times} times'


def _unknown(where: str, named: str | None, known: Iterable[str]) -> Iterator[str]:
    if named is not None and named not in set(known):
        yield f'{where}: there is no "{named}"'


def _people_and_groups(example: Example) -> Iterator[str]:
    agencies = [each.key for each in example.agencies]
    teams = [each.key for each in example.teams]
    groups = [each.key for each in example.groups]
    people = [each.key for each in example.people]
    for team in example.teams:
        yield from _unknown(f"teams.{team.key}.agency", team.agency, agencies)
    for group in example.groups:
        yield from _unknown(f"groups.{group.key}.reports_to", group.reports_to, groups)
    for person in example.people:
        for hat in person.hats:
            yield from _unknown(f"people.{person.key}.hats.team", hat.team, teams)
    for cover in example.covers:
        for name in ("away", "deputy"):
            yield from _unknown(f"covers.{name}", getattr(cover, name), people)
        yield from _unknown("covers.team", cover.team, teams)
    for plan in example.plans:
        yield from _unknown(f"plans.{plan.year}.by", plan.by, people)


def _years_and_quarters(example: Example) -> Iterator[str]:
    strategy = example.strategy
    for plan in example.plans:
        if plan.year.last_day < strategy.starts or plan.year.first_day > strategy.ends:
            yield f"plans.{plan.year}: lies outside the strategy's period"
    met = {day for each in example.groups for day in each.meetings}
    for dates in example.quarters:
        where = f"quarters.{dates.quarter}"
        if not dates.quarter.last_day < dates.updates_due < dates.board_on:
            yield f"{where}: the quarter ends, updates are due, then the board meets"
        if dates.board_on not in met:
            yield f"{where}.board_on: no group meets on {dates.board_on}"


def _action(example: Example, action: Action, codes: set[str]) -> Iterator[str]:
    where = f"actions.{action.key}"
    teams = [each.key for each in example.teams]
    yield from _unknown(f"{where}.lead", action.lead, teams)
    for key in action.supporting:
        yield from _unknown(f"{where}.supporting", key, teams)
    yield from _unknown(
        f"{where}.priority", action.priority, [each.key for each in example.priorities]
    )
    yield from _unknown(
        f"{where}.outcome",
        action.outcome,
        [
            outcome.key
            for each in example.priorities
            if each.key == action.priority
            for outcome in each.outcomes
        ],
    )
    for code in action.standards:
        # "NICE PH50 5.7" is part 7 of recommendation 5.
        if code not in codes and code.rpartition(".")[0] not in codes:
            yield f'{where}.standards: "{code}" is not in standards.toml'
    yield from _due(example, f"{where}.due", action.due)


def _due(example: Example, where: str, due: Due) -> Iterator[str]:
    if (due.on is None) != (due.kind in ("ongoing", "none")):
        yield f"{where}.on: a date, month or quarter has one, {due.kind} has not"
    if due.on is None:
        return
    if not example.strategy.starts <= due.on <= example.strategy.ends:
        yield f"{where}.on: {due.on} lies outside the strategy's period"
    if due.kind == "month" and due.on != Month.containing(due.on).last_day:
        yield f"{where}.on: {due.on} is not the last day of a month"
    if due.kind == "quarter" and due.on != Quarter.containing(due.on).last_day:
        yield f"{where}.on: {due.on} is not the last day of a quarter"


def _updates(example: Example, action: Action) -> Iterator[str]:
    where = f"actions.{action.key}.updates"
    asked = [each.quarter for each in example.quarters]
    given = [each.quarter for each in action.updates]
    if given != sorted(set(given)):
        yield f"{where}: one for each quarter, oldest first"
    for quarter in given:
        if quarter not in asked:
            yield f"{where}: {quarter} is not one of the quarters of this file"


def _changes(example: Example) -> Iterator[str]:
    people = [each.key for each in example.people]
    groups = [each.key for each in example.groups]
    actions = {each.key: each for each in example.actions}
    for change in example.changes:
        where = f"changes.{change.action}.{change.field}"
        yield from _unknown(where, change.action, actions)
        yield from _unknown(f"{where}.by", change.by, people)
        yield from _unknown(f"{where}.agreed_by", change.agreed_by, groups)
        if change.action not in actions:
            continue
        the_day_before = date.fromordinal(change.on.toordinal() - 1)
        stood = example.as_it_stood(actions[change.action], the_day_before)
        if getattr(stood, change.field) != change.before:
            yield f"{where}.before: until then it was {getattr(stood, change.field)}"
        if isinstance(change.after, Due):
            yield from _due(example, f"{where}.after", change.after)
        elif change.field == "lead":
            keys = [each.key for each in example.teams]
            yield from _unknown(f"{where}.after", change.after, keys)


def _papers(example: Example) -> Iterator[str]:
    actions = [each.key for each in example.actions]
    asked = [each.quarter for each in example.quarters]
    reports: tuple[ExceptionReport | Achievement, ...] = (
        *example.exceptions,
        *example.achievements,
    )
    for report in reports:
        where = f"{type(report).__name__} {report.quarter}"
        yield from _unknown(f"{where}.action", report.action, actions)
        if report.quarter not in asked:
            yield f"{where}: not one of the quarters of this file"
    teams = {each.key: each for each in example.teams}
    for statement in example.statements:
        where = f"statements.{statement.quarter}.{statement.team}"
        yield from _unknown(f"{where}.team", statement.team, teams)
        if statement.quarter not in asked:
            yield f"{where}: not one of the quarters of this file"
        # A team that was not asked may still write; one that has ended can't.
        if statement.team in teams and not teams[statement.team].exists_on(
            statement.on
        ):
            yield f"{where}.on: this team does not exist on {statement.on}"
