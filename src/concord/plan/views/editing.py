"""Changing the plan: strategy, priorities, outcomes, actions, the yearly refresh."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from concord.access.actor import Actor
from concord.access.permit import Verb
from concord.foundation.periods import FinancialYear
from concord.foundation.ui.posted import whole_number
from concord.plan.actions import plan_actions, refresh, strategies
from concord.plan.editing_forms import (
    ActionForm,
    OutcomeForm,
    PriorityForm,
    RefreshForm,
    StrategyForm,
    WhyForm,
)
from concord.plan.models import Plan, PlanAction, Priority
from concord.plan.queries.asking import running_plan
from concord.plan.views.finding import action_of, actor_of, plan_of

KEPT = "What you wrote is still here."


def new_strategy(request: HttpRequest) -> HttpResponse:
    """Type a strategy by hand, with its first plan year."""
    actor = _editor(request)
    form = StrategyForm(request.POST or None)

    def publish() -> Plan:
        strategy = strategies.publish(by=actor, **form.fields_of_strategy())
        return strategies.start_plan(
            strategy=strategy, year=form.first_year(), by=actor
        )

    plan = _tried(request, form, publish)
    if plan:
        messages.success(request, "The strategy is kept. Now its priorities.")
        return redirect("plan:manage", pk=plan.pk)
    return _page(request, "plan/edit/strategy.html", "New strategy", form)


def change_strategy(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the title, period, vision or values of a strategy."""
    plan = plan_of(request, pk, Verb.EDIT_PLAN)
    form = StrategyForm(
        request.POST or None, initial=StrategyForm.of(plan.strategy), with_why=True
    )
    changed = _tried(
        request,
        form,
        lambda: strategies.change(
            strategy=plan.strategy,
            why=form.cleaned_data["why"],
            by=_editor(request),
            **form.fields_of_strategy(),
        ),
    )
    if changed:
        messages.success(request, "The strategy is changed.")
        return redirect("plan:manage", pk=plan.pk)
    return _page(
        request, "plan/edit/strategy.html", "Change the strategy", form, plan=plan
    )


def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """The parts of a plan and what can be done to each."""
    plan = plan_of(request, pk, Verb.EDIT_PLAN)
    actions = plan.plan_actions.select_related("lead_team").order_by("position")
    by_priority: dict[int, list[PlanAction]] = {}
    for action in actions:
        by_priority.setdefault(action.priority_id, []).append(action)
    return render(
        request,
        "plan/edit/manage.html",
        {
            "heading": "Manage the plan",
            "plan": plan,
            "parts": [
                (priority, by_priority.get(priority.pk, []))
                for priority in plan.priorities.prefetch_related("outcomes")
            ],
            "years": plan.strategy.plans.order_by("year"),
            "is_running": running_plan(plan.partnership_id) == plan,
        },
    )


def add_priority(request: HttpRequest, pk: int) -> HttpResponse:
    """One more priority."""
    plan = plan_of(request, pk, Verb.EDIT_PLAN)
    form = PriorityForm(request.POST or None)
    add = partial(strategies.add_priority, plan=plan)
    if _tried(request, form, lambda: add(**form.cleaned_data, by=_editor(request))):
        return redirect("plan:manage", pk=plan.pk)
    return _page(request, "plan/edit/simple.html", "Add a priority", form, plan=plan)


def change_priority(request: HttpRequest, pk: int) -> HttpResponse:
    """Reword a priority."""
    priority = _priority(request, pk)
    start = {name: getattr(priority, name) for name in ("title", "printed_ref", "aim")}
    form = PriorityForm(request.POST or None, initial=start)
    change = partial(strategies.change_priority, priority=priority)
    if _tried(request, form, lambda: change(**form.cleaned_data, by=_editor(request))):
        return redirect("plan:manage", pk=priority.plan_id)
    return _page(
        request, "plan/edit/simple.html", "Change a priority", form, plan=priority.plan
    )


def add_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """One more outcome of a priority."""
    priority = _priority(request, pk)
    form = OutcomeForm(request.POST or None)
    add = partial(strategies.add_outcome, priority=priority)
    if _tried(request, form, lambda: add(**form.cleaned_data, by=_editor(request))):
        return redirect("plan:manage", pk=priority.plan_id)
    return _page(
        request, "plan/edit/simple.html", "Add an outcome", form, plan=priority.plan
    )


def add_action(request: HttpRequest, pk: int) -> HttpResponse:
    """One more action, or a step of the action named by `?step_of=`."""
    plan = plan_of(request, pk, Verb.EDIT_PLAN)
    if not plan.priorities.exists():
        messages.info(request, "An action belongs to a priority. Add that first.")
        return redirect("plan:add_priority", pk=plan.pk)
    parent = _parent(request, plan)
    start = {"priority": parent.priority_id if parent else request.GET.get("priority")}
    form = ActionForm(request.POST or None, plan=plan, parent=parent, initial=start)
    made = _tried(
        request,
        form,
        lambda: plan_actions.add(
            priority=form.cleaned_data["priority"],
            promise=form.promise(),
            parent=parent,
            by=_editor(request),
        ),
    )
    if made:
        messages.success(request, "The action is in the plan.")
        return redirect("plan:action", pk=made.pk)
    heading = "Add a step" if parent else "Add an action"
    return _page(
        request, "plan/edit/action.html", heading, form, plan=plan, parent=parent
    )


