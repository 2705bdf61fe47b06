"""What I can see, and why; and whom I know."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concord.access.actions import locks
from concord.access.permit import Verb, permit
from concord.cases.queries.cases import shown_to
from concord.cases.queries.emergencies import open_now
from concord.cases.queries.seen import Reasons, counted, reasons_for
from concord.desk.forms import refusals
from concord.desk.forms.trust import DeclareForm
from concord.desk.request import Request
from concord.foundation.ui.tables import Column, Table
from concord.foundation.ui.words import count

TOLD = (
    "Kept. An auditor reads it. You hear nothing more of it from here, whether or not "
    "there is anybody: that is on purpose."
)


class Seen(Table):
    """One case a row, by reference, and by what the team sees it."""

    name, noun = "cases", "case"
    exportable = False
    empty = "Your team sees no case: it has opened none, and none is shared with it."

    ref = Column(
        "Case",
        "ref",
        row_header=True,
        sort="ref",
        link=lambda case: reverse("cases:who_can_see", args=[case.pk]),
    )
    why = Column("Why", "pk", cell="desk/trust/cells/seen_why.html")
    parts = Column("What", "pk", cell="desk/trust/cells/seen_parts.html")
    since = Column("Since", "pk", cell="desk/trust/cells/seen_since.html")
    until = Column("Until", "pk", cell="desk/trust/cells/seen_until.html")
    opened = Column("Opened", "opened_on", sort="opened_on")

    @cached_property
    def page(self) -> Page[Any]:
        """The page's cases, with why each is seen: one more query for all of them."""
        page = super().page
        cases = list(page.object_list)
        actor = self.request.actor  # type: ignore[attr-defined]
        found = reasons_for([case.pk for case in cases], actor)
        for case in cases:
            case.reasons = found.get(case.pk, Reasons([]))
        page.object_list = cases
        return page


@require_safe
def what_i_can_see(request: Request) -> HttpResponse:
    """Cases of the own team and those shared with it, each with its reason."""
    permit(request.actor, Verb.SEE_PEOPLE)
    number = counted(request.actor)
    said = (
        f"{count(number.own, 'case')} of your own team, "
        f"{count(number.shared, 'case')} shared with it."
    )
    return render(
        request,
        "desk/trust/what_i_can_see.html",
        {
            "heading": "What I can see, and why",
            "said": said,
            "table": Seen(shown_to(request.actor), request),
            "open_now": open_now(request.actor),
        },
    )


def declare(request: Request) -> HttpResponse:
    """Tells the auditors of somebody whom one knows. Nothing is looked up."""
    form = DeclareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            locks.declare(by=request.actor, **form.cleaned_data)
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, TOLD)
            return redirect("my_account")
    return render(
        request,
        "desk/trust/declare.html",
        {"heading": "I know somebody who may be in here", "form": form},
    )
