"""Who has sent, who is late, how complete; reminding, more time, locking."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.foundation.ui.words import count
from concord.returns.actions import chasing, windows
from concord.returns.forms.windows import MoveDueForm, UnlockForm
from concord.returns.periods import spoken
from concord.returns.queries.overview import Overview
from concord.returns.queries.overview import overview as overview_of
from concord.returns.queries.waiting import today_of
from concord.returns.views.finding import actor_of, sheets_of, window_to_keep


def overview(request: HttpRequest) -> HttpResponse:
    """One period's windows, and every team over the last ones."""
    shown = _shown(request, request.GET.get("period", ""))
    context = {"heading": _news(shown), "shown": shown}
    return render(request, "returns/overview.html", context)


@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    """A message to everybody who has something outstanding for this period."""
    shown = _shown(request, request.POST.get("period", ""))
    told, before = chasing.remind_now(
        lines=[one.line for one in shown.outstanding],
        today=shown.today,
        by=request.actor,  # type: ignore[attr-defined]
    )
    said = f"{count(told, 'person', 'people')} reminded."
    if before:
        had = "has" if before == 1 else "have"
        said += f" {count(before, 'person', 'people')} {had} been reminded today."
    messages.success(request, said)
    code = shown.period.code if shown.period else ""
    return redirect(f"{reverse('returns:overview')}?period={code}")


def _shown(request: HttpRequest, code: str) -> Overview:
    actor = actor_of(request)
    if not may(actor, Verb.KEEP_RETURNS) and not sheets_of(actor):
        raise Http404
    today = today_of(actor)
    return overview_of(actor, today=today, code=code)


def _news(shown: Overview) -> str:
    if shown.period is None:
        return "No team has been asked for figures yet"
    asked = len(shown.standings)
    return f"{spoken(shown.period)}: {shown.sent} of {count(asked, 'return')} sent"


def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """Give more time; lock it, or open it again with a reason."""
    found = window_to_keep(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    is_sent = request.method == "POST"
    form: MoveDueForm | UnlockForm
    if found.is_locked:
        form = UnlockForm(request.POST if is_sent else None)
    else:
        form = MoveDueForm(
            request.POST if is_sent else None, initial={"due_on": found.due_on}
        )
    if is_sent and form.is_valid():
        try:
            if isinstance(form, UnlockForm):
                windows.unlock(window=found, why=form.cleaned_data["why"], by=actor)
            else:
                windows.move_due(
                    window=found, due_on=form.cleaned_data["due_on"], by=actor
                )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            opened = isinstance(form, UnlockForm)
            messages.success(
                request,
                "The window is open again."
                if opened
                else f"It is due on {found.due_on:%-d %B %Y}.",
            )
            return redirect("returns:window", pk=pk)
    context = {
        "heading": "Open it again" if found.is_locked else "Move the due date",
        "lede": f"{found.sheet.name}, {spoken(found.period)}, {found.team.name}.",
        "window": found,
        "form": form,
        "errors_kept": "What you wrote is still here.",
    }
    status = 422 if form.errors else 200
    return render(request, "returns/manage.html", context, status=status)


@require_POST
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing is sent any more for this window."""
    found = window_to_keep(request, pk)
    windows.lock(window=found, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, "Locked. What is being typed stays a draft.")
    return redirect("returns:window", pk=pk)
