"""The strategy of an example with its plans, updates, statements and board matters.

Told in the order of time: a year is adopted, changed, reported on, then carried
forward, so that the old years end up exactly as a partnership's would.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from concord.examples import shapes
from concord.partnership.models import Meeting
from concord.plan.actions import board, plan_actions, refresh, rounds, updates
from concord.plan.actions import strategies as strategies_
from concord.plan.actions.plan_actions import Promise
from concord.plan.actions.updates import Proof, Word
from concord.plan.due import Due, DueKind
from concord.plan.models import (
    BoardMatter,
    Outcome,
    Plan,
    PlanAction,
    PlanUpdate,
    Priority,
)
from concord.plan.status import Status

if TYPE_CHECKING:
    from concord.examples.loading_world import World

EXAMPLE = PlanUpdate.Source.EXAMPLE


def load_plans(world: World) -> None:
    """Everything of the plan room."""
    example = world.example
    strategy = strategies_.publish(
        title=example.strategy.title,
        starts_on=example.strategy.starts,
        ends_on=example.strategy.ends,
        vision=example.strategy.vision,
        values=[f"{value.name}: {value.text}" for value in example.strategy.values],
        source=example.source[:300],
        example_note=example.note,
        by=world.job,
    )
    plan: Plan | None = None
    for year in example.plans:
        if year.adopted_on > example.lives_on:
            break
        if plan is None:
            plan = strategies_.start_plan(
                strategy=strategy, year=year.year, by=world.job
            )
            _adopt(world, plan, year)
        else:
            plan = refresh.carry_forward(
                plan=plan, year=year.year, by=world.job, at=_noon(year.adopted_on)
            )
        _live_through(world, plan, year)


def _adopt(world: World, plan: Plan, year: shapes.Plan) -> None:
    """The first year: priorities, outcomes, actions and their steps."""
    for priority in world.example.priorities:
        made = strategies_.add_priority(
            plan=plan,
            title=priority.title,
            printed_ref=priority.ref or "",
            aim=priority.aim,
            by=world.job,
        )
        outcomes = {
            outcome.key: strategies_.add_outcome(
                priority=made, wording=outcome.text, by=world.job
            )
            for outcome in priority.outcomes
        }
        for action in world.example.actions_under(priority.key):
            _promise(world, made, outcomes, action, year.adopted_on)


def _promise(
    world: World,
    priority: Priority,
    outcomes: dict[str, Outcome],
    action: shapes.Action,
    adopted_on: dt.date,
) -> None:
    money = action.funding
    made = plan_actions.add(
        priority=priority,
        promise=Promise(
            wording=action.wording,
            title=action.title,
            printed_ref=action.ref or action.working_ref or "",
            outcome=outcomes.get(action.outcome or ""),
            lead_team=world.teams[action.lead],
            lead_role=action.lead_role,
            due=_due(action.due),
            success_measure=action.success,
            funding=money.text if money else "",
            funding_pounds=money.amount if money else None,
            funding_ends_on=money.ends if money else None,
            supports=[world.teams[key] for key in action.supporting],
            standards=action.standards,
        ),
        by=world.job,
        at=_noon(adopted_on),
    )
    world.threads[action.key] = made.thread
    for part in action.parts:
        plan_actions.add(
            priority=priority,
            parent=made,
            promise=Promise(
                wording=part.text,
                printed_ref=part.ref or "",
                lead_team=world.teams[action.lead],
            ),
            by=world.job,
            at=_noon(adopted_on),
        )


def _live_through(world: World, plan: Plan, year: shapes.Plan) -> None:
    """One year in order: its changes, its rounds with what was said, the board."""
    threads = {
        action.thread: action for action in plan.plan_actions.filter(parent=None)
    }
    here = {
        key: threads[thread]
        for key, thread in world.threads.items()
        if thread in threads
    }
    for change in sorted(world.example.changes, key=lambda each: each.on):
        known = change.action in here and change.on <= world.example.lives_on
        if known and change.on in plan.financial_year:
            _change(world, here[change.action], change)
    for dates in world.example.quarters:
        opens, _ = rounds.usual_dates(dates.quarter)
        if dates.quarter not in plan.financial_year.quarters:
            continue
        if opens > world.example.lives_on:
            continue
        _round(world, plan, dates)
        _updates(world, here, dates)
        _statements(world, dates)
        _matters(world, here, dates)


def _round(world: World, plan: Plan, dates: shapes.QuarterDates) -> None:
    opens, _ = rounds.usual_dates(dates.quarter)
    made = rounds.open_round(
        plan=plan,
        quarter=dates.quarter,
        opens_on=min(opens, dates.updates_due),
        due_on=dates.updates_due,
        by=world.job,
    )
    if dates.board_on < world.example.lives_on:
        rounds.close_round(update_round=made, by=world.job, at=_noon(dates.board_on))


def _updates(
    world: World, here: dict[str, PlanAction], dates: shapes.QuarterDates
) -> None:
    for action in world.example.actions:
        for said in action.updates:
            if said.quarter != dates.quarter or action.key not in here:
                continue
            if world.example.recorded_on(action, said) > world.example.lives_on:
                continue
            person = world.example.recorded_by(action, said)
            updates.give(
                action=here[action.key],
                quarter=said.quarter,
                word=Word(
                    status=Status(said.status),
                    text=said.text,
                    status_printed=said.status_printed,
                    confidence=said.confidence or "",
                    blockers=said.blockers,
                    next_step=said.next_step,
                ),
                evidence=[_proof(said.evidence)] if said.evidence else [],
                on_behalf_of=here[action.key].lead_team if said.behalf else None,
                source=EXAMPLE,
                by=world.signing(person.key),
                at=_noon(world.example.recorded_on(action, said)),
            )


def _statements(world: World, dates: shapes.QuarterDates) -> None:
    for sent in world.example.statements:
        if sent.quarter == dates.quarter and sent.on <= world.example.lives_on:
            updates.state(
                team=world.teams[sent.team],
                quarter=sent.quarter,
                text=sent.text,
                source=EXAMPLE,
                by=world.job,
                by_role="Agency lead",
                at=_noon(sent.on),
            )


def _matters(
    world: World, here: dict[str, PlanAction], dates: shapes.QuarterDates
) -> None:
    meeting = Meeting.objects.filter(
        partnership=world.partnership, held_on=dates.board_on
    ).first()
    for matter in world.example.exceptions:
        if matter.quarter != dates.quarter:
            continue
        raised = board.raise_matter(
            quarter=matter.quarter,
            title=here[matter.action].title,
            why=matter.text,
            action=here[matter.action],
            being_done=matter.doing,
            asked_to=matter.decision or "",
            meeting=meeting,
            by=world.job,
            at=_noon(dates.updates_due),
        )
        if matter.decided and dates.board_on <= world.example.lives_on:
            board.decide(matter=raised, decision=matter.decided, by=world.job)
    for achievement in world.example.achievements:
        if achievement.quarter == dates.quarter:
            board.raise_matter(
                quarter=achievement.quarter,
                kind=BoardMatter.Kind.ACHIEVEMENT,
                title=achievement.text[:200],
                why=achievement.text if len(achievement.text) > 200 else "",
                action=here.get(achievement.action or ""),
                meeting=meeting,
                by=world.job,
                at=_noon(dates.updates_due),
            )


def _change(world: World, action: PlanAction, change: shapes.Change) -> None:
    action.refresh_from_db()
    promise = plan_actions.promise_of(action)
    after = change.after
    if change.field == "due" and isinstance(after, shapes.Due):
        promise = replace(promise, due=_due(after))
    elif change.field == "lead":
        promise = replace(promise, lead_team=world.teams[str(after)])
    else:
        words: dict[str, Any] = {change.field: str(after)}
        promise = replace(promise, **words)
    why = change.why
    if change.agreed_by:
        why = f"{why} Agreed by {change.agreed_by}."
    plan_actions.change(
        action=action,
        promise=promise,
        why=why,
        by=world.signing(change.by),
        at=_noon(change.on),
    )


def _due(due: shapes.Due) -> Due:
    return Due(DueKind(due.kind), due.on, due.printed or "")


def _proof(evidence: shapes.Evidence) -> Proof:
    if evidence.kind == "link":
        return Proof("link", evidence.label, url=evidence.url or "")
    number = f"{evidence.value:g}" if evidence.value is not None else ""
    of = f" of {evidence.of:g}" if evidence.of is not None else ""
    unit = evidence.unit or ""
    joint = "" if unit == "%" else " "
    return Proof("figure", evidence.label, figure=f"{number}{of}{joint}{unit}".strip())


def _noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
