"""Adding, changing and withdrawing the actions of a plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from concord.access.actor import Actor, because
from concord.access.permit import Verb, permit
from concord.partnership.models import Team
from concord.plan.actions.strategies import check_running
from concord.plan.due import Due, DueKind
from concord.plan.models import (
    Outcome,
    Plan,
    PlanAction,
    PlanActionChange,
    PlanActionStandard,
    PlanActionSupport,
    Priority,
)
from concord.plan.standards import split

NO_DATE = Due(DueKind.NONE, None, "")
TITLE_LENGTH = 200
ROWS_POINTED_TO = (
    "partnership",
    "plan",
    "priority",
    "outcome",
    "parent",
    "carried_from",
    "lead_team",
)


@dataclass(frozen=True, slots=True)
class Promise:
    """Everything an action of the plan says. Standards are printed codes."""

    wording: str
    title: str = ""
    printed_ref: str = ""
    outcome: Outcome | None = None
    lead_team: Team | None = None
    lead_role: str = ""
    lead_printed: str = ""
    due: Due = NO_DATE
    success_measure: str = ""
    funding: str = ""
    funding_pounds: int | None = None
    funding_ends_on: dt.date | None = None
    supports: Sequence[Team] = ()
    standards: Sequence[str] = field(default=())


@transaction.atomic
def add(
    *,
    priority: Priority,
    promise: Promise,
    parent: PlanAction | None = None,
    by: Actor,
    at: dt.datetime | None = None,
) -> PlanAction:
    """One more action at the end of a priority, or a step at the end of `parent`."""
    permit(by, Verb.EDIT_PLAN, priority)
    check_running(priority.plan)
    if parent is not None and parent.parent_id is not None:
        raise ValidationError("A step can't have steps of its own.")
    action = PlanAction(
        partnership_id=priority.partnership_id,
        plan_id=priority.plan_id,
        priority=priority,
        parent=parent,
        position=_after_last(priority.plan),
        added_at=at or timezone.now(),
    )
    _fill(action, promise)
    action.full_clean(validate_constraints=False, exclude=["carried_from"])
    action.save()
    _set_supports(action, promise.supports)
    _set_standards(action, promise.standards)
    return action


@transaction.atomic
def add_all(
    *, priority: Priority, promises: Sequence[Promise], by: Actor
) -> list[PlanAction]:
    """Many actions at the end of a priority, in a fixed number of queries."""
    permit(by, Verb.EDIT_PLAN, priority)
    check_running(priority.plan)
    first, now = _after_last(priority.plan), timezone.now()
    actions = []
    for number, promise in enumerate(promises):
        action = PlanAction(
            partnership_id=priority.partnership_id,
            plan=priority.plan,
            priority=priority,
            position=first + number,
            added_at=now,
        )
        _fill(action, promise)
        # Rows that are pointed to were read a moment ago; the database checks them.
        action.clean_fields(exclude=ROWS_POINTED_TO)
        actions.append(action)
    PlanAction.objects.bulk_create(actions)
    pairs = list(zip(actions, promises, strict=True))
    PlanActionSupport.objects.bulk_create(
        PlanActionSupport(
            partnership_id=action.partnership_id, plan_action=action, team=team
        )
        for action, promise in pairs
        for team in dict.fromkeys(promise.supports)
    )
    PlanActionStandard.objects.bulk_create(
        standard
        for action, promise in pairs
        for standard in _standards(action, _tidy(promise.standards))
    )
    return actions


@transaction.atomic
def change(
    *,
    action: PlanAction,
    promise: Promise,
    why: str,
    by: Actor,
    at: dt.datetime | None = None,
    priority: Priority | None = None,
) -> list[PlanActionChange]:
    """Change what an action says. Each changed field is kept with who and why.

    With `priority` it moves under another priority of the same plan, where the
    promise's outcome must belong. Returns the changes, none when nothing differs. Two
    people who change the same action at once wait for each other, so that no change
    is lost from the record.
    """
    permit(by, Verb.EDIT_PLAN, action)
    check_running(action.plan)
    action = PlanAction.objects.select_for_update().get(pk=action.pk)
    before = words_of(action)
    if priority is not None:
        _move_under(action, priority)
    _fill(action, promise)
    if not why.strip():
        raise ValidationError({"why": "Say why this changes. The board will read it."})
    because(why)
    action.full_clean(validate_constraints=False)
    action.save()
    _set_supports(action, promise.supports)
    _set_standards(action, promise.standards)
    action = PlanAction.objects.get(pk=action.pk)
    after = words_of(action)
    return _remember(action, before, after, why, by, at)


@transaction.atomic
def withdraw(
    *, action: PlanAction, why: str, by: Actor, at: dt.datetime | None = None
) -> None:
    """Take an action out of the plan. It stays readable, with the reason."""
    _set_state(action, PlanAction.State.WITHDRAWN, why, by, at)


@transaction.atomic
def put_back(
    *, action: PlanAction, why: str, by: Actor, at: dt.datetime | None = None
) -> None:
    """Put a withdrawn action back into the plan."""
    _set_state(action, PlanAction.State.ACTIVE, why, by, at)


def _set_state(
    action: PlanAction,
    state: PlanAction.State,
    why: str,
    by: Actor,
    at: dt.datetime | None,
) -> None:
    permit(by, Verb.EDIT_PLAN, action)
    check_running(action.plan)
    if not why.strip():
        raise ValidationError({"why": "Say why. The board will read it."})
    action = PlanAction.objects.select_for_update().get(pk=action.pk)
    if action.state == state:
        return
    before = {"state": action.get_state_display()}
    because(why)
    action.state = state
    action.save(update_fields=["state", "updated_at"])
    _remember(action, before, {"state": action.get_state_display()}, why, by, at)


@transaction.atomic
def move(*, action: PlanAction, up: bool, by: Actor) -> None:
    """Swap an action with its neighbour of the same priority."""
    permit(by, Verb.EDIT_PLAN, action)
    check_running(action.plan)
    siblings = list(
        PlanAction.objects.select_for_update()
        .filter(plan_id=action.plan_id, priority_id=action.priority_id)
        .filter(parent_id=action.parent_id)
        .order_by("position")
    )
    here = next(i for i, row in enumerate(siblings) if row.pk == action.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(siblings):
        return
    one, other = siblings[here], siblings[there]
    one.position, other.position = other.position, one.position
    PlanAction.objects.bulk_update([one, other], ["position"])


def promise_of(action: PlanAction) -> Promise:
    """What an action says now: change a part of it with `dataclasses.replace`."""
    return Promise(
        wording=action.wording,
        title=action.title,
        printed_ref=action.printed_ref,
        outcome=action.outcome,
        lead_team=action.lead_team,
        lead_role=action.lead_role,
        lead_printed=action.lead_printed,
        due=action.due,
        success_measure=action.success_measure,
        funding=action.funding,
        funding_pounds=action.funding_pounds,
        funding_ends_on=action.funding_ends_on,
        supports=[s.team for s in action.supports.select_related("team")],
        standards=list(action.standards.values_list("printed", flat=True)),
    )


def words_of(action: PlanAction) -> dict[str, str]:
    """What an action says, in words, by the fields that are kept when they change."""
    lead = action.lead_team.short_name if action.lead_team else action.lead_printed
    supports = action.supports.select_related("team").order_by("team__short_name")
    money = [action.funding]
    if action.funding_pounds:
        money.append(f"£{action.funding_pounds:,} a year")
    if action.funding_ends_on:
        money.append(f"to {action.funding_ends_on:%-d %B %Y}")
    return {
        "wording": action.wording,
        "title": action.title,
        "due": due_words(action.due),
        "lead": ", ".join(part for part in (action.lead_role, lead) if part),
        "support": ", ".join(support.team.short_name for support in supports),
        "measure": action.success_measure,
        "funding": "; ".join(part for part in money if part),
        "priority": action.priority.title,
        "outcome": action.outcome.wording if action.outcome else "",
        "standards": ", ".join(
            action.standards.order_by("printed").values_list("printed", flat=True)
        ),
    }


def due_words(due: Due) -> str:
    """A due date as people write it: "31 July 2026", "July 2026", "Ongoing"."""
    if due.kind == DueKind.ONGOING:
        return "Ongoing"
    if due.on is None:
        return "No date"
    if due.kind == DueKind.MONTH:
        return f"{due.on:%B %Y}"
    if due.kind == DueKind.QUARTER:
        from concord.foundation.periods import Quarter

        return Quarter.containing(due.on).label
    return f"{due.on:%-d %B %Y}"


def _remember(
    action: PlanAction,
    before: dict[str, str],
    after: dict[str, str],
    why: str,
    by: Actor,
    at: dt.datetime | None,
) -> list[PlanActionChange]:
    return PlanActionChange.objects.bulk_create(
        PlanActionChange(
            partnership_id=action.partnership_id,
            plan_action=action,
            field=name,
            was=before[name],
            is_now=after[name],
            why=why.strip()[:500],
            by_membership_id=by.membership_id,
            at=at or timezone.now(),
        )
        for name in before
        if before[name] != after[name]
    )


def _move_under(action: PlanAction, priority: Priority) -> None:
    """Its steps go with it. Raises ValidationError for a priority of another plan."""
    if priority.plan_id != action.plan_id:
        raise ValidationError(
            {"priority": "This priority belongs to another year. Choose one of its."}
        )
    if action.priority_id != priority.pk:
        action.priority = priority
        action.steps.update(priority=priority, outcome=None)


def _fill(action: PlanAction, promise: Promise) -> None:
    if promise.outcome is not None and (
        promise.outcome.priority_id != action.priority_id
    ):
        raise ValidationError(
            {"outcome": "This outcome belongs to another priority. Choose one of its."}
        )
    action.wording = " ".join(promise.wording.split())
    if not action.wording:
        raise ValidationError({"wording": "Say what is promised."})
    action.title = short_title(promise.title or action.wording)
    action.printed_ref = promise.printed_ref.strip()
    action.outcome = promise.outcome
    action.lead_team, action.lead_role = promise.lead_team, promise.lead_role.strip()
    action.lead_printed = promise.lead_printed.strip()[:200]
    action.due_kind = PlanAction.DueChoice(promise.due.kind)
    action.due_on = promise.due.on
    action.due_printed = promise.due.printed[:80]
    action.success_measure = promise.success_measure.strip()
    action.funding = promise.funding.strip()
    action.funding_pounds = promise.funding_pounds
    action.funding_ends_on = promise.funding_ends_on


def short_title(text: str, limit: int = TITLE_LENGTH) -> str:
    """The first words of a promise that fit into `limit` characters."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def _after_last(plan: Plan) -> int:
    last = plan.plan_actions.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _set_supports(action: PlanAction, teams: Iterable[Team]) -> None:
    wanted = {team.pk for team in teams}
    standing = set(action.supports.values_list("team_id", flat=True))
    action.supports.filter(team_id__in=standing - wanted).delete()
    PlanActionSupport.objects.bulk_create(
        PlanActionSupport(
            partnership_id=action.partnership_id, plan_action=action, team_id=team
        )
        for team in sorted(wanted - standing)
    )


def _set_standards(action: PlanAction, printed: Iterable[str]) -> None:
    wanted = _tidy(printed)
    standing = set(action.standards.values_list("printed", flat=True))
    action.standards.filter(printed__in=standing - set(wanted)).delete()
    fresh = [code for code in wanted if code not in standing]
    PlanActionStandard.objects.bulk_create(_standards(action, fresh))


def _tidy(printed: Iterable[str]) -> list[str]:
    """Each code once, no longer than its column."""
    return list(dict.fromkeys(code.strip()[:60] for code in printed if code.strip()))


def _standards(action: PlanAction, codes: Iterable[str]) -> list[PlanActionStandard]:
    read = [(code, split(code)) for code in codes]
    return [
        PlanActionStandard(
            partnership_id=action.partnership_id,
            plan_action=action,
            printed=code,
            standard_id=reference.code,
            sub_ref=reference.sub_ref,
        )
        for code, reference in read
    ]
