"""The plan seen six ways: by priority, agency, time, trouble, change and standard."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from concord.access.permit import Verb, may
from concord.foundation.periods import Quarter
from concord.plan.models import Plan
from concord.plan.queries.asking import current_round, running_plan
from concord.plan.queries.changes import changes_since, last_board, next_board
from concord.plan.queries.coverage import coverage
from concord.plan.queries.overview import Overview, Row, overview, today_of
from concord.plan.status import Status
from concord.plan.views.choosing import Choice, chosen
from concord.plan.views.exporting import plan_file
from concord.plan.views.finding import actor_of, plan_of

WAYS = (
    ("by_priority", "By priority"),
    ("by_agency", "By agency"),
    ("timeline", "Timeline"),
    ("late", "Overdue and blocked"),
    ("changes", "Since the last board"),
    ("standards", "Standards covered"),
)


def home(request: HttpRequest) -> HttpResponse:
    """The running plan, or how to get one."""
    actor = actor_of(request)
    plan = running_plan(actor.partnership_id)
    if plan is not None:
        return redirect("plan:by_priority", pk=plan.pk)
    return render(
        request,
        "plan/no_plan.html",
        {"heading": "No delivery plan yet", "may_edit": may(actor, Verb.EDIT_PLAN)},
    )


def by_priority(request: HttpRequest, pk: int) -> HttpResponse:
    """Every action under its priority: the plan on a page."""
    plan, view = _plan_and_view(request, pk)
    choice = chosen(request, view)
    context = _context(request, plan, view, "by_priority", choice)
    context["sections"] = choice.sections(view)
    context["by_lead"] = _by_lead(view)
    context["ending_money"] = [
        row for row in view.rows if row.action.funding_ends_on and not row.is_finished
    ]
    return render(request, "plan/by_priority.html", context)


def by_agency(request: HttpRequest, pk: int) -> HttpResponse:
    """Who leads what, and how it stands."""
    plan, view = _plan_and_view(request, pk)
    context = _context(request, plan, view, "by_agency")
    context["agencies"] = _by_lead(view)
    return render(request, "plan/by_agency.html", context)


def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """What falls due in which quarter."""
    plan, view = _plan_and_view(request, pk)
    context = _context(request, plan, view, "timeline")
    groups: dict[Quarter, list[Row]] = {}
    undated: list[Row] = []
    for row in view.rows:
        due = row.action.due_on
        if due is None:
            undated.append(row)
        else:
            groups.setdefault(Quarter.containing(due), []).append(row)
    context["groups"] = sorted(groups.items())
    context["undated"] = undated
    context["now"] = Quarter.containing(view.today)
    return render(request, "plan/timeline.html", context)


def late(request: HttpRequest, pk: int) -> HttpResponse:
    """What is past its date, what is stuck, and what nobody spoke of."""
    plan, view = _plan_and_view(request, pk)
    context = _context(request, plan, view, "late")
    context["troubled"] = [
        row for row in view.rows if row.status in {Status.OFF_TRACK, Status.AT_RISK}
    ]
    return render(request, "plan/late.html", context)


def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What is different from when the board last met."""
    plan, view = _plan_and_view(request, pk)
    context = _context(request, plan, view, "changes")
    return render(request, "plan/changes.html", context)


def standards(request: HttpRequest, pk: int) -> HttpResponse:
    """Which recommendations the plan answers, and which have no action."""
    plan, view = _plan_and_view(request, pk)
    context = _context(request, plan, view, "standards")
    context["families"] = coverage(view)
    return render(request, "plan/standards.html", context)


def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The whole plan as CSV or xlsx."""
    plan, view = _plan_and_view(request, pk)
    if kind not in {"csv", "xlsx"}:
        raise Http404
    return plan_file(plan, view.rows, kind)


def _plan_and_view(request: HttpRequest, pk: int) -> tuple[Plan, Overview]:
    plan = plan_of(request, pk)
    today = today_of(plan)
    update_round = current_round(plan, today)
    asked = update_round.quarter if update_round else None
    return plan, overview(plan, today=today, asked=asked)


def _context(
    request: HttpRequest,
    plan: Plan,
    view: Overview,
    way: str,
    choice: Choice | None = None,
) -> dict[str, Any]:
    actor = actor_of(request)
    board = last_board(plan, view.today)
    counts = {status.value: number for status, number in view.counts.items() if number}
    return {
        "heading": f"Delivery plan {plan.financial_year.label}",
        "plan": plan,
        "view": view,
        "counts": counts,
        "choice": choice,
        "tabs": _tabs(plan, view, way),
        "board": board,
        "next_board": next_board(plan, view.today),
        "since": changes_since(view, board.held_on if board else None),
        "update_round": current_round(plan, view.today),
        "may_edit": may(actor, Verb.EDIT_PLAN, plan) and not plan.is_frozen,
        "may_chase": may(actor, Verb.CHASE, plan),
        "may_write_paper": may(actor, Verb.WRITE_PAPER, plan),
        "years": plan.strategy.plans.order_by("year"),
    }


def _tabs(plan: Plan, view: Overview, way: str) -> list[dict[str, Any]]:
    stuck = {row.action.pk for row in [*view.overdue, *view.blocked]}
    return [
        {
            "label": f"{label} ({len(stuck)})" if name == "late" and stuck else label,
            "url": reverse(f"plan:{name}", args=[plan.pk]),
            "current": name == way,
        }
        for name, label in WAYS
    ]


def _by_lead(view: Overview) -> list[tuple[str, list[Row]]]:
    """Rows by lead, in alphabetical order; those with nobody at the end."""
    groups: dict[str, list[Row]] = {}
    for row in view.actions:
        groups.setdefault(row.lead_words, []).append(row)
    return sorted(groups.items(), key=lambda item: (item[0] == "No lead", item[0]))
