"""Unusual access: what stood out, why, and what auditors found out about it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from concord.access.audit import reviewing, unusual
from concord.access.audit.events import note_reading
from concord.access.models import Unusual
from concord.desk.forms import refusals
from concord.desk.forms.audit import Reviewed
from concord.desk.request import Request
from concord.desk.views.audit.tabs import tabs
from concord.foundation.ui.tables import Column, Table

RULES = {
    "many": unusual.MANY_CASES,
    "times": unusual.TIMES,
    "before": unusual.BEFORE,
    "out": unusual.OFTEN_OUT,
    "refused": unusual.REFUSED,
    "emergencies": unusual.EMERGENCIES,
}


class Lines(Table):
    """What stood out, the newest week first."""

    name, noun = "unusual-access", "line"
    holds_people: ClassVar[bool] = True
    empty = "Nothing stood out. The report is worked out each night."

    who = Column(
        "Who",
        "account.name",
        cell="desk/audit/cells/unusual.html",
        row_header=True,
        sort="account__name",
    )
    week = Column("Week of", "week", sort="week")
    kind = Column(
        "What",
        "get_kind_display",
        filter=Unusual.Kind.choices,
        filter_path="kind",
    )
    why = Column(
        "Why it stands here",
        lambda row: unusual.words(row.kind, row.facts),
        width="xl",
    )
    reviewed = Column(
        "Reviewed",
        "is_reviewed",
        cell="desk/audit/cells/reviewed.html",
        filter=[("True", "Reviewed"), ("False", "Not reviewed")],
        filter_path="is_reviewed",
    )


@require_safe
def lines(request: Request) -> HttpResponse:
    """Every line, narrowed by what it is and whether somebody has reviewed it."""
    table = Lines(reviewing.lines(by=request.actor), request)
    note_reading(
        by=request.actor,
        door="audit_unusual",
        rows=len(table.page.object_list),
        asked="export" if table.export else "",
    )
    if table.export:
        return table.response()
    return render(
        request,
        "desk/audit/unusual.html",
        {
            "heading": "Audit",
            "tabs": tabs("audit_unusual"),
            "table": table,
            "rules": RULES,
        },
    )


def line(request: Request, pk: int) -> HttpResponse:
    """One line: its numbers, what was found, and room for more."""
    found = get_object_or_404(reviewing.lines(by=request.actor), pk=pk)
    form = Reviewed(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reviewing.review(
                line=found, note=form.cleaned_data["note"], by=request.actor
            )
        except ValidationError as error:
            refusals.show(form, error)
        else:
            messages.success(request, "Kept. The other auditors see it.")
            return redirect("audit_unusual")
    note_reading(
        by=request.actor, door="audit_unusual_line", rows=1, asked=f"line={found.pk}"
    )
    return render(
        request,
        "desk/audit/unusual_line.html",
        {
            "heading": found.get_kind_display(),
            "line": found,
            "said": unusual.words(found.kind, found.facts),
            "reviews": found.reviews.select_related("by_account"),
            "form": form,
        },
    )
