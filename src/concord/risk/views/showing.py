"""The risk of a case: all assessments, one of them, and two held side by side."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from concord.cases.queries.case_page import standing_of
from concord.cases.views.finding import actor_of, case_of
from concord.risk.criteria import criteria_for
from concord.risk.pictures import pictures
from concord.risk.queries.assessments import (
    Line,
    assessments_of,
    difference,
    drafts_of,
)
from concord.risk.queries.due import due_rows
from concord.risk.queries.instruments import in_use
from concord.risk.scoring import CrossScoring, high_from
from concord.risk.sheet import sheet_of
from concord.risk.views.finding import line_of


@require_safe
def index(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """How high the risk is now and how it was; what to assess it with."""
    found, actor = case_of(request, case), actor_of(request)
    lines = assessments_of(found, actor)
    latest = next((x for x in lines if x.is_current and x.made.side == "victim"), None)
    return render(
        request,
        "risk/index.html",
        {
            "heading": "Risk",
            "case": found,
            "lines": lines,
            "latest": latest,
            "before": _before(latest, lines),
            "criteria": criteria_for(latest.made) if latest else [],
            "pictures": pictures(lines),
            "drafts": drafts_of(found, actor),
            "may_write": standing_of(found, actor).is_let_in,
            "instruments": list(in_use(actor).values()),
        },
    )


@require_safe
def assessment(request: HttpRequest, case: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """One assessment, as it was made."""
    found, actor = case_of(request, case), actor_of(request)
    line = line_of(request, found, pk)
    return render(
        request,
        "risk/assessment.html",
        {
            "heading": line.made.instrument.name,
            "case": found,
            "line": line,
            "made": line.made,
            "sheet": sheet_of(line.made),
            "high": high_from(line.made.pack),
            "informs": line.made.pack.informs,
            "criteria": criteria_for(line.made),
            "before": _before(line, assessments_of(found, actor)),
            "may_write": standing_of(found, actor).is_let_in,
        },
    )


@require_safe
def compare(
    request: HttpRequest, case: uuid.UUID, pk: uuid.UUID, earlier: uuid.UUID
) -> HttpResponse:
    """What changed from one assessment to another of the same instrument."""
    found = case_of(request, case)
    after = line_of(request, found, pk).made
    before = line_of(request, found, earlier).made
    try:
        changed = difference(before, after)
    except CrossScoring as error:
        raise Http404 from error
    return render(
        request,
        "risk/compare.html",
        {
            "heading": "What changed",
            "case": found,
            "before": before,
            "after": after,
            "changed": changed,
        },
    )


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What the team is to assess again, by reference: a list names no person."""
    actor = actor_of(request)
    return render(
        request,
        "risk/due.html",
        {
            "heading": "To assess again",
            "rows": due_rows(actor),
            "today": timezone.localdate(),
        },
    )


def _before(line: Line | None, lines: list[Line]) -> Line | None:
    """The one to compare with: what it corrects, or what counted before it."""
    if line is None:
        return None
    made = line.made
    if made.supersedes_id is not None:
        return next((x for x in lines if x.made.pk == made.supersedes_id), None)
    older = lines[[x.made.pk for x in lines].index(made.pk) + 1 :]
    alike = [
        x
        for x in older
        if x.is_current
        and x.made.instrument.code == made.instrument.code
        and x.made.score is not None
    ]
    return alike[0] if alike else None
