"""Approving, sending back, accepting, correcting."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from concord.access.actor import Actor
from concord.returns.actions import filling, sending
from concord.returns.actions.permission import may_approve, may_keep
from concord.returns.forms.deciding import CorrectForm, SendBackForm
from concord.returns.models import ReturnWindow, Submission
from concord.returns.periods import spoken
from concord.returns.queries.taken import taken
from concord.returns.views.finding import window_of, window_to_fill, window_to_keep

State = Submission.State


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The agency stands by the figures."""
    return _decide(
        request,
        _last(window_of(request, pk)),
        sending.approve,
        lambda kept: "Approved. The partnership accepts it next.",
    )


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The partnership takes the figures."""
    return _decide(
        request,
        _last(window_to_keep(request, pk)),
        sending.accept,
        lambda kept: f"Accepted and locked. {taken(kept).words}",
    )


def _decide(
    request: HttpRequest,
    submission: Submission,
    verb: Callable[..., Submission],
    said: Callable[[Submission], str],
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        kept = verb(submission=submission, by=actor)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, said(kept))
    return redirect("returns:window", pk=submission.window_id)


def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for changes, and say which."""
    found = window_of(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    last = _last(found)
    if not _may_send_back(actor, found, last):
        raise Http404
    form = SendBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sending.send_back(submission=last, why=form.cleaned_data["why"], by=actor)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"Sent back to {found.team.short_name}.")
            return redirect("returns:window", pk=pk)
    return _asked(request, found, form, "Send it back", "Send it back")


def _may_send_back(actor: Actor, found: ReturnWindow, last: Submission) -> bool:
    if last.state == State.APPROVED:
        return may_keep(actor, found.sheet)
    today = found.partnership.today()
    return last.state == State.SENT and may_approve(actor, found, today)


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a correction of accepted figures, or say why one was begun."""
    found = window_to_fill(request, pk)
    last = _last(found)
    if not (last.state == State.ACCEPTED or last.is_correction):
        raise Http404
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = CorrectForm(request.POST or None, initial={"why": last.corrects_why})
    if request.method == "POST" and form.is_valid():
        try:
            filling.correct(window=found, why=form.cleaned_data["why"], by=actor)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("returns:window", pk=pk)
    return _asked(request, found, form, "Correct the figures", "Go on")


def _asked(
    request: HttpRequest,
    found: ReturnWindow,
    form: SendBackForm | CorrectForm,
    heading: str,
    button: str,
) -> HttpResponse:
    context = {
        "heading": heading,
        "lede": f"{found.sheet.name}, {spoken(found.period)}, {found.team.name}.",
        "window": found,
        "form": form,
        "button_words": button,
        "errors_kept": "What you wrote is still here.",
    }
    status = 422 if form.errors else 200
    return render(request, "returns/ask.html", context, status=status)


def _last(found: ReturnWindow) -> Submission:
    last = found.submissions.select_related("window__sheet").order_by("-n").first()
    if last is None:
        raise Http404
    last.window = found
    return last
