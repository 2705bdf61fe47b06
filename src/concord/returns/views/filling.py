"""The form of a return: kept as one types, checked, sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from concord.access.actor import Actor
from concord.foundation.ui.forms.summary import Problem as Line
from concord.foundation.ui.words import clock, count, listed
from concord.plan.queries.answering import people_of
from concord.returns.actions import filling, sending
from concord.returns.actions.filling import Clash, NotOpen, Typed, cells_of
from concord.returns.actions.permission import may_approve, may_fill, may_keep
from concord.returns.actions.sending import NotReady
from concord.returns.checking import Entry, Key
from concord.returns.forms.typed import typed_of
from concord.returns.models import ReturnWindow, Submission
from concord.returns.periods import spoken
from concord.returns.queries.form import Cell, Form, form_of
from concord.returns.views.finding import window_of, window_to_fill

State = Submission.State


def window(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for whoever fills it in, else the figures as they stand."""
    found = window_of(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        return _typed(request, window_to_fill(request, pk), actor)
    last = found.submissions.order_by("-n").first()
    if may_fill(actor, found) and (last is None or last.is_open):
        return _page(request, found, form_of(found))
    return _look(request, found, actor)


def _typed(request: HttpRequest, found: ReturnWindow, actor: Actor) -> HttpResponse:
    """Keep what is typed; on the button, send it on its way."""
    before = cells_of(found)
    typed = typed_of(request.POST, before.fields.values())
    is_by_itself = bool(getattr(request, "htmx", False))
    try:
        may_use, may_publish = _permissions(request)
        kept = filling.keep(
            window=found,
            typed=typed,
            may_use=may_use,
            may_publish=may_publish,
            by=actor,
        )
    except ValidationError as error:
        if is_by_itself:
            return _status(request, found, " ".join(error.messages))
        form = form_of(found, typed=_entries(typed))
        return _page(
            request,
            found,
            form,
            errors=_lines(error),
            is_taken=isinstance(error, NotOpen),
        )
    if is_by_itself:
        return _kept_by_itself(request, found, kept.clashes)
    if kept.clashes:
        mine = {clash.key: clash.mine for clash in kept.clashes}
        form = form_of(found, typed=mine)
        return _page(request, found, form, clashes=kept.clashes)
    if "send" in request.POST:
        return _send(request, found, kept.submission, actor)
    if "check" in request.POST:
        form = form_of(found, is_to_send=True)
        return _page(request, found, form, problems=form.stopping)
    messages.success(request, "Kept as far as you came.")
    return redirect("returns:home")


def _permissions(request: HttpRequest) -> tuple[bool | None, bool | None]:
    """The two boxes, if the page had them: a box that is not ticked is not sent."""
    if "permissions" not in request.POST:
        return None, None
    return "may_use" in request.POST, "may_publish" in request.POST


def _send(
    request: HttpRequest, found: ReturnWindow, submission: Submission, actor: Actor
) -> HttpResponse:
    try:
        sending.send(submission=submission, by=actor)
    except NotReady as error:
        form = form_of(found, is_to_send=True)
        return _page(request, found, form, problems=error.problems)
    except ValidationError as error:
        return _page(request, found, form_of(found), errors=_lines(error))
    approvers = listed(approvers_of(found)) or "your lead"
    messages.success(request, f"Sent. It waits for {approvers} to approve it.")
    return redirect("returns:home")


def _entries(typed: dict[Key, Typed]) -> dict[Key, Entry]:
    return {key: said.entry for key, said in typed.items()}


def _lines(error: ValidationError) -> list[Line]:
    if hasattr(error, "error_dict"):
        return [
            Line(said, f"id_{name}")
            for name, texts in error.message_dict.items()
            for said in texts
        ]
    return [Line(said) for said in error.messages]


# The page -----------------------------------------------------------------------------


def _page(
    request: HttpRequest,
    found: ReturnWindow,
    form: Form,
    *,
    problems: Iterable[Any] = (),
    errors: list[Line] | None = None,
    clashes: Iterable[Clash] = (),
    is_taken: bool = False,
) -> HttpResponse:
    lines = list(errors or [])
    by_key = {cell.key: cell for cell in form.cells}
    lines += [Line(one.words, f"id_{by_key[one.key].name}") for one in clashes]
    lines += [Line(one.words, _target(by_key[one.key], one)) for one in problems]
    context = {
        "heading": f"{found.sheet.name}: {spoken(found.period)}",
        "window": found,
        "return_form": form,
        "submission": form.submission,
        "clashes": {one.key: one for one in clashes},
        "errors": lines,
        "errors_kept": _what_is_kept(form, lines),
        "is_taken": is_taken,
        "approvers": approvers_of(found),
        "today": found.partnership.today(),
    }
    status = 422 if lines else 200
    return render(request, "returns/form.html", context, status=status)


def _target(cell: Cell, problem: Any) -> str:
    part = {"why": "why-", "changed_on": "since-"}.get(problem.part, "")
    return f"id_{part}{cell.name}"


def _what_is_kept(form: Form, lines: list[Line]) -> str:
    if not lines:
        return ""
    ready = form.ready
    kept = f"the {count(ready, 'good figure')} {'is' if ready == 1 else 'are'} kept"
    return f"Nothing is lost: {kept}." if ready else "Nothing that you typed is lost."


def approvers_of(found: ReturnWindow) -> list[str]:
    """Who approves for the team, by name."""
    asked = people_of(found.partnership_id, found.partnership.today())
    return [one.hat.account.name for one in asked.asked_for(found.team)]


# By itself, while somebody types ------------------------------------------------------


def _kept_by_itself(
    request: HttpRequest, found: ReturnWindow, clashes: list[Clash]
) -> HttpResponse:
    """A line of words, and what the page has to know from now on."""
    form = form_of(found)
    if clashes:
        said = " ".join(f"{clash.words}." for clash in clashes)
    else:
        now = timezone.localtime()
        said = f"All kept, {clock(now)}:{now:%S}."
        if found.is_locked and form.submission and not form.submission.is_correction:
            said += " The window is locked meanwhile: it can't be sent."
    clashing = {clash.key for clash in clashes}
    cells = [cell for cell in form.cells if cell.key not in clashing]
    return _status(request, found, said, cells=cells, form=form)


def _status(
    request: HttpRequest,
    found: ReturnWindow,
    said: str,
    *,
    cells: Iterable[Cell] = (),
    form: Form | None = None,
) -> HttpResponse:
    context = {
        "said": said,
        "cells": list(cells),
        "return_form": form,
        "submission": form.submission if form else None,
        "approvers": approvers_of(found) if form else [],
    }
    return render(request, "returns/parts/kept.html", context)


# As it stands -------------------------------------------------------------------------


def _look(request: HttpRequest, found: ReturnWindow, actor: Actor) -> HttpResponse:
    form = form_of(found)
    last = form.submission
    today = found.partnership.today()
    keeps, fills = may_keep(actor, found.sheet), may_fill(actor, found)
    approves = may_approve(actor, found, today)
    state = last.state if last else ""
    context = {
        "heading": f"{found.sheet.name}: {spoken(found.period)}",
        "window": found,
        "return_form": form,
        "submission": last,
        "before": _accepted_before(found, last),
        "approvers": approvers_of(found),
        "may_approve": approves and state == State.SENT,
        "may_accept": keeps and state == State.APPROVED,
        "may_take_back": fills and state == State.SENT,
        "may_correct": fills and state == State.ACCEPTED,
        "keeps": keeps,
        "today": today,
    }
    return render(request, "returns/look.html", context)


def _accepted_before(found: ReturnWindow, last: Submission | None) -> dict[Key, str]:
    """What a correction changes: the figures that were accepted, by cell."""
    if last is None or not last.is_correction:
        return {}
    before = found.submissions.filter(n=last.n - 1).first()
    rows = before.cells.select_related("field") if before else ()
    return {row.key: row.typed for row in rows}


# Steps --------------------------------------------------------------------------------


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on typing: nobody has approved it yet."""
    found = window_to_fill(request, pk)
    last = found.submissions.order_by("-n").first()
    if last is not None:
        try:
            sending.take_back(submission=last, by=request.actor)  # type: ignore[attr-defined]
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(request, "It is yours again. Send it when it is right.")
    return redirect("returns:window", pk=pk)
