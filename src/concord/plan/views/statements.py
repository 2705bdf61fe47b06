"""An agency's own words for the board: writing them, and reading everybody's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.foundation.periods import Quarter
from concord.foundation.ui.posted import whole_number
from concord.partnership.models import Membership, Team
from concord.plan.actions import updates
from concord.plan.chasing_forms import StatementForm
from concord.plan.models import Plan, Statement
from concord.plan.queries.answering import may_state, people_of
from concord.plan.queries.asking import (
    current_round,
    latest_statements,
    running_plan,
    teams_asked,
)
from concord.plan.queries.overview import today_of
from concord.plan.queries.rounds import rounds_of
from concord.plan.views.editing import add_errors
from concord.plan.views.finding import actor_of

EARLIER = 8  # earlier versions shown beside the form


def write(request: HttpRequest) -> HttpResponse:
    """Write or correct a statement: one's own, or with `?team=` another team's."""
    actor = actor_of(request)
    plan = _plan(actor)
    team, own = _team(request, actor, plan)
    quarter = _quarter(request, plan)
    earlier = _versions(team, quarter)
    standing = next((one for one in earlier if one.quarter == quarter), None)
    form = StatementForm(
        request.POST or None,
        initial={
            "text": standing.text if standing else "",
            "by_role": standing.by_role if standing else _role(request) if own else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            sent = updates.state(
                team=team,
                quarter=quarter,
                text=form.cleaned_data["text"],
                by_role=form.cleaned_data["by_role"],
                on_behalf=not own,
                by=actor,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            what = "Sent" if sent.n == 1 else "Corrected, and sent again"
            messages.success(request, f"{what}: {team.short_name}, {quarter.label}.")
            return redirect(f"{reverse('plan:statements')}?quarter={quarter}")
    context = _beside(plan, quarter, standing, earlier)
    context |= {"team": team, "own": own, "form": form}
    return render(
        request,
        "plan/rounds/statement.html",
        {"errors_kept": "What you wrote is still here.", **context},
        status=422 if form.errors else 200,
    )


def _role(request: HttpRequest) -> str:
    hat: Membership = request.hat  # type: ignore[attr-defined]
    return hat.title or hat.role_name


def _beside(
    plan: Plan, quarter: Quarter, standing: Statement | None, earlier: list[Statement]
) -> dict[str, Any]:
    """What stands around the form: the last quarter's words, and earlier versions."""
    before = next((one for one in earlier if one.quarter < quarter), None)
    asked = next((one for one in rounds_of(plan) if one.quarter == quarter), None)
    return {
        "heading": f"Statement for quarter {quarter.number}",
        "plan": plan,
        "quarter": quarter,
        "asked": asked,
        "standing": standing,
        "before": before,
        "earlier": [one for one in earlier if one != before][:EARLIER],
    }


def read(request: HttpRequest) -> HttpResponse:
    """Every team's statement for a quarter, and the teams that sent none."""
    actor = actor_of(request)
    plan = _plan(actor)
    quarter = _quarter(request, plan)
    rounds = rounds_of(plan)
    asked = next((one for one in rounds if one.quarter == quarter), None)
    sent = latest_statements(plan.partnership_id, quarter)
    day = asked.due_on if asked else quarter.last_day
    expected = teams_asked(plan, day)
    silent = [team for team in expected if team.pk not in sent]
    statements = sorted(sent.values(), key=lambda one: one.team.short_name)
    total = len(statements) + len(silent)
    return render(
        request,
        "plan/rounds/statements.html",
        {
            "heading": f"Quarter {quarter.number} statements: "
            f"{len(statements)} of {total} sent",
            "plan": plan,
            "quarter": quarter,
            "asked": asked,
            "statements": statements,
            "silent": silent,
            "rounds": rounds,
            "may_chase": may(actor, Verb.CHASE, plan),
            "may_write": _writable(actor, plan, expected),
        },
    )


def _writable(actor: Actor, plan: Plan, teams: list[Team]) -> set[int]:
    """Ids of the teams whose statement the reader may write or correct."""
    if may(actor, Verb.UPDATE_ON_BEHALF, plan):
        return {team.pk for team in teams} | {actor.team_id or 0}
    people = people_of(plan.partnership_id, today_of(plan))
    mine = {
        team.pk
        for team in teams
        for one in people.asked_for(team)
        if one.hat.pk == actor.membership_id and one.speaks_for(team)
    }
    if may(actor, Verb.WRITE_STATEMENT, plan) and actor.team_id is not None:
        mine.add(actor.team_id)
    return mine


def _plan(actor: Actor) -> Plan:
    plan = running_plan(actor.partnership_id)
    if plan is None:
        raise Http404
    return plan


def _team(request: HttpRequest, actor: Actor, plan: Plan) -> tuple[Team, bool]:
    """The team that speaks, and whether the actor speaks for it by right.

    Raises Http404 for a team that the actor may not write for.
    """
    wanted = request.GET.get("team") or str(actor.team_id or "")
    team = (
        Team.objects.filter(partnership_id=plan.partnership_id)
        .filter(pk=whole_number(wanted))
        .select_related("agency")
        .first()
    )
    if team is None:
        raise Http404
    own = may_state(actor, team, today_of(plan))
    if not own and not may(actor, Verb.UPDATE_ON_BEHALF, team):
        raise Http404
    return team, own


def _quarter(request: HttpRequest, plan: Plan) -> Quarter:
    """The quarter named in the address, or the one that is asked for."""
    today = today_of(plan)
    update_round = current_round(plan, today)
    asked = update_round.quarter if update_round else Quarter.containing(today).previous
    wanted = request.GET.get("quarter", "")
    if not wanted:
        return asked
    try:
        found = Quarter.parse(wanted)
    except ValueError:
        raise Http404 from None
    if found > max(asked, Quarter.containing(today)):
        raise Http404
    return found


def _versions(team: Team, quarter: Quarter) -> list[Statement]:
    """Everything the team has sent up to `quarter`, the version that counts first."""
    return list(
        Statement.objects.filter(team=team, quarter__lte=quarter)
        .select_related("by_membership__account")
        .order_by("-quarter", "-n")[: EARLIER + 2]
    )
