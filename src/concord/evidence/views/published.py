"""Figures for anybody: no account, no cookie, nothing that was hidden."""

from __future__ import annotations

import csv

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concord.evidence.queries.published import (
    Published,
    figures_of,
    release_of,
    releases_of,
    sheets_of,
)
from concord.foundation.documents.inert import inert

FIELDS = (
    "indicator",
    "indicator_code",
    "definition",
    "counted",
    "unit",
    "area",
    "area_code",
    "breakdown",
    "group",
    "period",
    "numerator",
    "denominator",
    "value",
    "status",
)


@require_safe
def index(request: HttpRequest, code: str) -> HttpResponse:
    """All releases of a partnership."""
    releases = releases_of(code)
    if not releases:
        raise Http404
    return _safe(
        render(
            request,
            "evidence/public/index.html",
            {"releases": releases, "code": code, "area": releases[0].area},
        )
    )


@require_safe
def one(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One release: a table for each indicator."""
    release = _found(code, pk)
    sheets = list(sheets_of(figures_of(code, pk)))
    return _safe(
        render(
            request,
            "evidence/public/one.html",
            {"release": release, "sheets": sheets, "code": code},
        )
    )


@require_safe
def file(request: HttpRequest, code: str, pk: int, kind: str) -> HttpResponse:
    """The same figures for a program: CSV or JSON, one row for each."""
    release = _found(code, pk)
    if kind not in ("csv", "json"):
        raise Http404
    rows = [one.as_data() for one in figures_of(code, pk)]
    if kind == "json":
        return _safe(JsonResponse({"release": _about(release), "figures": rows}))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="figures-{pk}.csv"'
    writer = csv.DictWriter(answer, FIELDS)
    writer.writeheader()
    writer.writerows(
        {name: inert(value) for name, value in row.items()} for row in rows
    )
    return _safe(answer)


def _found(code: str, pk: int) -> Published:
    release = release_of(code, pk)
    if release is None:
        raise Http404
    return release


def _about(release: Published) -> dict[str, object]:
    return {
        "title": release.title,
        "area": release.area,
        "periods": release.span,
        "issued": release.issued_at.date().isoformat(),
        "threshold": release.threshold,
        "method": release.method,
        "note": release.note,
    }


def _safe(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
