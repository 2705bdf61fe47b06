"""The questions about imports: teams to choose from, the plan to compare with, jobs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from concord.foundation.jobs.health import job_health
from concord.foundation.periods import FinancialYear, Quarter
from concord.partnership.models import Membership, Team
from concord.plan.actions.plan_actions import due_words
from concord.plan.checking import CheckedAction, Sheet
from concord.plan.checking.editions import Row, Running, Words, differences
from concord.plan.checking.tally import lead_of
from concord.plan.checking.teams import TeamName, names_of
from concord.plan.models import ImportDraft, Plan, PlanAction

READER = "plan.read_import"


def teams_to_choose(partnership_id: int, day: dt.date) -> list[TeamName]:
    """The partnership's teams of that day, by short name. One query."""
    rows = (
        Team.objects.valid_on(day)
        .filter(partnership_id=partnership_id)
        .order_by("short_name")
        .values_list("pk", "short_name", "name", "agency__name")
    )
    return names_of(rows)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the reading of a file goes on: will anybody do it?"""

    workers: int
    job: str  # todo | doing | succeeded | failed | cancelled | aborted | ""

    @property
    def nobody_reads(self) -> bool:
        """No worker lives: it waits until one is started."""
        return self.workers == 0

    @property
    def has_stopped(self) -> bool:
        """The job was given up; somebody must start it again."""
        return self.job not in {"todo", "doing"}


def reading_of(import_draft: ImportDraft) -> Reading:
    """The state of an import's job. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status FROM procrastinate_jobs WHERE task_name = %s"
            " AND args->>'draft_id' = %s ORDER BY id DESC LIMIT 1",
            [READER, str(import_draft.pk)],
        )
        row = cursor.fetchone()
    return Reading(job_health().workers, row[0] if row else "")


def same_file(import_draft: ImportDraft) -> ImportDraft | None:
    """An earlier import of the same file that is in the plan already."""
    return (
        ImportDraft.objects.filter(
            partnership_id=import_draft.partnership_id,
            sha256=import_draft.sha256,
            state=ImportDraft.State.COMMITTED,
        )
        .exclude(pk=import_draft.pk)
        .defer("draft", "choices")
        .first()
    )


def edition_rows(sheet: Sheet, plan: Plan, teams: list[TeamName]) -> list[Row]:
    """What the sheet changes in a running plan. Three queries."""
    return differences(sheet, words_of_sheet(sheet, teams), running_rows(plan))


def running_rows(plan: Plan) -> list[Running]:
    """The plan's actions in words; steps are left to the action they belong to."""
    rows = (
        plan.plan_actions.filter(state=PlanAction.State.ACTIVE, parent=None)
        .select_related("priority", "outcome", "lead_team")
        .prefetch_related("standards")
        .order_by("position")
    )
    return [
        Running(
            pk=row.pk,
            priority=row.priority.title,
            wording=row.wording,
            ref=row.printed_ref,
            outcome=row.outcome.wording if row.outcome else "",
            lead=row.lead_team.short_name if row.lead_team else row.lead_printed,
            due=due_words(row.due) if row.due_on or row.due_kind == "ongoing" else "",
            measure=row.success_measure,
            standards=tuple(s.printed for s in row.standards.all()),
        )
        for row in rows
    ]


def words_of_sheet(sheet: Sheet, teams: list[TeamName]) -> dict[str, Words]:
    """Lead and date of each action as the plan would say them."""
    names = {team.pk: team.short_name for team in teams}

    def of(action: CheckedAction) -> Words:
        team = lead_of(action, sheet, teams)
        lead = names.get(team, action.lead) if team is not None else action.lead
        known = action.due.on is not None or action.due.kind == "ongoing"
        return Words(lead=lead, due=due_words(action.due) if known else "")

    return {action.key: of(action) for action in sheet.standing}


def years_to_choose(sheet: Sheet, today: dt.date) -> list[FinancialYear]:
    """The financial years of the strategy's period, or those around today."""
    this = FinancialYear.containing(today)
    first = FinancialYear.containing(sheet.starts) if sheet.starts else this.previous
    last = FinancialYear.containing(sheet.ends) if sheet.ends else this.next
    if not first <= last or last.year - first.year > 15:
        return [this.previous, this, this.next]
    return list(first.through(last))


def usual_year(sheet: Sheet, today: dt.date) -> FinancialYear:
    """The year that today lies in, or the nearest one of the strategy."""
    years = years_to_choose(sheet, today)
    this = FinancialYear.containing(today)
    return min(max(this, years[0]), years[-1])


def quarters_to_choose(sheet: Sheet, today: dt.date) -> list[Quarter]:
    """Quarters that printed statuses may speak of, the latest first."""
    now = Quarter.containing(today)
    first = Quarter.containing(sheet.starts) if sheet.starts else now.plus(-8)
    if not now.plus(-24) <= first <= now:
        first = now.plus(-8)
    return list(reversed(first.through(now)))


def import_of(pk: UUID, partnership_id: int) -> ImportDraft | None:
    """One import with who brought it and what it is compared with. One query."""
    return (
        ImportDraft.objects.filter(pk=pk, partnership_id=partnership_id)
        .select_related(
            "partnership",
            "uploaded_by__account",
            "compare_with__strategy",
            "committed_plan__strategy",
        )
        .first()
    )


def people_of(hats: set[int]) -> dict[int, str]:
    """Names of people by the id of their hat. One query."""
    rows = Membership.objects.filter(pk__in=hats).values_list("pk", "account__name")
    return dict(rows)
