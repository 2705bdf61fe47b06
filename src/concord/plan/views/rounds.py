"""A quarter's asking: who has answered, who has not, and chasing them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from concord.access.permit import Verb
from concord.foundation.periods import Quarter, working_days_between
from concord.foundation.ui.posted import whole_number
from concord.foundation.ui.tables import Column, Table
from concord.foundation.ui.words import count, listed
from concord.partnership.models import Team
from concord.plan.actions import chasing, rounds
from concord.plan.chasing_forms import MoveDateForm, RoundForm
from concord.plan.models import Plan, UpdateRound
from concord.plan.queries.asking import current_round
from concord.plan.queries.overview import today_of
from concord.plan.queries.rounds import Line, RoundView, round_view, rounds_of
from concord.plan.views.editing import add_errors
from concord.plan.views.finding import actor_of, plan_of

KEPT = "What you wrote is still here."
OUTSTANDING, ANSWERED = "outstanding", "all given"


class Teams(Table):
    """One team a row."""

    name, noun = "who has answered", "team"
    default_sort = "team"
    empty = "No team is asked: no action has a lead, and no team gives a statement."
    update_round: UpdateRound
    may_chase = False
    may_give = False

    team = Column(
        "Team",
        lambda line: line.team.short_name,
        cell="plan/rounds/cells/team.html",
        row_header=True,
        sort=True,
    )
    updates = Column(
        "Updates",
        lambda line: OUTSTANDING if line.is_outstanding else ANSWERED,
        filter=[(OUTSTANDING, "Outstanding only"), (ANSWERED, "All given")],
        cell="plan/rounds/cells/updates.html",
        sort=lambda line: len(line.outstanding),
    )
    statement = Column(
        "Statement",
        lambda line: _statement_words(line),
        cell="plan/rounds/cells/statement.html",
        sort=True,
    )
    quarters_silent = Column(
        "Quarters silent",
        cell="plan/rounds/cells/silent.html",
        sort=True,
        align="num",
    )
    reminded = Column(
        "Last reminded",
        lambda line: line.reminded.sent_on if line.reminded else None,
        cell="plan/rounds/cells/reminded.html",
        sort=True,
    )


class TeamsFile(Teams):
    """The same as a file, where nothing can be opened: a column for each fact."""

    holds_people = True  # who answers, by name

    number_asked = Column("Updates asked", lambda line: len(line.standing.asked))
    number_given = Column("Updates given", lambda line: len(line.standing.answered))
    late = Column("Given late", "late")
    actions = Column(
        "Outstanding actions",
        lambda line: "; ".join(str(row.action) for row in line.outstanding),
    )
    people = Column(
        "Who answers",
        lambda line: listed([one.hat.account.name for one in line.answerers]),
    )


def _statement_words(line: Line) -> str:
    if line.standing.statement is not None:
        return "sent"
    return "not sent" if line.gives_statement else "not asked"


def updates(request: HttpRequest, pk: int) -> HttpResponse:
    """The round that is open, or the one named by `?quarter=`."""
    plan = plan_of(request, pk, Verb.CHASE)
    today = today_of(plan)
    found = rounds_of(plan)
    chosen = _chosen(request, plan, found, today)
    asks_next = rounds.next_quarter(plan, today)
    context: dict[str, Any] = {
        "plan": plan,
        "rounds": found,
        "today": today,
        "next_quarter": asks_next,
        "may_open": not plan.is_frozen,
        "open_label": f"Ask for quarter {asks_next.number}",
        "is_due_to_open": asks_next.last_day < today,
    }
    if chosen is None:
        context["heading"] = "Nobody has been asked for updates yet"
        context["usual"] = rounds.usual_dates(asks_next)
        return render(request, "plan/rounds/none.html", context)
    shown = round_view(chosen, today=today)
    table = Teams(shown.lines, request)
    if table.export:
        return TeamsFile(shown.lines, request).response()
    context |= _of_round(shown, plan)
    table.update_round, table.may_chase = chosen, context["may_chase"]
    table.may_give = context["may_change"]
    return render(request, "plan/rounds/round.html", context | {"table": table})


def _chosen(
    request: HttpRequest, plan: Plan, found: list[UpdateRound], today: dt.date
) -> UpdateRound | None:
    wanted = request.GET.get("quarter", "")
    if wanted:
        named = [one for one in found if one.quarter.code == wanted]
        if not named:
            raise Http404
        return named[0]
    current = current_round(plan, today)
    if plan.is_frozen or current is None:
        return found[0] if found else None
    return next(one for one in found if one.pk == current.pk)


def _of_round(shown: RoundView, plan: Plan) -> dict[str, Any]:
    update_round = shown.update_round
    quarter = update_round.quarter
    is_running = update_round.plan_id == plan.pk and not plan.is_frozen
    today, due = shown.view.today, update_round.due_on
    return {
        "heading": f"Quarter {quarter.number} updates: "
        f"{shown.answered} of {shown.asked} given",
        "shown": shown,
        "update_round": update_round,
        "is_past": due < today,
        "days_past": (today - due).days,
        "days_left": working_days_between(today, due),
        "is_to_come": update_round.opens_on > today,
        "may_chase": is_running and update_round.closed_at is None,
        "may_change": is_running,
        "may_give": is_running,
    }


def open_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the next quarter, with the usual dates filled in."""
    plan = _running(request, pk)
    today = today_of(plan)
    known = {one.quarter for one in rounds_of(plan)}
    first = rounds.next_quarter(plan, today)
    near = first.plus(-3).through(max(first, Quarter.containing(today)))
    free = sorted((q for q in near if q not in known), key=lambda q: (q != first, q))
    form = RoundForm(request.POST or None, quarters=free)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = rounds.open_round(
                plan=plan,
                quarter=Quarter.parse(data["quarter"]),
                opens_on=data["opens_on"],
                due_on=data["due_on"],
                by=actor_of(request, Verb.CHASE),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request,
                f"{made.quarter.label} is asked for from {made.opens_on:%-d %B %Y}.",
            )
            return redirect(_page(plan, made))
    context = {"plan": plan, "heading": "Ask for a quarter", "quarter": first}
    return _form(request, "plan/rounds/open.html", form, context)