def change_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an action says; every change is kept with its reason."""
    action = action_of(request, pk, Verb.EDIT_PLAN)
    form = ActionForm(
        request.POST or None,
        plan=action.plan,
        parent=action.parent,
        action=action,
        initial=ActionForm.of(action),
    )
    changed = _tried(
        request,
        form,
        lambda: plan_actions.change(
            action=action,
            promise=form.promise(),
            why=form.cleaned_data["why"],
            by=_editor(request),
        ),
    )
    if changed:
        same = changed is True
        said = (
            "Nothing was different." if same else "Changed, and kept with the reason."
        )
        messages.success(request, said)
        return redirect("plan:action", pk=action.pk)
    return _page(
        request,
        "plan/edit/action.html",
        "Change an action",
        form,
        plan=action.plan,
        action=action,
        parent=action.parent,
    )


def withdraw_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an action out of the plan, or put it back, with the reason."""
    action = action_of(request, pk, Verb.EDIT_PLAN)
    withdrawn = action.state == PlanAction.State.WITHDRAWN
    verb = plan_actions.put_back if withdrawn else plan_actions.withdraw
    form = WhyForm(request.POST or None)
    done = partial(verb, action=action)
    if _tried(request, form, lambda: done(**form.cleaned_data, by=_editor(request))):
        return redirect("plan:action", pk=action.pk)
    heading = "Put back into the plan" if withdrawn else "Withdraw from the plan"
    return _page(
        request,
        "plan/edit/withdraw.html",
        heading,
        form,
        plan=action.plan,
        action=action,
        withdrawn=withdrawn,
    )


@require_POST
def move_action(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down within its priority."""
    action = action_of(request, pk, Verb.EDIT_PLAN)
    actor = actor_of(request, Verb.EDIT_PLAN)
    try:
        plan_actions.move(action=action, up="up" in request.POST, by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("plan:manage", pk=action.plan_id)


def carry_forward(request: HttpRequest, pk: int) -> HttpResponse:
    """The yearly refresh: shows what goes on and what stays, then does it."""
    plan = plan_of(request, pk, Verb.EDIT_PLAN)
    if plan.is_frozen:
        raise Http404
    carried = refresh.unfinished(plan)
    form = RefreshForm(request.POST or None, plan=plan, actions=carried)
    new = _tried(
        request,
        form,
        lambda: refresh.carry_forward(
            plan=plan,
            year=FinancialYear(int(form.cleaned_data["year"])),
            leave_behind=form.left_behind(),
            by=_editor(request),
        ),
    )
    if new:
        messages.success(
            request, f"The plan for {new.financial_year.label} is running."
        )
        return redirect("plan:by_priority", pk=new.pk)
    return _page(
        request,
        "plan/edit/carry_forward.html",
        "Carry the plan forward",
        form,
        plan=plan,
        finished=plan.plan_actions.filter(
            state=PlanAction.State.ACTIVE, parent=None
        ).count()
        - len(form.whole),
    )


def add_errors(form: Form, error: ValidationError) -> None:
    """Show what a verb refused at the field that it names."""
    found = error.message_dict if hasattr(error, "error_dict") else {}
    for name, texts in found.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
    if not found:
        form.add_error(None, error)


def _tried(request: HttpRequest, form: Form, verb: Callable[[], Any]) -> Any:
    """What the verb gave (True for nothing); False when the form has to come back.

    What the verb refused stands at its field, and nothing of it is kept.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        return verb() or True
    except ValidationError as error:
        request.undo = True  # type: ignore[attr-defined]
        add_errors(form, error)
        return False


def _editor(request: HttpRequest) -> Actor:
    return actor_of(request, Verb.EDIT_PLAN)


def _page(
    request: HttpRequest, template: str, heading: str, form: Form, **more: Any
) -> HttpResponse:
    context = {"heading": heading, "form": form, "errors_kept": KEPT, **more}
    return render(request, template, context, status=422 if form.errors else 200)


def _priority(request: HttpRequest, pk: int) -> Priority:
    actor = actor_of(request, Verb.EDIT_PLAN)
    found = (
        Priority.objects.visible_to(actor)
        .select_related("plan__strategy", "plan__partnership")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _parent(request: HttpRequest, plan: Plan) -> PlanAction | None:
    wanted = request.GET.get("step_of") or request.POST.get("step_of") or ""
    return plan.plan_actions.filter(pk=whole_number(wanted), parent=None).first()
