"""One action with its whole story: updates and changes, latest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from concord.foundation.periods import Quarter
from concord.plan.models import (
    BoardMatter,
    PlanAction,
    PlanActionChange,
    PlanUpdate,
)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the story: an update, a set of changes, or a new year."""

    at: dt.datetime
    update: PlanUpdate | None = None
    superseded: bool = False
    changes: tuple[PlanActionChange, ...] = ()
    carried_from: PlanAction | None = None

    @property
    def who(self) -> str:
        """The name of the person, or what the entry comes from."""
        said_by = self.update or (self.changes[0] if self.changes else None)
        if said_by is None:
            return ""
        if said_by.by_membership is not None:
            return said_by.by_membership.account.name
        if self.update and self.update.source != PlanUpdate.Source.TYPED:
            return self.update.get_source_display()
        return ""


def story(action: PlanAction) -> list[Event]:
    """Everything that happened to the action's thread, latest first. Three queries."""
    of_thread = PlanAction.objects.filter(
        thread=action.thread,
        partnership_id=action.partnership_id,
        plan__year__lte=action.plan.year,
    )
    events = [*_updates(of_thread), *_changes(of_thread)]
    for year in of_thread.filter(carried_from__isnull=False).select_related(
        "carried_from__plan", "plan"
    ):
        frozen = year.carried_from.plan.frozen_at if year.carried_from else None
        if frozen is not None:
            events.append(Event(at=frozen, carried_from=year.carried_from))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _updates(of_thread: QuerySet[PlanAction]) -> list[Event]:
    rows = (
        PlanUpdate.objects.filter(plan_action__in=of_thread)
        .select_related("by_membership__account", "by_membership__team", "on_behalf_of")
        .prefetch_related("evidence")
        .order_by("-quarter", "-n", "-id")
    )
    seen: set[Quarter] = set()
    events = []
    for row in rows:
        events.append(Event(at=row.at, update=row, superseded=row.quarter in seen))
        seen.add(row.quarter)
    return events


def _changes(of_thread: QuerySet[PlanAction]) -> list[Event]:
    rows = (
        PlanActionChange.objects.filter(plan_action__in=of_thread)
        .select_related("by_membership__account")
        .order_by("-at", "id")
    )
    together: dict[tuple[object, object, str], list[PlanActionChange]] = {}
    for row in rows:
        together.setdefault((row.at, row.by_membership_id, row.why), []).append(row)
    return [Event(at=found[0].at, changes=tuple(found)) for found in together.values()]


def last_update(action: PlanAction, before: Quarter | None = None) -> PlanUpdate | None:
    """The update that counts of the last quarter (before `before`), to start from."""
    rows = PlanUpdate.objects.filter(
        plan_action__thread=action.thread, partnership_id=action.partnership_id
    )
    if before is not None:
        rows = rows.filter(quarter__lt=before)
    return rows.order_by("-quarter", "-n", "-id").first()


def matters(action: PlanAction) -> list[BoardMatter]:
    """What was raised to the board about this action, latest first."""
    return list(
        BoardMatter.objects.filter(plan_action__thread=action.thread)
        .filter(partnership_id=action.partnership_id)
        .exclude(state=BoardMatter.State.WITHDRAWN)
        .select_related("meeting")
        .order_by("-quarter", "-id")
    )
