"""The plan as a file that a spreadsheet opens."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse

from concord.foundation.ui.tables import Column
from concord.foundation.ui.tables.export import response
from concord.plan.models import Plan
from concord.plan.queries.overview import Row

COLUMNS = [
    Column("Priority", lambda row: row.action.priority.title),
    Column("Number", lambda row: row.action.printed_ref),
    Column("Action", lambda row: row.action.title),
    Column("Wording", lambda row: row.action.wording),
    Column(
        "Outcome", lambda row: row.action.outcome.wording if row.action.outcome else ""
    ),
    Column("Lead", lambda row: row.lead_words),
    Column("Lead role", lambda row: row.action.lead_role),
    Column("Support", lambda row: ", ".join(team.short_name for team in row.supports)),
    Column("Due", lambda row: row.due_words),
    Column("Due on or before", lambda row: row.action.due_on),
    Column("Days past its date", lambda row: row.days_over or None),
    Column("Status", lambda row: row.status.label),
    Column(
        "Status as printed", lambda row: row.latest.status_printed if row.latest else ""
    ),
    Column("Quarter", lambda row: str(row.said[0].quarter) if row.said else ""),
    Column("Latest word", lambda row: row.latest.text if row.latest else ""),
    Column(
        "What stands in the way", lambda row: row.latest.blockers if row.latest else ""
    ),
    Column("Next step", lambda row: row.latest.next_step if row.latest else ""),
    Column("Standards", lambda row: ", ".join(row.standards)),
    Column("Success measure", lambda row: row.action.success_measure),
    Column("Money", lambda row: row.action.funding),
    Column("Money ends", lambda row: row.action.funding_ends_on),
]


def plan_file(plan: Plan, rows: Sequence[Row], kind: str) -> HttpResponse:
    """The rows as `csv` or `xlsx`, one row an action."""
    year = plan.financial_year.short.replace("/", "-")
    return response(kind, f"Delivery plan {year}", COLUMNS, rows)
