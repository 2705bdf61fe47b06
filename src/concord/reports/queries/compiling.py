"""A board paper drawn from the plan: every figure and word that nobody has to type."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from concord.foundation.documents.phrases import number_of
from concord.foundation.periods import Quarter
from concord.foundation.ui.words import long_date
from concord.plan.actions.plan_actions import short_title
from concord.plan.actions.rounds import usual_dates
from concord.plan.models import Plan, UpdateRound
from concord.reports.content import (
    BoardPaper,
    ExceptionItem,
    NextReport,
    PriorityCounts,
)
from concord.reports.purposes import purpose_of
from concord.reports.queries.absence import absence_of
from concord.reports.queries.agencies import silent_agencies, statements_of
from concord.reports.queries.evidence import figures_of
from concord.reports.queries.matters import (
    achievements_of,
    decisions_and_exceptions,
    matters_of,
)
from concord.reports.queries.progress import (
    annex_of,
    due_in_next_quarter,
    progress_of,
)
from concord.reports.queries.standing import (
    Counted,
    counts,
    counts_before,
    plan_as_counted,
)
from concord.reports.queries.window import Window, window_for
from concord.reports.summary import summary_sentences

TITLE = "Domestic abuse strategy: highlight report"
LEAD = "Domestic abuse strategic lead"
CHART_LABEL = 45  # characters


@dataclass(frozen=True, slots=True)
class Compiled:
    """A paper as the plan says it.

    `keys` names what each listed thing was drawn from, in the order of the list, so
    that an edit stays with its decision when the paper is drawn again.
    """

    paper: BoardPaper
    keys: dict[str, list[str]] = field(default_factory=dict)


def compile_content(
    plan: Plan,
    quarter: Quarter,
    *,
    today: dt.date,
    number: str = "",
    issue: int = 1,
    meeting_on: dt.date | None = None,
    counted_until: dt.date | None = None,
) -> Compiled:
    """The paper of `plan` for `quarter`, with nobody's edits in it.

    What counts when is told in `queries.window`. An action that nobody has ever spoken
    of is rated "no update"; one that had words before but none for this quarter keeps
    its last rating, and the paper says that it has no update. Compiled twice from the
    same records it is the same. The number of queries does not grow with the plan.
    """
    window = window_for(
        plan,
        quarter,
        today=today,
        meeting_on=meeting_on,
        counted_until=counted_until,
    )
    counted = plan_as_counted(plan, window)
    matters = matters_of(counted)
    decisions, exceptions = decisions_and_exceptions(counted, matters)
    until = window.counted_until or today
    decisions += absence_of(plan.partnership_id, until, after=len(decisions))
    achievements = achievements_of(counted, matters)
    figures = figures_of(plan.partnership, quarter)
    due = _due_days(plan, quarter)
    closed = long_date(due[quarter]) if quarter in due else ""
    paper = BoardPaper(
        partnership=plan.partnership.name,
        title=TITLE,
        quarter_label=quarter.long_label,
        as_at=window.as_at,
        since=long_date(window.last_meeting_on) if window.last_meeting_on else "",
        to=window.board,
        from_role=LEAD,
        purpose=purpose_of(len(decisions)),
        meeting_on=window.meeting_on,
        sponsor_role="",
        author_role=LEAD,
        number=number or number_for(quarter),
        issue=issue,
        example_note=_example_note(plan),
        plan_title=f"Delivery plan {plan.financial_year.label}",
        summary=_summary(counted, [each for _, each in exceptions]),
        counts=_counts(counted),
        decisions=tuple(each for _, each in decisions),
        exceptions=tuple(each for _, each in exceptions),
        progress=tuple(progress_of(counted)),
        achievements=tuple(each for _, each in achievements),
        statements=tuple(statements_of(counted)),
        silent=tuple(silent_agencies(counted)),
        statements_closed=f"the end of {closed}" if closed else "",
        statements_asked=(
            f"Each agency was asked for a statement by {closed}." if closed else ""
        ),
        due_label=quarter.next.months_label,
        due_next=tuple(due_in_next_quarter(counted)),
        figures=tuple(each for _, each in figures),
        next_report=_next_report(window, due.get(quarter.next)),
        annex=tuple(annex_of(counted)),
    )
    keys = {
        "decisions": [key for key, _ in decisions],
        "exceptions": [key for key, _ in exceptions],
        "achievements": [key for key, _ in achievements],
        "figures": [key for key, _ in figures],
    }
    return Compiled(paper, keys)


def number_for(quarter: Quarter) -> str:
    """The number of a quarter's highlight report: "HR 2022/23 Q3"."""
    return f"HR {quarter.financial_year.short} Q{quarter.number}"


def _counts(counted: Counted) -> tuple[PriorityCounts, ...]:
    return tuple(
        PriorityCounts(
            ref=priority.printed_ref,
            title=short_title(priority.title, CHART_LABEL),
            now=counts(standings),
            before=counts_before(standings),
        )
        for priority, standings in counted.sections
        if any(not each.is_step for each in standings)
    )


def _summary(counted: Counted, exceptions: list[ExceptionItem]) -> tuple[str, ...]:
    changes = [
        change for priority in progress_of(counted) for change in priority.changes
    ]
    sentences = summary_sentences(
        counts(counted.actions), counts_before(counted.actions), changes, exceptions
    )
    stale = sum(
        each.has_no_update and each.rating != "no_update" for each in counted.actions
    )
    if stale:
        has = number_of(stale, "action has", "actions have")
        keeps = "keeps its" if stale == 1 else "keep their"
        said = f"{has} no update this quarter and {keeps} last rating."
        sentences.insert(-2, said)
    return tuple(sentences)


def _due_days(plan: Plan, quarter: Quarter) -> dict[Quarter, dt.date]:
    """By when updates are asked for: for the quarter and the next. One query."""
    rounds = UpdateRound.objects.filter(
        plan__strategy_id=plan.strategy_id, quarter__in=[quarter, quarter.next]
    )
    return dict(rounds.order_by("pk").values_list("quarter", "due_on"))


def _next_report(window: Window, due_on: dt.date | None) -> NextReport | None:
    """The next board, and the day before it by which statements are due."""
    if window.next_meeting_on is None:
        return None
    if due_on is None:
        due_on = usual_dates(window.quarter.next)[1]
    in_time = due_on < window.next_meeting_on
    return NextReport(window.next_meeting_on, due_on if in_time else None)


def _example_note(plan: Plan) -> str | None:
    if not (plan.partnership.is_example or plan.strategy.is_example):
        return None
    return (
        plan.strategy.example_note
        or plan.partnership.example_note
        or "Everything in this paper is invented, to show what one looks like."
    )
