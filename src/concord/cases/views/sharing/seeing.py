"""Who can see a case, and why: the page, the same on paper, and one decision."""

from __future__ import annotations

import datetime as dt
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from concord.access import reading
from concord.access.audit.looking import looks_at
from concord.access.audit.recording import last_checked
from concord.cases import pictures
from concord.cases.models import Case
from concord.cases.queries.pieces import PARTS
from concord.cases.queries.sharing import (
    Sharing,
    decision_of,
    lines_of,
    sharing_of,
)
from concord.cases.views.finding import actor_of, case_of
from concord.cases.views.sharing.saying import head_line, in_words

HOLDERS, OTHERS = "cases/sharing/who_can_see.html", "cases/sharing/why_i_see.html"


@require_safe
def who_can_see(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """For the team that holds the case: everybody. For any other: their own line."""
    actor = actor_of(request)
    case = case_of(request, pk)
    found = sharing_of(case, actor)
    context = {"case": case, "sharing": found, "said": head_line(found)}
    if not found.is_held:
        heading = "Why you can see this case"
        return render(request, OTHERS, {**context, "heading": heading})
    return render(
        request,
        HOLDERS,
        {
            **context,
            "heading": "Who can see this case, and why",
            "pictures": pictures.draw(found),
            "never": never_shared(found),
            "to_review": in_words(len(found.to_review)).capitalize(),
            "show_ended": request.GET.get("show") == "ended",
            "looks": looks_at(case.pk, by=actor, since=_since(request, case)),
            "all_looks": _wants_all(request),
            "checked": last_checked(),
        },
    )


def _wants_all(request: HttpRequest) -> bool:
    return request.GET.get("looks") == "all"


def _since(request: HttpRequest, case: Case) -> dt.datetime | None:
    """Since the case was written down where all is asked for, else a week."""
    return case.written_at if _wants_all(request) else None


@require_safe
def on_paper(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The same for the paper file: decisions with all their words, and no links."""
    actor = actor_of(request)
    case = case_of(request, pk)
    reading.may_leave([case.pk])
    reading.as_verb("print")
    found = sharing_of(case, actor)
    if not found.is_held:
        raise Http404
    return render(
        request,
        "cases/sharing/on_paper.html",
        {
            "heading": "Who can see this case, and why",
            "case": case,
            "sharing": found,
            "said": head_line(found),
            "now": timezone.now(),
        },
    )


@require_safe
def decision(request: HttpRequest, pk: uuid.UUID, decision: uuid.UUID) -> HttpResponse:
    """One decision, read whole: whom it lets in, why, and what became of it."""
    actor = actor_of(request)
    case = case_of(request, pk)
    found = decision_of(case, decision)
    if found is None:
        raise Http404
    now = timezone.now()
    lines = lines_of(found)
    return render(
        request,
        "cases/sharing/decision.html",
        {
            "heading": "A decision to share",
            "case": case,
            "decision": found,
            "lines": lines,
            "in_force": [one for one in lines if one.until is None or one.until > now],
            "basis": found.definition.body["bases"].get(found.basis, found.basis),
            "condition": found.definition.body["conditions"].get(
                found.condition, found.condition
            ),
            "is_held": sharing_of(case, actor).is_held,
        },
    )


def never_shared(found: Sharing) -> list[str]:
    """Parts that no decision has ever opened, in words."""
    return [PARTS[part][:1].upper() + PARTS[part][1:] for part in found.never]
