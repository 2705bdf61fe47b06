"""Minutes: the draft and its wording, approving, issuing; a reader's own copy."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from concord.access.actor import Actor
from concord.access.again import before_export
from concord.access.permit import NotPermitted
from concord.cases.views.trying import KEPT, tried
from concord.foundation.ui.words import long_date
from concord.marac.actions import minutes as verbs
from concord.marac.forms.minutes import ApproveForm, WordingForm
from concord.marac.minutes_paper import render_pdf, render_word
from concord.marac.models import AgendaItem, Hearing, Meeting, Minutes
from concord.marac.queries import minutes as questions
from concord.marac.views.finding import (
    actor_of,
    coordinator_of,
    item_of,
    meeting_of,
)
from concord.marac.views.readers import PDF, reader_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as they stand, for the team that coordinates; who has a copy."""
    return _draft_page(request, _coordinated(request, pk))


def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes are right: they are frozen."""
    actor, meeting = coordinator_of(request), _coordinated(request, pk)
    if request.method != "POST":
        return redirect("marac:minutes", pk=pk)
    form = _approve_form(meeting, actor, request.POST)
    if tried(
        request,
        form,
        lambda: verbs.approve(
            meeting=meeting, chair=form.cleaned_data["chair"], by=actor
        ),
    ):
        messages.success(request, "Approved. Nobody has a copy before you issue it.")
        return redirect("marac:minutes", pk=pk)
    return _draft_page(request, meeting, form)


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Copies go to their readers."""
    actor, meeting = coordinator_of(request), _coordinated(request, pk)
    said = "Issued. Each reader is told that a copy waits."
    return _done(request, meeting, said, lambda: verbs.issue(meeting=meeting, by=actor))


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next edition."""
    actor, meeting = coordinator_of(request), _coordinated(request, pk)
    said = "The next edition is begun. What was issued stays."
    return _done(
        request, meeting, said, lambda: verbs.correct(meeting=meeting, by=actor)
    )


def word(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Word what the minutes say of one case."""
    actor, item = coordinator_of(request), item_of(request, pk)
    case = _case_of(item, actor)
    posted = request.POST if request.method == "POST" else None
    form = WordingForm(posted, lines=case.lines, replacing=case.n)
    if tried(request, form, lambda: _word(item, form, actor)):
        messages.success(request, "Kept.")
        return redirect("marac:minutes", pk=item.meeting_id)
    return render(
        request,
        "marac/minutes/word.html",
        {
            "heading": f"Minutes of case {item.code}",
            "item": item,
            "form": form,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own copy on a page. Opening it is kept."""
    actor = actor_of(request)
    minutes, paper = _own(actor, pk)
    verbs.open_copy(minutes=minutes, by=actor)
    return render(
        request,
        "marac/minutes/copy.html",
        {
            "heading": f"Minutes of {long_date(paper.meeting.day)}",
            "minutes": minutes,
            "paper": paper,
            "reader": reader_of(actor),
        },
    )


@require_safe
def copy_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own copy as PDF, with one's name on each page."""
    return _file(request, pk, "pdf", PDF)


@require_safe
def copy_word(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own copy as a Word file, with one's name on each page."""
    return _file(request, pk, "docx", WORD)


def _file(request: HttpRequest, pk: int, ending: str, kind: str) -> HttpResponse:
    actor = actor_of(request)
    minutes, paper = _own(actor, pk)
    before_export(request, "")
    verbs.open_copy(minutes=minutes, by=actor)
    make = render_pdf if ending == "pdf" else render_word
    body = make(paper, minutes, reader_of(actor))
    response = HttpResponse(body, content_type=kind)
    name = f"marac-minutes-{minutes.meeting.day:%Y-%m-%d}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _own(actor: Actor, pk: int) -> tuple[Minutes, questions.Paper]:
    """The edition and the actor's copy of it. Raises Http404 where there is none."""
    minutes = (
        Minutes.objects.visible_to(actor)
        .select_related("meeting__panel")
        .filter(pk=pk, issued_at__isnull=False)
        .first()
    )
    paper = questions.copy_for(actor, minutes) if minutes else None
    if minutes is None or paper is None:
        raise Http404
    return minutes, paper


def _coordinated(request: HttpRequest, pk: int) -> Meeting:
    coordinator_of(request)
    found = meeting_of(request, pk)
    if found.started_at is None or not found.panel.is_marac:
        raise Http404
    return found


def _case_of(item: AgendaItem, actor: Actor) -> questions.CaseInMinutes:
    if not item.meeting.panel.is_marac:
        raise Http404
    if item.meeting.state != Meeting.State.HELD or _is_frozen(item.meeting, actor):
        raise Http404
    paper = questions.draft(item.meeting, actor)
    found = next((case for case in paper.heard if case.item_id == item.pk), None)
    if found is None:
        raise Http404
    return found


def _word(item: AgendaItem, form: WordingForm, actor: Actor) -> None:
    after = form.cleaned_data["replacing"]
    verbs.word(item=item, lines=form.lines(), after=after, by=actor)


def _is_frozen(meeting: Meeting, actor: Actor) -> bool:
    minutes = questions.edition_of(meeting, actor)
    return minutes is not None and minutes.approved_at is not None


def _done(
    request: HttpRequest, meeting: Meeting, said: str, verb: Callable[[], Any]
) -> HttpResponse:
    try:
        verb()
    except NotPermitted:
        raise Http404 from None
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("marac:minutes", pk=meeting.pk)


def _approve_form(meeting: Meeting, actor: Actor, posted: Any = None) -> ApproveForm:
    """With whoever called the first case as the chair, until somebody says who."""
    began = (
        Hearing.objects.visible_to(actor)
        .filter(item__meeting_id=meeting.pk)
        .order_by("written_at")
        .values_list("written_by_id", flat=True)
        .first()
    )
    return ApproveForm(posted, hats=verbs.may_chair(meeting, actor), began=began)


def _draft_page(
    request: HttpRequest, meeting: Meeting, form: ApproveForm | None = None
) -> HttpResponse:
    actor = coordinator_of(request)
    minutes = questions.edition_of(meeting, actor)
    is_over = meeting.state == Meeting.State.HELD
    is_frozen = minutes is not None and minutes.approved_at is not None
    can_word = is_over and not is_frozen
    if can_word:
        form = form or _approve_form(meeting, actor)
    if minutes is not None and is_frozen:
        paper = questions.approved(minutes, actor)
    else:
        paper = questions.draft(meeting, actor)
    return render(
        request,
        "marac/minutes/draft.html",
        {
            "heading": f"Minutes of {long_date(meeting.day)}",
            "meeting": meeting,
            "minutes": minutes,
            "paper": paper,
            "is_over": is_over,
            "can_word": can_word,
            "form": form if can_word else None,
            "due_by": questions.due_by(meeting),
            "copies": questions.copies_of(meeting, actor),
            "errors_kept": KEPT,
        },
        status=422 if form is not None and form.errors else 200,
    )
