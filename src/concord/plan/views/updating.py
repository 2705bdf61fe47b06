"""Giving the quarter's update, and raising a matter to the board."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concord.access.permit import Verb, may
from concord.foundation.periods import Quarter
from concord.partnership.models import Team
from concord.plan.actions import board, updates
from concord.plan.forms import RaiseForm, UpdateForm
from concord.plan.models import PlanAction, PlanUpdate
from concord.plan.queries.answering import may_answer
from concord.plan.queries.asking import current_round
from concord.plan.queries.changes import next_board
from concord.plan.queries.overview import today_of
from concord.plan.queries.story import last_update
from concord.plan.views.finding import action_of


def give(request: HttpRequest, pk: int) -> HttpResponse:
    """The update form, with last quarter's words to start from."""
    action = action_of(request, pk)
    actor = request.actor  # type: ignore[attr-defined]
    if not may_answer(actor, action, today_of(action.plan)):
        raise Http404
    if action.plan.is_frozen:
        return _where_it_goes_on(request, action)
    quarters, asked = _quarters(action)
    teams = _teams(action) if may(actor, Verb.UPDATE_ON_BEHALF, action) else None
    before = last_update(action)
    if request.method == "POST":
        form = UpdateForm(request.POST, request.FILES, quarters=quarters, teams=teams)
        if form.is_valid():
            try:
                saved = updates.give(
                    action=action,
                    quarter=Quarter.parse(form.cleaned_data["quarter"]),
                    word=form.word(),
                    evidence=form.proofs(),
                    on_behalf_of=form.cleaned_data.get("on_behalf_of"),
                    by=actor,
                )
            except ValidationError as error:
                _add(form, error)
            else:
                _thank(request, saved)
                return redirect("plan:action", pk=action.pk)
    else:
        form = UpdateForm(
            quarters=quarters,
            teams=teams,
            initial=_start(action, before, asked, actor.team_id),
        )
    return render(
        request,
        "plan/give_update.html",
        {
            "heading": "Update for the quarter",
            "form": form,
            "action": action,
            "before": before,
            "errors_kept": "What you wrote is still here.",
        },
        status=422 if form.errors else 200,
    )


def _where_it_goes_on(request: HttpRequest, action: PlanAction) -> HttpResponse:
    """A closed year stays as it was: the update belongs to the year that runs."""
    year = action.plan.financial_year.label
    going_on = (
        PlanAction.objects.filter(
            thread=action.thread,
            partnership_id=action.partnership_id,
            plan__frozen_at__isnull=True,
        )
        .order_by("-plan__year")
        .first()
    )
    if going_on is None:
        messages.warning(
            request, f"The plan for {year} is closed, and this action ended with it."
        )
        return redirect("plan:action", pk=action.pk)
    messages.info(
        request, f"The plan for {year} is closed. This is the same action, as it runs."
    )
    return redirect("plan:give_update", pk=going_on.pk)


def raise_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an action before the board."""
    action = action_of(request, pk, Verb.UPDATE_ACTION)
    actor = request.actor  # type: ignore[attr-defined]
    _, asked = _quarters(action)
    meeting = next_board(action.plan, today_of(action.plan))
    form = RaiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        board.raise_matter(
            quarter=asked, action=action, meeting=meeting, by=actor, **form.cleaned_data
        )
        messages.success(request, "Raised. It will stand in the next board paper.")
        return redirect("plan:action", pk=action.pk)
    return render(
        request,
        "plan/raise_matter.html",
        {
            "heading": "Raise to the board",
            "form": form,
            "action": action,
            "meeting": meeting,
            "errors_kept": "What you wrote is still here.",
        },
        status=422 if form.errors else 200,
    )


def _quarters(action: PlanAction) -> tuple[list[Quarter], Quarter]:
    """The quarters one may speak of, latest first, and the one that is asked for."""
    today = today_of(action.plan)
    update_round = current_round(action.plan, today)
    asked = update_round.quarter if update_round else Quarter.containing(today)
    first = action.plan.financial_year.quarters[0]
    last = max(asked, Quarter.containing(today))
    return list(reversed(min(first, asked).through(last))), asked


def _teams(action: PlanAction) -> list[Team]:
    found = [support.team for support in action.supports.all()]
    if action.lead_team is not None:
        found.insert(0, action.lead_team)
    return found


def _start(
    action: PlanAction, before: PlanUpdate | None, asked: Quarter, team: int | None
) -> dict[str, Any]:
    """Last quarter's words, so that the owner changes what changed."""
    start: dict[str, Any] = {"quarter": asked.code, "confidence": ""}
    if before is not None:
        start |= {
            "status": before.status,
            "status_printed": before.status_printed,
            "text": before.text,
            "blockers": before.blockers,
            "next_step": before.next_step,
            "confidence": before.confidence,
        }
    if action.lead_team is not None and action.lead_team.pk != team:
        start["on_behalf_of"] = action.lead_team
    return start


def _add(form: UpdateForm, error: ValidationError) -> None:
    """Show what the verb refused at the field it names."""
    found = error.message_dict if hasattr(error, "error_dict") else {}
    for name, texts in found.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
    if not found:
        form.add_error(None, error)


def _thank(request: HttpRequest, saved: PlanUpdate) -> None:
    what = "Corrected" if saved.n > 1 else "Kept"
    messages.success(
        request,
        f"{what}: {saved.quarter.label}, {saved.get_status_display().lower()}.",
    )
