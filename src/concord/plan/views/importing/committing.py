"""The last page: exactly what will be written, and the button that writes it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concord.access.permit import Verb
from concord.foundation.ui import words
from concord.plan.actions import importing
from concord.plan.actions.importing import Wish
from concord.plan.actions.importing.committing import InThePlan, commit
from concord.plan.actions.importing.edition import commit_edition
from concord.plan.checking import Kind, Sheet
from concord.plan.checking.editions import Difference, Row
from concord.plan.checking.steps import EDITION
from concord.plan.checking.tally import obstacles, tally
from concord.plan.importing_forms import CommitForm
from concord.plan.models import ImportDraft, Plan
from concord.plan.queries.asking import running_plan
from concord.plan.queries.importing import (
    edition_rows,
    quarters_to_choose,
    same_file,
    teams_to_choose,
    usual_year,
    years_to_choose,
)
from concord.plan.views.editing import add_errors
from concord.plan.views.finding import actor_of
from concord.plan.views.importing.finding import (
    of_ready_import,
    seen_by,
    who_was_faster,
)


@of_ready_import
def put_in(
    request: HttpRequest, import_draft: ImportDraft, sheet: Sheet
) -> HttpResponse:
    """Say what will be written; write it once."""
    today = import_draft.partnership.today()
    teams = teams_to_choose(import_draft.partnership_id, today)
    found = tally(sheet, teams)
    edition = import_draft.compare_with
    statuses = found.statuses.total()
    quarters = quarters_to_choose(sheet, today)
    form = CommitForm(
        request.POST or None,
        years=[] if edition else years_to_choose(sheet, today),
        quarters=quarters,
        statuses=statuses,
        initial={
            "year": usual_year(sheet, today).code,
            "quarter": (quarters[1] if len(quarters) > 1 else quarters[0]).code,
        },
    )
    if request.method == "POST" and form.is_valid():
        done = _write(request, import_draft, form)
        if done is not None:
            return done
    rows = edition_rows(sheet, edition, teams) if edition else []
    context: dict[str, Any] = {
        "heading": "Put this into the plan",
        "import_draft": import_draft,
        "sheet": sheet,
        "tally": found,
        "statuses": statuses,
        "form": form,
        "obstacles": obstacles(sheet, edition=import_draft.compare_with is not None),
        "same": same_file(import_draft),
        "running": None if edition else running_plan(import_draft.partnership_id),
        "edition": edition,
        "edition_counts": _counts(rows),
    }
    status = 422 if form.errors else 200
    return render(request, "plan/imports/commit.html", context, status=status)


def _write(
    request: HttpRequest, import_draft: ImportDraft, form: CommitForm
) -> HttpResponse | None:
    """The plan's page after writing; None with errors on the form."""
    actor = actor_of(request, Verb.EDIT_PLAN)
    seen = seen_by(request)
    try:
        if import_draft.compare_with is not None:
            plan = commit_edition(
                import_draft=import_draft, quarter=form.quarter(), seen=seen, by=actor
            )
        else:
            plan = commit(
                import_draft=import_draft, terms=form.terms(), seen=seen, by=actor
            )
    except InThePlan as error:
        messages.info(request, "It was in the plan already. Nothing was written twice.")
        return redirect("plan:by_priority", pk=error.plan.pk)
    except importing.Overtaken as error:
        messages.warning(request, who_was_faster(error.steps))
        return redirect("plan:commit_import", pk=import_draft.pk)
    except ValidationError as error:
        add_errors(form, error)
        return None
    _thank(request, plan, import_draft)
    return redirect("plan:by_priority", pk=plan.pk)


def _thank(request: HttpRequest, plan: Plan, import_draft: ImportDraft) -> None:
    if import_draft.compare_with is not None:
        messages.success(request, "The newer edition is in the plan.")
        return
    number = plan.plan_actions.count()
    messages.success(
        request, f"{words.count(number, 'action')} from the strategy run from today."
    )


@of_ready_import
def changes(
    request: HttpRequest, import_draft: ImportDraft, sheet: Sheet
) -> HttpResponse:
    """What the newer edition changes, row by row, to accept or to leave."""
    edition = import_draft.compare_with
    if edition is None:
        return redirect("plan:check_import", pk=import_draft.pk)
    teams = teams_to_choose(
        import_draft.partnership_id, import_draft.partnership.today()
    )
    every = edition_rows(sheet, edition, teams)
    rows = [row for row in every if row.is_open]
    if request.method == "POST":
        return _choose(request, import_draft, rows)
    return render(
        request,
        "plan/imports/changes.html",
        {
            "heading": "What the newer edition changes",
            "import_draft": import_draft,
            "sheet": sheet,
            "edition": edition,
            "groups": [
                (kind, label, [row for row in rows if row.kind == kind])
                for kind, label in (
                    (Difference.ADDED, "New in this edition"),
                    (Difference.CHANGED, "Worded or set otherwise"),
                    (Difference.MOVED, "Under another priority"),
                    (Difference.REMOVED, "No longer in this edition"),
                )
            ],
            "counts": _counts(every),
        },
    )


def _choose(
    request: HttpRequest, import_draft: ImportDraft, rows: list[Row]
) -> HttpResponse:
    chosen = {
        row.key: request.POST.get(f"take-{row.key}") == "1"
        for row in rows
        if f"take-{row.key}" in request.POST
    }
    try:
        importing.correct(
            import_draft=import_draft,
            wishes=[Wish(Kind.EDITION, EDITION, chosen)],
            seen=seen_by(request),
            by=actor_of(request, Verb.EDIT_PLAN),
        )
    except importing.Overtaken as error:
        messages.warning(request, who_was_faster(error.steps))
        return redirect("plan:import_changes", pk=import_draft.pk)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("plan:import_changes", pk=import_draft.pk)
    if "and_commit" in request.POST:
        return redirect("plan:commit_import", pk=import_draft.pk)
    messages.success(request, "Your choices are kept.")
    return redirect("plan:import_changes", pk=import_draft.pk)


def _counts(rows: list[Row]) -> dict[str, int]:
    """Differences by kind that were accepted, and how many were left."""
    found = {
        kind.value: sum(1 for row in rows if row.kind == kind and row.taken)
        for kind in Difference
    }
    found["left"] = sum(1 for row in rows if row.is_open and not row.taken)
    return found
