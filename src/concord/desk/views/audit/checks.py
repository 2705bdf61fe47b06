"""Seals and checks: whether the log is whole, and what to compare with letters."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concord.access.audit import chain
from concord.desk.request import Request
from concord.desk.views.audit.tabs import tabs
from concord.foundation.ui.tables import Column, Table

MOST_DIGITS = 19  # of a number that the database can hold


class Heads(Table):
    """Seals whose hash has left the database, the newest first."""

    name, noun = "seals", "seal"
    empty = "No such seal. The worker sends the newest one out each hour."

    number = Column("Number", "seal.n", row_header=True)
    sealed = Column("Sealed", "seal.sealed_at", cell="desk/audit/cells/moment.html")
    rows = Column("Events", "seal.rows", align="num")
    left = Column(
        "Left the database", "seal.anchored_at", cell="desk/audit/cells/moment.html"
    )
    root = Column("Seal, as in the letter", cell="desk/audit/cells/root.html")


@require_safe
def checks(request: Request) -> HttpResponse:
    """The last checks, and the latest seals."""
    number = request.GET.get("number", "").strip().replace(",", "")
    if number.isdecimal() and len(number) < MOST_DIGITS:
        heads = chain.head_of(int(number), by=request.actor)
    else:
        number, heads = "", chain.latest_heads(by=request.actor)
    table = Heads(heads, request)
    if table.export:
        return table.response()
    found = chain.latest_checks(by=request.actor)
    return render(
        request,
        "desk/audit/checks.html",
        {
            "heading": "Audit",
            "tabs": tabs("audit_checks"),
            "table": table,
            "number": number,
            "last": found[0] if found else None,
            "earlier": found[1:],
            "newest": chain.newest_seal(by=request.actor),
        },
    )
