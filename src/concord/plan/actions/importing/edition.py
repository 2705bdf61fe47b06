"""Putting a newer edition into the plan that runs: what was accepted, and no more."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access.actor import Actor, because
from concord.access.permit import Verb, permit
from concord.foundation.periods import Quarter
from concord.plan.actions import plan_actions, strategies
from concord.plan.actions.importing.committing import REF_LENGTH, Writer, settle, take
from concord.plan.actions.strategies import check_running
from concord.plan.checking import CheckedAction
from concord.plan.checking.editions import Difference, Row
from concord.plan.checking.sheet import shortened
from concord.plan.due import DueKind
from concord.plan.models import ImportDraft, Plan, PlanAction, Priority
from concord.plan.queries.importing import edition_rows


@transaction.atomic
def commit_edition(
    *, import_draft: ImportDraft, quarter: Quarter | None, seen: int, by: Actor
) -> Plan:
    """Apply the accepted differences to the plan that the import is compared with.

    Changes keep what was, with the edition as the reason; removed actions are
    withdrawn. Raises as `commit` does.
    """
    permit(by, Verb.EDIT_PLAN, import_draft)
    found, sheet = take(import_draft.pk, seen)
    if found.compare_with is None:
        raise ValidationError("This import is not a newer edition of a plan.")
    # Held until the end, so that the plan does not change while it is compared.
    plan = Plan.objects.select_for_update().get(pk=found.compare_with.pk)
    check_running(plan)
    why = f"Edition of {found.uploaded_at:%-d %B %Y} ({found.file_name[:200]})"
    because(why)
    writer = Writer(found, sheet, quarter, by)
    homes = _Homes(plan, writer, by)
    for row in edition_rows(sheet, plan, writer.names):
        if row.kind == Difference.SAME or row.taken:
            _apply(row, homes, writer, why)
    settle(found, plan, by)
    return plan


class _Homes:
    """The plan's priorities by title; a new one is added when it is first needed."""

    def __init__(self, plan: Plan, writer: Writer, by: Actor) -> None:
        self.plan, self.writer, self.by = plan, writer, by
        self.known: dict[str, Priority] = {}
        for priority in plan.priorities.prefetch_related("outcomes"):
            self.known.setdefault(priority.title, priority)
            writer.know(priority)

    def of(self, row: Row) -> Priority:
        if row.priority not in self.known:
            assert row.new is not None  # noqa: S101 - old ones have their priority
            checked = self.writer.sheet.priorities[row.new.priority]
            self.known[row.priority] = strategies.add_priority(
                plan=self.plan,
                title=checked.title,
                printed_ref=checked.ref[:REF_LENGTH],
                by=self.by,
            )
        return self.known[row.priority]


def _apply(row: Row, homes: _Homes, writer: Writer, why: str) -> None:
    if row.new is not None and row.old is None:
        writer.add(homes.of(row), [row.new])
        return
    assert row.old is not None  # noqa: S101 - a row has one of the two
    action = PlanAction.objects.select_related("priority", "plan").get(pk=row.old.pk)
    if row.new is None:
        plan_actions.withdraw(action=action, why=why, by=writer.by)
        return
    if row.kind != Difference.SAME:
        _change(action, row.new, homes.of(row), writer, why)
    writer.say(action, row.new)


def _change(
    action: PlanAction,
    new: CheckedAction,
    priority: Priority,
    writer: Writer,
    why: str,
) -> None:
    """What the edition prints wins; what it leaves out stays as it is."""
    promise = plan_actions.promise_of(action)
    derived = {shortened(action.wording), plan_actions.short_title(action.wording)}
    own_words = action.title not in derived and "title" not in new.changed
    promise = replace(
        promise,
        wording=new.wording,
        title=action.title if own_words else new.short_title,
        printed_ref=new.ref[:REF_LENGTH] or promise.printed_ref,
        success_measure=new.measure or promise.success_measure,
        standards=new.standards or promise.standards,
    )
    if new.outcome:
        promise = replace(promise, outcome=writer.outcome(priority, new.outcome))
    elif action.priority_id != priority.pk:
        promise = replace(promise, outcome=None)
    if new.lead:
        lead = writer.lead(new)
        promise = replace(
            promise, lead_printed=new.lead, lead_team=lead or promise.lead_team
        )
    if new.due.on is not None or new.due.kind == DueKind.ONGOING:
        promise = replace(promise, due=new.due)
    supports = writer.supports(new)
    if supports:
        promise = replace(promise, supports=supports)
    plan_actions.change(
        action=action, promise=promise, why=why, by=writer.by, priority=priority
    )
