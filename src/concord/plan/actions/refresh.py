"""The yearly refresh: what is unfinished goes on, and the old year stays as it was."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor, because
from concord.access.permit import Verb, permit
from concord.foundation.periods import FinancialYear
from concord.plan.models import (
    Outcome,
    Plan,
    PlanAction,
    PlanActionStandard,
    PlanActionSupport,
    Priority,
    Reminder,
    UpdateRound,
)
from concord.plan.queries.statuses import latest_statuses
from concord.plan.status import Status

FINISHED = frozenset({Status.COMPLETE, Status.CLOSED_NOT_DONE})


def unfinished(plan: Plan) -> list[PlanAction]:
    """The actions that a refresh would carry: still in the plan and not finished."""
    statuses = latest_statuses(plan)
    return [
        action
        for action in plan.plan_actions.filter(state=PlanAction.State.ACTIVE)
        if statuses.get(action.pk) not in FINISHED
    ]


@transaction.atomic
def carry_forward(
    *,
    plan: Plan,
    year: FinancialYear,
    leave_behind: frozenset[int] = frozenset(),
    by: Actor,
    at: dt.datetime | None = None,
) -> Plan:
    """The plan of a new year, with the unfinished actions of the old one.

    The old plan is frozen. Actions in `leave_behind` (ids) stay there, as do finished
    and withdrawn ones; a step is carried with its action. Priorities and outcomes are
    carried whole, so that the new year can add to them.
    """
    permit(by, Verb.EDIT_PLAN, plan)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    first_year = year.first_day.year
    if plan.is_frozen:
        raise ValidationError("This plan has been carried forward already.")
    if first_year <= plan.year:
        raise ValidationError(
            {"year": f"Choose a year after {plan.financial_year.label}."}
        )
    because(f"Carried forward from {plan.financial_year.label}")
    carried = [a for a in unfinished(plan) if a.pk not in leave_behind]
    plan.frozen_at = at or timezone.now()
    plan.save(update_fields=["frozen_at"])
    new = Plan.objects.create(
        partnership_id=plan.partnership_id,
        strategy_id=plan.strategy_id,
        year=first_year,
        carried_from=plan,
    )
    priorities, outcomes = _copy_frame(plan, new)
    _copy_actions(new, carried, priorities, outcomes)
    _go_on_asking(plan, new)
    return new


def _copy_frame(
    plan: Plan, new: Plan
) -> tuple[dict[int, Priority], dict[int, Outcome]]:
    """Copies of the priorities and outcomes, by the id of the one they come from."""
    priorities: dict[int, Priority] = {}
    outcomes: dict[int, Outcome] = {}
    for old in plan.priorities.prefetch_related("outcomes"):
        copy = Priority.objects.create(
            partnership_id=new.partnership_id,
            plan=new,
            position=old.position,
            printed_ref=old.printed_ref,
            title=old.title,
            aim=old.aim,
        )
        priorities[old.pk] = copy
        for outcome in old.outcomes.all():
            outcomes[outcome.pk] = Outcome.objects.create(
                partnership_id=new.partnership_id,
                priority=copy,
                position=outcome.position,
                wording=outcome.wording,
            )
    return priorities, outcomes


COPIED = (
    "partnership_id",
    "thread",
    "position",
    "printed_ref",
    "title",
    "wording",
    "lead_team_id",
    "lead_role",
    "lead_printed",
    "due_kind",
    "due_on",
    "due_printed",
    "success_measure",
    "funding",
    "funding_pounds",
    "funding_ends_on",
    "added_at",
)


def _copy_actions(
    new: Plan,
    carried: list[PlanAction],
    priorities: dict[int, Priority],
    outcomes: dict[int, Outcome],
) -> None:
    copies: dict[int, PlanAction] = {}
    # Parents first, so that a step finds the copy of its action.
    for old in sorted(carried, key=lambda action: (action.parent_id or 0) > 0):
        if old.parent_id and old.parent_id not in copies:
            continue  # its action is finished or left behind
        copies[old.pk] = PlanAction.objects.create(
            plan=new,
            priority=priorities[old.priority_id],
            outcome=outcomes.get(old.outcome_id or 0),
            parent=copies.get(old.parent_id or 0),
            carried_from=old,
            **{name: getattr(old, name) for name in COPIED},
        )
    PlanActionSupport.objects.bulk_create(
        PlanActionSupport(
            partnership_id=new.partnership_id,
            plan_action=copies[row.plan_action_id],
            team_id=row.team_id,
        )
        for row in PlanActionSupport.objects.filter(plan_action__in=list(copies))
    )
    PlanActionStandard.objects.bulk_create(
        PlanActionStandard(
            partnership_id=new.partnership_id,
            plan_action=copies[row.plan_action_id],
            standard_id=row.standard_id,
            printed=row.printed,
            sub_ref=row.sub_ref,
        )
        for row in PlanActionStandard.objects.filter(plan_action__in=list(copies))
    )


def _go_on_asking(plan: Plan, new: Plan) -> None:
    """A round that is still open goes on in the new year, with who was reminded.

    The last quarter of a year is asked for after it has ended, when the new plan may
    be running already: nobody must be forgotten, or asked a second time.
    """
    for old in plan.rounds.filter(closed_at__isnull=True):
        going_on = UpdateRound.objects.create(
            partnership_id=new.partnership_id,
            plan=new,
            quarter=old.quarter,
            opens_on=old.opens_on,
            due_on=old.due_on,
        )
        Reminder.objects.bulk_create(
            Reminder(
                partnership_id=new.partnership_id,
                update_round=going_on,
                membership_id=sent.membership_id,
                kind=sent.kind,
                outstanding=sent.outstanding,
                sent_on=sent.sent_on,
            )
            for sent in old.reminders.all()
        )
        old.closed_at = plan.frozen_at
        old.save(update_fields=["closed_at"])
