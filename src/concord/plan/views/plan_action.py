"""One action: what is promised, how it stands, its steps and its story."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concord.access.permit import Verb, may
from concord.plan.actions.plan_actions import due_words
from concord.plan.models import PlanAction, PlanActionChange
from concord.plan.queries.answering import may_answer
from concord.plan.queries.asking import current_round
from concord.plan.queries.overview import overview, today_of
from concord.plan.queries.story import matters, story
from concord.plan.views.finding import action_of


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one action."""
    action = action_of(request, pk)
    actor = request.actor  # type: ignore[attr-defined]
    plan, today = action.plan, today_of(action.plan)
    view = overview(plan, today=today, withdrawn=True)
    rows = {row.action.pk: row for row in view.rows}
    siblings = [row.action.pk for row in view.rows]
    place = siblings.index(action.pk)
    due_was = (
        action.changes.filter(field=PlanActionChange.Field.DUE)
        .order_by("at")
        .values_list("was", flat=True)
        .first()
    )
    return render(
        request,
        "plan/action.html",
        {
            "heading": str(action),
            "action": action,
            "plan": plan,
            "row": rows[action.pk],
            "steps": [r for r in view.rows if r.action.parent_id == action.pk],
            "due_words": due_words(action.due),
            "due_was": due_was,
            "events": story(action),
            "matters": matters(action),
            "update_round": current_round(plan, today),
            "before": siblings[place - 1] if place else None,
            "after": siblings[place + 1] if place + 1 < len(siblings) else None,
            "next_year": action.carried_to.select_related("plan").first(),
            "withdrawn": action.state == PlanAction.State.WITHDRAWN,
            "may_update": not plan.is_frozen and may_answer(actor, action, today),
            "may_edit": may(actor, Verb.EDIT_PLAN, action) and not plan.is_frozen,
            "may_raise": may(actor, Verb.RAISE_TO_BOARD, action)
            and may(actor, Verb.UPDATE_ACTION, action),
        },
    )
