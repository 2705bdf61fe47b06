"""One page about one case, to take along."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from concord.access.again import before_export
from concord.access.models import Side
from concord.cases.queries.cases import parties_of
from concord.cases.views.finding import case_of
from concord.marac.case_sheet import render_sheet, sheet_of
from concord.marac.views.finding import actor_of, item_of
from concord.marac.views.readers import PDF, reader_of


@require_safe
def sheet(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What this hat may read of the case, on one page, with the reader's name on it."""
    actor, item = actor_of(request), item_of(request, pk)
    before_export(request, "")
    case = case_of(request, item.case_id)
    item.case = case
    people = [
        (
            Side(line.party.side).label,
            f"{line.known.given_name} {line.known.family_name}"
            if line.known
            else "not recorded",
        )
        for line in parties_of(case)
    ]
    body = render_sheet(
        sheet_of(item, people, actor), reader_of(actor), day=item.meeting.day
    )
    response = HttpResponse(body, content_type=PDF)
    response["Content-Disposition"] = f'attachment; filename="case-{item.code}.pdf"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
