"""How each action of a plan stands in a paper: now, and when the board last met."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from concord.foundation.periods import Quarter
from concord.foundation.ui.words import MONTHS
from concord.plan.actions.plan_actions import due_words
from concord.plan.due import Due, DueKind, parse_due
from concord.plan.models import Plan, PlanAction, PlanActionChange, Priority
from concord.plan.queries.overview import Row, overview
from concord.plan.queries.statuses import latest_statuses
from concord.reports.queries.window import Window
from concord.reports.ratings import Rating

Field = PlanActionChange.Field


@dataclass(slots=True)
class Standing:
    """One action as a paper counts it.

    `before` is the rating that the last board knew, None for what it did not know.
    `changes` happened between that board and this paper, oldest first.
    """

    row: Row
    rating: Rating
    before: Rating | None
    title: str
    due: Due
    is_overdue: bool
    is_new: bool
    is_withdrawn: bool
    has_no_update: bool
    changes: list[PlanActionChange] = field(default_factory=list)

    @property
    def action(self) -> PlanAction:
        return self.row.action

    @property
    def is_step(self) -> bool:
        return self.action.parent_id is not None

    @property
    def is_silent_step(self) -> bool:
        """A part of an action that nobody reports on by itself."""
        return self.is_step and not self.row.said

    @property
    def is_finished(self) -> bool:
        return self.row.is_finished

    @property
    def was(self) -> Rating | None:
        """The rating before, if it is another one now."""
        return self.before if self.before != self.rating else None

    @property
    def words(self) -> str:
        """What the lead said for this quarter; empty if nothing."""
        if self.has_no_update or self.row.latest is None:
            return ""
        return self.row.latest.text

    def changed(self, name: str) -> list[PlanActionChange]:
        """The changes of one field."""
        return [change for change in self.changes if change.field == name]


@dataclass(slots=True)
class Counted:
    """A plan as a paper counts it, priority by priority. Steps follow their action."""

    plan: Plan
    window: Window
    sections: list[tuple[Priority, list[Standing]]]
    withdrawn: list[Standing]
    is_first: bool

    @property
    def all(self) -> list[Standing]:
        return [each for _, found in self.sections for each in found]

    @property
    def actions(self) -> list[Standing]:
        """Actions in their own right: what the paper's numbers count."""
        return [each for each in self.all if not each.is_step]


def counts(found: list[Standing]) -> dict[Rating, int]:
    """Actions by rating; steps are not counted."""
    return dict(Counter(each.rating for each in found if not each.is_step))


def counts_before(found: list[Standing]) -> dict[Rating, int]:
    """The same for the last board; actions that it did not know are left out."""
    return dict(
        Counter(each.before for each in found if each.before and not each.is_step)
    )


def plan_as_counted(plan: Plan, window: Window) -> Counted:
    """Every action of `plan` in the `window`. Nine queries, whatever its size."""
    view = overview(
        plan,
        today=window.late_from,
        until=window.until,
        asked=window.quarter,
        up_to=window.quarter,
        withdrawn=True,
    )
    known = latest_statuses(plan, until=window.since, up_to=window.quarter.previous)
    is_first = not (
        any(row.action.added_at < window.since for row in view.rows)
        if window.since
        else known
    )
    changed, later = _changes(plan, window)
    sections: list[tuple[Priority, list[Standing]]] = []
    withdrawn: list[Standing] = []
    for section in view.sections:
        found: list[Standing] = []
        for row in section.rows:
            pk = row.action.pk
            before = None if is_first else _before(row, known.get(pk), window)
            standing = _standing(row, before, window, later.get(pk, []))
            standing.changes = changed.get(pk, [])
            standing.is_new = standing.is_new and not is_first
            (withdrawn if standing.is_withdrawn else found).append(standing)
        sections.append((section.priority, found))
    return Counted(plan, window, sections, withdrawn, is_first)


Changes = dict[int, list[PlanActionChange]]


def _changes(plan: Plan, window: Window) -> tuple[Changes, Changes]:
    """Changes since the last board by action: those that count, and later ones."""
    rows = PlanActionChange.objects.filter(plan_action__plan=plan)
    if window.since is not None:
        rows = rows.filter(at__gte=window.since)
    counting: Changes = {}
    later: Changes = {}
    for change in rows.order_by("at", "id"):
        is_later = window.until is not None and change.at >= window.until
        found = later if is_later else counting
        found.setdefault(change.plan_action_id, []).append(change)
    return counting, later


def _before(row: Row, status: str | None, window: Window) -> Rating | None:
    if window.since is not None and row.action.added_at >= window.since:
        return None
    return rating_of(status)


def rating_of(status: str | None) -> Rating:
    """A status of the plan as a rating. Nobody spoke of it: that is no rating."""
    return str(status) if status else "no_update"  # type: ignore[return-value]


def _standing(
    row: Row, before: Rating | None, window: Window, later: list[PlanActionChange]
) -> Standing:
    """The row as it stood, without what was changed `later`."""
    action = row.action
    stood = {change.field: change.was for change in reversed(later)}
    due = Due(DueKind(action.due_kind), action.due_on, action.due_printed)
    if Field.DUE in stood:
        due = parse_due(stood[Field.DUE])
    state = stood.get(Field.STATE, action.get_state_display())
    is_step = action.parent_id is not None
    # A step without words of its own stands and falls with its action.
    settled = row.is_finished or (is_step and not row.said)
    return Standing(
        row=row,
        rating=rating_of(row.said[0].status if row.said else None),
        before=before,
        title=stood.get(Field.TITLE, action.title),
        due=due,
        is_overdue=not settled and due.on is not None and due.on < window.late_from,
        is_new=window.since is not None and action.added_at >= window.since,
        is_withdrawn=state == PlanAction.State.WITHDRAWN.label,
        has_no_update=row.asked_without_answer and not is_step,
    )


def short_due(due: Due) -> str:
    """A due date for a narrow column: "31 Jul 2026", "Jul 2026", "Q2 2026/27"."""
    if due.on is None:
        return due_words(due)
    if due.kind == DueKind.QUARTER:
        return Quarter.containing(due.on).short
    words = f"{MONTHS[due.on.month - 1][:3]} {due.on.year}"
    return words if due.kind == DueKind.MONTH else f"{due.on.day} {words}"


_MONTHS = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]
