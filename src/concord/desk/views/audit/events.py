"""Events: who did what with people and cases; one of them; and reads by auditors."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from concord.access.audit import events as audit
from concord.access.audit.events import Names
from concord.access.audit.looking import what_was_done
from concord.access.models import Event, Part
from concord.desk.request import Request
from concord.desk.views.audit.listing import Events
from concord.desk.views.audit.tabs import tabs


class Reads(Events):
    """What auditors have read."""

    name, noun = "reads-by-auditors", "read"
    empty = "No auditor has read anything yet."


@require_safe
def events(request: Request) -> HttpResponse:
    """Every event, narrowed by kind, person, team, month and case."""
    rows = audit.events(by=request.actor)
    table = Events(rows, request, Names.of(request.actor))
    case = table.case
    _note(request, table, "audit", {case} - {None})
    if table.export:
        return table.response()
    return render(
        request,
        "desk/audit/events.html",
        {
            "heading": "Audit",
            "tabs": tabs("audit"),
            "table": table,
            "case": case,
            "ref": _ref(table.names, case),
        },
    )


@require_safe
def reads(request: Request) -> HttpResponse:
    """What auditors have read, this reading included from the next time on."""
    rows = audit.events(by=request.actor).filter(verb__in=audit.BY_AUDITORS)
    table = Reads(rows, request, Names.of(request.actor))
    _note(request, table, "audit_reads", set())
    if table.export:
        return table.response()
    return render(
        request,
        "desk/audit/reads.html",
        {"heading": "Audit", "tabs": tabs("audit_reads"), "table": table},
    )


@require_POST
def find_case(request: Request) -> HttpResponse:
    """From a reference to the events about that case: its address says no more."""
    found = audit.case_called(request.POST.get("ref", ""), by=request.actor)
    if found is None:
        messages.error(
            request, "No case here has this reference. Check it: ABCD-2345 is one."
        )
        return redirect("audit")
    return redirect(f"{reverse('audit')}?case={found}")


@require_safe
def event(request: Request, pk: int) -> HttpResponse:
    """One event: everything that is kept of it."""
    found = get_object_or_404(audit.events(by=request.actor), pk=pk)
    names = Names.of(request.actor)
    names.load_cases([found])
    audit.note_reading(
        by=request.actor,
        door="audit_event",
        rows=1,
        asked=f"event={found.pk}",
        cases=found.case_ids,
        persons=found.person_ids,
    )
    return render(
        request,
        "desk/audit/event.html",
        {
            "heading": f"Event {found.pk:,}",
            "event": found,
            "who": names.who(found),
            "hat": ", ".join(filter(None, (names.role(found), names.team(found)))),
            "did": what_was_done(found.verb, []),
            "parts": [Part(p).label for p in found.parts if p in Part.values],
            "refs": zip(found.case_ids, names.refs(found), strict=True),
            "seal": audit.sealed_in(found),
            "has_terms": found.verb == Event.Verb.SEARCH and found.terms_mark,
        },
    )


def _note(
    request: Request, table: Events, door: str, cases: set[uuid.UUID | None]
) -> None:
    shown = table.page.paginator.count if table.export else len(table.page.object_list)
    audit.note_reading(
        by=request.actor,
        door=door,
        rows=shown,
        asked=table.asked_for,
        cases=[case for case in cases if case is not None],
    )


def _ref(names: Names, case: uuid.UUID | None) -> str:
    return names.cases.get(case, "") if case is not None else ""
