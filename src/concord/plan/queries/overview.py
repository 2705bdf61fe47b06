"""The plan as its pages show it: rows by priority, with how far each action is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from concord.foundation.periods import Quarter
from concord.partnership.models import Team
from concord.plan.actions.plan_actions import due_words
from concord.plan.models import Plan, PlanAction, PlanUpdate, Priority
from concord.plan.queries.statuses import Said, said_by_thread
from concord.plan.status import Status

FINISHED = frozenset({Status.COMPLETE, Status.CLOSED_NOT_DONE})
TROUBLED = frozenset({Status.AT_RISK, Status.OFF_TRACK})
QUARTERS_SHOWN = 4


@dataclass(slots=True)
class Row:
    """One action on a page. `status` is None when nobody has spoken of it yet."""

    action: PlanAction
    lead: Team | None
    supports: list[Team]
    said: list[Said]
    today: dt.date
    latest: PlanUpdate | None = None
    standards: list[str] = field(default_factory=list)
    asked_without_answer: bool = False

    @property
    def status(self) -> Status:
        """Where it stands: not started until somebody says otherwise."""
        return self.said[0].status if self.said else Status.NOT_STARTED

    @property
    def was(self) -> Status | None:
        """The status of the quarter before the last one spoken of."""
        return self.said[1].status if len(self.said) > 1 else None

    @property
    def is_finished(self) -> bool:
        return self.status in FINISHED

    @property
    def days_over(self) -> int:
        """Days past its date, 0 when finished, in time or without a date."""
        if self.is_finished or not self.stands_alone:
            return 0
        return self.action.days_over(self.today)

    @property
    def stands_alone(self) -> bool:
        """An action, or a step that somebody reports on by itself.

        Other steps go with their action: they are neither asked about nor late.
        """
        return self.action.parent_id is None or bool(self.said)

    @property
    def is_overdue(self) -> bool:
        return self.days_over > 0

    @property
    def is_blocked(self) -> bool:
        """Somebody wrote down what stands in the way, and it is not finished."""
        return bool(self.latest and self.latest.blockers and not self.is_finished)

    @property
    def due_words(self) -> str:
        return due_words(self.action.due)

    @property
    def lead_words(self) -> str:
        """Who leads, as the plan's column says it."""
        if self.lead is not None:
            return self.lead.short_name
        return self.action.lead_printed or "No lead"

    def status_in(self, quarter: Quarter) -> Status | None:
        """What was said for `quarter`, None when nothing was."""
        return next((s.status for s in self.said if s.quarter == quarter), None)


@dataclass(slots=True)
class Section:
    """A priority with its rows."""

    priority: Priority
    rows: list[Row]


@dataclass(slots=True)
class Overview:
    """A whole plan at a moment. `quarters` are the last four, oldest first."""

    plan: Plan
    sections: list[Section]
    quarters: list[Quarter]
    today: dt.date

    @property
    def rows(self) -> list[Row]:
        """Every row in the order of the plan."""
        return [row for section in self.sections for row in section.rows]

    @property
    def counts(self) -> Counter[Status]:
        """Actions (steps not counted) by status."""
        return Counter(row.status for row in self.actions)

    @property
    def actions(self) -> list[Row]:
        """The rows that are actions in their own right, not steps of one."""
        return [row for row in self.rows if row.action.parent_id is None]

    @property
    def overdue(self) -> list[Row]:
        """Past their date and not finished, longest first."""
        return sorted(
            (row for row in self.rows if row.is_overdue),
            key=lambda row: -row.days_over,
        )

    @property
    def blocked(self) -> list[Row]:
        return [row for row in self.rows if row.is_blocked]

    @property
    def without_update(self) -> list[Row]:
        """Unfinished actions with nothing said for the last quarter."""
        return [row for row in self.actions if row.asked_without_answer]


def overview(
    plan: Plan,
    *,
    today: dt.date,
    until: dt.datetime | None = None,
    asked: Quarter | None = None,
    up_to: Quarter | None = None,
    withdrawn: bool = False,
) -> Overview:
    """The plan as it stands (or stood at `until`). Six queries, whatever its size.

    `asked` is the quarter that owners have been asked for, if any; what was said for
    quarters after `up_to` is left out.
    """
    said = said_by_thread(plan, until, up_to)
    last = asked or _last_quarter(said.values(), today)
    actions = plan.plan_actions.select_related(
        "lead_team__agency", "outcome", "priority"
    )
    if not withdrawn:
        actions = actions.filter(state=PlanAction.State.ACTIVE)
    if until is not None:
        actions = actions.filter(added_at__lte=until)
    actions = actions.prefetch_related("supports__team", "standards")
    latest = _latest_words(said.values())
    by_priority: dict[int, list[Row]] = {}
    for action in actions.order_by("position"):
        spoken = said.get(action.thread, [])
        row = Row(
            action=action,
            lead=action.lead_team,
            supports=[support.team for support in action.supports.all()],
            said=spoken,
            today=today,
            latest=latest.get(spoken[0].update_id) if spoken else None,
            standards=[standard.printed for standard in action.standards.all()],
        )
        row.asked_without_answer = bool(
            asked
            and row.stands_alone
            and not row.is_finished
            and row.status_in(asked) is None
        )
        by_priority.setdefault(action.priority_id, []).append(row)
    sections = [
        Section(priority, _steps_under_actions(by_priority.get(priority.pk, [])))
        for priority in plan.priorities.all()
    ]
    quarters = list(last.plus(1 - QUARTERS_SHOWN).through(last))
    return Overview(plan, sections, quarters, today)


def _steps_under_actions(rows: list[Row]) -> list[Row]:
    """Steps directly after the action that they belong to."""
    steps: dict[int, list[Row]] = {}
    for row in rows:
        if row.action.parent_id:
            steps.setdefault(row.action.parent_id, []).append(row)
    standing = {row.action.pk for row in rows}
    ordered: list[Row] = []
    for row in rows:
        if row.action.parent_id is None or row.action.parent_id not in standing:
            ordered += [row, *steps.get(row.action.pk, [])]
    return ordered


def _latest_words(said: Iterable[list[Said]]) -> dict[int, PlanUpdate]:
    wanted = [spoken[0].update_id for spoken in said if spoken]
    rows = PlanUpdate.objects.filter(pk__in=wanted).only(
        "id", "text", "blockers", "next_step", "confidence", "status_printed", "at"
    )
    return {row.pk: row for row in rows}


def _last_quarter(said: Iterable[list[Said]], today: dt.date) -> Quarter:
    """The last quarter that anybody spoke of, or the last one that is over."""
    spoken = [rows[0].quarter for rows in said if rows]
    return max(spoken) if spoken else Quarter.containing(today).previous


def today_of(plan: Plan) -> dt.date:
    """The day to judge lateness by: a closed plan is read as on its last day."""
    if plan.is_frozen:
        return plan.financial_year.last_day
    return plan.partnership.today()


def moment(day: dt.date) -> dt.datetime:
    """The last moment of `day`, as the database keeps time."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max))
