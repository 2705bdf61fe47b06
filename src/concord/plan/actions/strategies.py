"""Publishing a strategy, starting and refreshing the plan of a year."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from concord.access.actor import Actor, because
from concord.access.permit import Verb, permit
from concord.foundation.periods import FinancialYear
from concord.plan.models import Outcome, Plan, Priority, Strategy


@transaction.atomic
def publish(
    *,
    title: str,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    vision: str = "",
    values: list[str] | None = None,
    source: str = "",
    example_note: str = "",
    by: Actor,
) -> Strategy:
    """A new strategy of the actor's partnership. Raises ValidationError by field."""
    permit(by, Verb.EDIT_PLAN)
    strategy = Strategy(
        partnership_id=by.here,
        title=title.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        vision=vision.strip(),
        values=[value.strip() for value in values or [] if value.strip()],
        source=source.strip(),
        example_note=example_note,
        is_example=bool(example_note),
    )
    _check_period(strategy)
    strategy.full_clean()
    strategy.save()
    return strategy


@transaction.atomic
def change(*, strategy: Strategy, why: str, by: Actor, **fields: object) -> Strategy:
    """Correct a strategy's title, period, vision, values or source."""
    permit(by, Verb.EDIT_PLAN, strategy)
    for name, value in fields.items():
        if name not in {"title", "starts_on", "ends_on", "vision", "values", "source"}:
            raise TypeError(f"A strategy has no {name} to change.")
        setattr(strategy, name, value)
    _check_period(strategy)
    strategy.full_clean()
    because(why)
    strategy.save()
    return strategy


def _check_period(strategy: Strategy) -> None:
    if (
        strategy.starts_on
        and strategy.ends_on
        and strategy.ends_on < strategy.starts_on
    ):
        raise ValidationError(
            {
                "ends_on": f"The strategy ends on {strategy.ends_on:%-d %B %Y}, before "
                f"it starts on {strategy.starts_on:%-d %B %Y}. Change one of them."
            }
        )


@transaction.atomic
def start_plan(*, strategy: Strategy, year: FinancialYear, by: Actor) -> Plan:
    """The first delivery plan of a strategy. Later years come from `refresh`."""
    permit(by, Verb.EDIT_PLAN, strategy)
    if strategy.plans.exists():
        raise ValidationError(
            "This strategy has a plan already. Carry it forward to a new year instead."
        )
    return Plan.objects.create(
        partnership_id=strategy.partnership_id,
        strategy=strategy,
        year=year.first_day.year,
    )


@transaction.atomic
def freeze(*, plan: Plan, by: Actor, at: dt.datetime | None = None) -> Plan:
    """Close a plan: it stays readable as it was, and nothing in it changes."""
    permit(by, Verb.EDIT_PLAN, plan)
    plan.frozen_at = at or timezone.now()
    plan.save(update_fields=["frozen_at"])
    return plan


def check_running(plan: Plan) -> None:
    """Raise ValidationError when the plan of that year is closed."""
    if plan.is_frozen:
        raise ValidationError(
            f"The plan for {plan.financial_year.label} is closed and stays as it was. "
            "Change the plan of the running year instead."
        )


@transaction.atomic
def add_priority(
    *, plan: Plan, title: str, printed_ref: str = "", aim: str = "", by: Actor
) -> Priority:
    """One more priority at the end of the plan."""
    permit(by, Verb.EDIT_PLAN, plan)
    check_running(plan)
    priority = Priority(
        partnership_id=plan.partnership_id,
        plan=plan,
        position=_next(plan.priorities),
        printed_ref=printed_ref.strip(),
        title=title.strip(),
        aim=aim.strip(),
    )
    priority.full_clean(validate_constraints=False)
    priority.save()
    return priority


@transaction.atomic
def change_priority(
    *, priority: Priority, title: str, printed_ref: str, aim: str, by: Actor
) -> Priority:
    """Reword a priority."""
    permit(by, Verb.EDIT_PLAN, priority)
    check_running(priority.plan)
    priority.title, priority.aim = title.strip(), aim.strip()
    priority.printed_ref = printed_ref.strip()
    priority.full_clean(validate_constraints=False)
    priority.save()
    return priority


@transaction.atomic
def add_outcome(*, priority: Priority, wording: str, by: Actor) -> Outcome:
    """What should be different when the priority's actions are done."""
    permit(by, Verb.EDIT_PLAN, priority)
    check_running(priority.plan)
    outcome = Outcome(
        partnership_id=priority.partnership_id,
        priority=priority,
        position=_next(priority.outcomes),
        wording=wording.strip(),
    )
    outcome.full_clean()
    outcome.save()
    return outcome


def _next(rows: object) -> int:
    """The position after the last of these rows, from 1."""
    last = rows.aggregate(last=Max("position"))["last"]  # type: ignore[attr-defined]
    return (last or 0) + 1
