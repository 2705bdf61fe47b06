"""Search words: asking to open some, approving it, and reading them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from concord.access.audit import openings as opened
from concord.access.audit import terms
from concord.access.audit.events import events
from concord.access.models import TermsOpening
from concord.access.permit import Verb, permit
from concord.desk.forms import refusals
from concord.desk.forms.audit import AskForTerms
from concord.desk.request import Request
from concord.desk.views.audit.tabs import tabs
from concord.foundation.ui.tables import Column, Table


class Openings(Table):
    """Who asked to open search words, the newest first."""

    name, noun = "openings", "opening"
    holds_people: ClassVar[bool] = True
    empty = "Nobody has asked to open search words."

    since = Column(
        "Asked",
        "asked_at",
        cell="desk/audit/cells/opening.html",
        row_header=True,
    )
    by = Column("By", "asked_by_account.name")
    why = Column("Why", "why")
    searches = Column("Searches", lambda row: len(row.event_ids), align="num")
    approved = Column("Approved by", "approved_by_account.name")
    state = Column(
        "State",
        lambda row: opened.state_of(row).value.capitalize(),
        cell="desk/audit/cells/opening_state.html",
    )


@require_safe
def openings(request: Request) -> HttpResponse:
    """Every opening that was asked for."""
    table = Openings(opened.openings(by=request.actor), request)
    if table.export:
        return table.response()
    return render(
        request,
        "desk/audit/terms.html",
        {"heading": "Audit", "tabs": tabs("audit_terms"), "table": table},
    )


def ask(request: Request) -> HttpResponse:
    """Ask the other auditors to open the words of some searches."""
    permit(request.actor, Verb.READ_AUDIT)
    given = {"searches": request.GET.get("event", "")[:20]}
    form = AskForTerms(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            made = terms.ask(
                event_ids=form.cleaned_data["searches"],
                why=form.cleaned_data["why"],
                by=request.actor,
            )
        except ValidationError as error:
            refusals.show(form, error)
        else:
            messages.success(request, "Asked. Another auditor has a day to decide.")
            return redirect("audit_terms_opening", made)
    return render(
        request,
        "desk/audit/ask_for_terms.html",
        {"heading": "Ask to open search words", "form": form},
    )


@require_safe
def opening(request: Request, pk: uuid.UUID) -> HttpResponse:
    """One opening: which searches, why, and what can be done about it."""
    return _shown(request, _found(request, pk))


@require_POST
def approve(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Let the auditor who asked read the words."""
    found = _found(request, pk)
    terms.approve(opening=found, by=request.actor)
    messages.success(
        request, "Approved. They have a day to begin, and an hour from then on."
    )
    return redirect("audit_terms_opening", found.pk)


@require_POST
def read(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show the words, and keep that they were read."""
    found = _found(request, pk)
    words = terms.read(opening=found, by=request.actor)
    found.refresh_from_db()
    return _shown(request, found, words)


def _found(request: Request, pk: uuid.UUID) -> TermsOpening:
    return get_object_or_404(opened.openings(by=request.actor), pk=pk)


def _shown(
    request: Request, found: TermsOpening, words: list[terms.Opened] | None = None
) -> HttpResponse:
    searches = events(by=request.actor).filter(pk__in=found.event_ids).order_by("pk")
    return render(
        request,
        "desk/audit/opening.html",
        {
            "heading": "Opening of search words",
            "opening": found,
            "searches": searches,
            "words": {one.event_id: one for one in words or []},
            "are_shown": words is not None,
            "state": opened.state_of(found),
            "may_approve": opened.may_approve(found, by=request.actor),
            "may_read": opened.may_read(found, by=request.actor),
            "all_url": reverse("audit_terms"),
        },
    )
