"""Locks: which are in force, likely matches to decide, and what staff have declared."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concord.access import reading
from concord.access.actions import locks as verbs
from concord.access.permit import NotPermitted, Verb, may, permit
from concord.access.queries.locks import (
    declarations_of,
    locks_in_force,
    suspicion_of,
    suspicions_of,
)
from concord.cases.queries.keeping_away import where_in_cases
from concord.desk.forms import refusals
from concord.desk.forms.trust import AnswerForm, EndLockForm, SuspicionForm
from concord.desk.request import Request
from concord.foundation.ui.tables import Column, Table

VIEWS = (
    ("locks", "Locks in force"),
    ("suspicions", "Likely matches"),
    ("declarations", "Told by staff"),
)


class Locks(Table):
    """One lock a row: who is kept away, why, by whom. Nobody in a case is named."""

    name, noun = "locks", "lock"
    exportable = False
    empty = "Nobody is kept away from anybody, as far as this role may know."

    who = Column("Colleague", "who.name", row_header=True, sort=True)
    roles = Column("Roles", lambda row: "; ".join(row.who.roles))
    came = Column("How it came", "source", sort=True)
    why = Column("How they are linked", "lock.why")
    since = Column("Since", "lock.since", sort=True)
    by = Column("By", sort=True)
    cases = Column("Cases", "lock.cases", align="num")
    end = Column(
        "End it",
        "lock.id",
        cell="desk/trust/cells/end_lock.html",
        hide_label=True,
        phone="",
    )


@require_safe
def locks(request: Request) -> HttpResponse:
    """Locks in force, less those about the auditor who asks."""
    permit(request.actor, Verb.READ_AUDIT)
    reading.as_verb("audit_read")
    table = Locks(locks_in_force(request.actor), request)
    return _tab(request, "locks", table=table)


def end_lock(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Ends a lock, for a reason."""
    permit(request.actor, Verb.READ_AUDIT)
    reading.as_verb("audit_read")
    found = [row for row in locks_in_force(request.actor) if row.lock.id == pk]
    if not found:
        raise Http404
    form = EndLockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.end(lock_id=pk, by=request.actor, **form.cleaned_data)
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, "The lock has ended.")
            return redirect("locks")
    return _form(
        request,
        form,
        heading="End a lock",
        button="End this lock",
        back="locks",
        template="desk/trust/end_lock.html",
        row=found[0],
    )


@require_safe
def suspicions(request: Request) -> HttpResponse:
    """Members of staff who may be somebody in a case."""
    _check(request)
    if may(request.actor, Verb.READ_AUDIT):
        reading.as_verb("audit_read")
    return _tab(request, "suspicions", rows=suspicions_of(request.actor))


def suspicion(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Says whether a member of staff is the person; the person's team sees who."""
    _check(request)
    row = suspicion_of(request.actor, pk)
    if row is None:
        raise Http404
    sees_people = may(request.actor, Verb.SEE_PEOPLE)
    if not sees_people:
        reading.as_verb("audit_read")
    form = SuspicionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            verbs.decide(
                suspicion_id=pk,
                is_same=said["is_same"] == "yes",
                why=said["why"],
                by=request.actor,
            )
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, "Decided. It is kept.")
            return redirect("suspicions")
    parties = (
        where_in_cases(row.suspicion.person_id, request.actor) if sees_people else []
    )
    return _form(
        request,
        form,
        heading="Is this a colleague?",
        button="Decide it",
        back="suspicions",
        template="desk/trust/suspicion.html",
        row=row,
        parties=parties,
    )


@require_safe
def declarations(request: Request) -> HttpResponse:
    """What members of staff have said of themselves."""
    rows = declarations_of(request.actor)
    reading.as_verb("audit_read")
    return _tab(request, "declarations", rows=rows)


def declaration(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Says what was done about one."""
    found = [one for one in declarations_of(request.actor) if one.pk == pk]
    if not found:
        raise Http404
    reading.as_verb("audit_read")
    waits = found[0].answered_at is None
    form = AnswerForm(request.POST or None) if waits else None
    if request.method == "POST" and form is None:
        raise Http404
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            verbs.answer(declaration=found[0], by=request.actor, **form.cleaned_data)
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, "Kept. Whoever wrote it is not told.")
            return redirect("declarations")
    return _form(
        request,
        form,
        heading="Somebody a colleague knows",
        button="Keep this",
        back="declarations",
        template="desk/trust/declaration.html",
        row=found[0],
    )


def _check(request: Request) -> None:
    """For hats that see people, and auditors."""
    if not (may(request.actor, Verb.SEE_PEOPLE) or may(request.actor, Verb.READ_AUDIT)):
        raise NotPermitted("This hat decides about no match.")


def _tab(request: Request, name: str, **context: Any) -> HttpResponse:
    audits = may(request.actor, Verb.READ_AUDIT)
    tabs = [
        {"label": label, "url": reverse(view), "current": view == name}
        for view, label in VIEWS
        if audits or view == "suspicions"
    ]
    return render(
        request,
        f"desk/trust/{name}.html",
        {"heading": "Kept away", "tabs": tabs, **context},
    )


def _form(
    request: Request, form: Any, *, template: str, back: str, **context: Any
) -> HttpResponse:
    return render(
        request, template, {"form": form, "back_url": reverse(back), **context}
    )
