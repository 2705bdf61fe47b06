"""Starting, editing, issuing and correcting a paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from concord.access.actor import Actor
from concord.foundation.ui.posted import whole_number
from concord.reports import actions
from concord.reports.actions import ChangedMeanwhile
from concord.reports.checks import gaps_of
from concord.reports.edits import LISTS, PARTS
from concord.reports.forms import (
    DetailsForm,
    DoingForm,
    StartForm,
    SummaryForm,
    items_formset,
    items_words,
    words_now,
)
from concord.reports.models import Paper
from concord.reports.queries.papers import is_out_of_date, quarters_to_start
from concord.reports.views.finding import found_draft, found_paper, writer

KEPT = "What you typed is still here."
HINTS = {
    "details": "Names of roles, never of persons.",
    "summary": "Proposed from the figures. No adjectives of comfort.",
    "decisions": "From what was raised to the board; decisions for absent money "
    "come first.",
    "doing": "The exceptions themselves come from the plan and can’t be left out.",
    "achievements": "From what was raised, and from actions that were finished.",
    "figures": "Every figure with a caveat: what it counts, and how to read it.",
}


def start(request: HttpRequest) -> HttpResponse:
    """Choose a quarter and draw its paper."""
    actor = writer(request)
    today = request.hat.partnership.today()  # type: ignore[attr-defined]
    choices = quarters_to_start(actor, today)
    form = StartForm(request.POST or None, choices=choices, today=today)
    if request.method == "POST" and form.is_valid():
        plan, quarter = form.chosen
        try:
            paper = actions.start(plan=plan, quarter=quarter, by=actor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("reports:paper", pk=paper.pk)
    context = {"heading": "Start a board paper", "form": form, "choices": choices}
    return render(request, "reports/start.html", context)


def edit(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """Write one part of a draft."""
    actor = writer(request)
    paper = found_draft(actor, pk)
    if part not in PARTS:
        raise Http404
    form = _form(part, paper, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"version": paper.version}
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, paper, part, form, actor)
        except ChangedMeanwhile as error:
            context = _told(error, part)
        except ValidationError as error:
            context["errors"] = error.messages
        else:
            messages.success(request, f"Kept: {PARTS[part]}.")
            return redirect("reports:paper", pk=paper.pk)
    elif request.method == "POST":
        context["version"] = request.POST.get("version", paper.version)
    is_list = isinstance(form, BaseFormSet)
    context |= {
        "heading": PARTS[part],
        "paper": paper,
        "part": part,
        "hint": HINTS[part],
        "is_edited": part in paper.edits.get("touched", {}),
        "errors_kept": "" if "stands_now" in context else KEPT,
        "formset" if is_list else "form": form,
    }
    return render(request, "reports/edit.html", context)


def _form(part: str, paper: Paper, data: Any) -> Form | BaseFormSet:
    if part in LISTS:
        return items_formset(part, paper, data)
    if part == "doing":
        return DoingForm(data, paper=paper)
    kind = DetailsForm if part == "details" else SummaryForm
    return kind(data, initial=kind.of(paper))


def _save(request: HttpRequest, paper: Paper, part: str, form: Any, by: Actor) -> None:
    words = items_words(form) if part in LISTS else form.words()
    days = form.days() if part == "details" else {}
    version = request.POST.get("version", "")
    actions.edit(
        paper=paper,
        part=part,
        words=words,
        version=whole_number(version),
        by=by,
        **days,
    )


def _told(error: ChangedMeanwhile, part: str) -> dict[str, Any]:
    """What the second of two editors needs: whose words stand now, and which."""
    now = error.paper
    return {
        "errors": error.messages,
        "version": now.version,
        "stands_now": words_now(part, now.content, now),
    }


@require_POST
def undo(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """Let a part say again what the plan says."""
    actor = writer(request)
    paper = found_draft(actor, pk)
    version = whole_number(request.POST.get("version", ""))
    if part not in PARTS or not version:
        raise Http404
    try:
        actions.undo_edits(paper=paper, part=part, version=version, by=actor)
        messages.success(request, f"{PARTS[part]} is as the plan says again.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("reports:paper", pk=pk)


@require_POST
def recompile(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a draft from the plan again."""
    actor = writer(request)
    kept = actions.recompile(paper=found_draft(actor, pk), by=actor)
    names = ", ".join(PARTS[part] for part in kept)
    told = f" Kept as edited: {names}." if names else ""
    messages.success(request, f"Drawn from the plan again.{told}")
    return redirect("reports:paper", pk=pk)


def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what will be frozen, then freeze it."""
    actor = writer(request)
    paper = found_draft(actor, pk)
    errors: list[str] = []
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            actions.issue(
                paper=paper,
                by=actor,
                version=whole_number(version),
            )
        except ChangedMeanwhile:
            errors = [
                "Somebody changed the paper after you opened this page. Look at it "
                "again before you issue it."
            ]
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(request, f"{paper.full_number} is issued.")
            return redirect("reports:paper", pk=pk)
    paper = found_draft(actor, pk)
    content = paper.content
    context = {
        "heading": f"Issue {paper.full_number}",
        "paper": paper,
        "content": content,
        "errors": errors,
        "gaps": gaps_of(paper, content),
        "is_out_of_date": is_out_of_date(paper),
    }
    return render(request, "reports/issue.html", context)


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next issue of an issued paper."""
    actor = writer(request)
    try:
        draft = actions.correct(paper=found_paper(actor, pk), by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("reports:paper", pk=pk)
    return redirect("reports:paper", pk=draft.pk)


def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then throw a draft away."""
    actor = writer(request)
    paper = found_draft(actor, pk)
    if request.method == "POST":
        name = paper.full_number
        actions.discard(paper=paper, by=actor)
        messages.success(request, f"The draft of {name} is thrown away.")
        return redirect("reports:home")
    context = {"heading": "Throw the draft away?", "paper": paper}
    return render(request, "reports/discard.html", context)