def move_date(request: HttpRequest, pk: int) -> HttpResponse:
    """Give owners more time, or less."""
    update_round = _round(request, pk)
    form = MoveDateForm(request.POST or None, initial={"due_on": update_round.due_on})
    if request.method == "POST" and form.is_valid():
        try:
            rounds.move_due_date(
                update_round=update_round,
                due_on=form.cleaned_data["due_on"],
                by=actor_of(request, Verb.CHASE),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request, f"Updates are due on {update_round.due_on:%-d %B %Y}."
            )
            return redirect(_page(update_round.plan, update_round))
    context = {
        "plan": update_round.plan,
        "update_round": update_round,
        "heading": "Move the due date",
    }
    return _form(request, "plan/rounds/move_date.html", form, context)


@require_POST
def close_or_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop asking for a quarter, or ask again."""
    update_round = _round(request, pk)
    actor = actor_of(request, Verb.CHASE)
    label = update_round.quarter.label
    if update_round.closed_at is None:
        rounds.close_round(update_round=update_round, by=actor)
        messages.success(request, f"{label} is closed. No reminder leaves any more.")
    else:
        rounds.reopen_round(update_round=update_round, by=actor)
        messages.success(request, f"{label} is open again, and reminders go on.")
    return redirect(_page(update_round.plan, update_round))


def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Who would get a message now; on confirming, they get it."""
    update_round = _round(request, pk)
    if update_round.closed_at is not None:
        raise Http404
    plan, today = update_round.plan, today_of(update_round.plan)
    team = _team(request, plan)
    asked = round_view(update_round, today=today).asked_of(team)
    if request.method == "POST":
        told, before = chasing.remind_now(
            update_round=update_round,
            asked=asked,
            today=today,
            by=actor_of(request, Verb.CHASE),
        )
        _say_who_was_told(request, plan, told, before)
        return redirect(_page(plan, update_round))
    already = set(
        update_round.reminders.filter(sent_on=today).values_list(
            "membership_id", flat=True
        )
    )
    context = {
        "heading": "Remind now",
        "plan": plan,
        "update_round": update_round,
        "team": team,
        "asked": asked,
        "already": already,
        "is_past": update_round.due_on < today,
    }
    return render(request, "plan/rounds/remind.html", context)


def _say_who_was_told(request: HttpRequest, plan: Plan, told: int, before: int) -> None:
    said = f"{count(told, 'person', 'people')} reminded."
    if before:
        had = "has" if before == 1 else "have"
        said += f" {count(before, 'person', 'people')} {had} been reminded today."
    if plan.partnership.example_today is not None:
        said += " This example lives on another day, so no e-mail has left."
    messages.success(request, said)


def _form(
    request: HttpRequest, template: str, form: Form, context: dict[str, Any]
) -> HttpResponse:
    return render(
        request,
        template,
        {"form": form, "errors_kept": KEPT, **context},
        status=422 if form.errors else 200,
    )


def _running(request: HttpRequest, pk: int) -> Plan:
    plan = plan_of(request, pk, Verb.CHASE)
    if plan.is_frozen:
        raise Http404
    return plan


def _round(request: HttpRequest, pk: int) -> UpdateRound:
    """A round of a running plan. Raises Http404 otherwise: closed years stay so."""
    actor = actor_of(request, Verb.CHASE)
    found = (
        UpdateRound.objects.visible_to(actor)
        .select_related("plan__partnership", "plan__strategy")
        .filter(pk=pk, plan__frozen_at__isnull=True)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _team(request: HttpRequest, plan: Plan) -> Team | None:
    wanted = request.GET.get("team") or request.POST.get("team") or ""
    if not wanted:
        return None
    found = Team.objects.filter(
        partnership_id=plan.partnership_id, pk=whole_number(wanted)
    ).first()
    if found is None:
        raise Http404
    return found


def _page(plan: Plan, update_round: UpdateRound) -> str:
    url = reverse("plan:updates", args=[plan.pk])
    return f"{url}?quarter={update_round.quarter}"
