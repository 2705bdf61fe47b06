"""What was heard before Concord was there, for the team that brought it in."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from concord.access import reading
from concord.foundation.ui.tables import Column, Table
from concord.marac.queries.past import flags_that_end, past_hearings
from concord.marac.views.finding import coordinator_of


class PastHearings(Table):
    """One hearing a row, by the reference of its case. It leaves as no file."""

    name, noun = "past-hearings", "hearing"
    exportable = False
    empty = "Nothing was brought in from a spreadsheet."

    case = Column(
        "Case",
        "case.ref",
        row_header=True,
        link=lambda one: reverse("marac:past", args=[one.pk]),
    )
    heard_on = Column("Heard on", "heard_on", sort=True)
    referred_on = Column("Referred on", "referred_on", sort=True)
    repeat = Column("As recorded there", "get_repeat_display")
    flag = Column("Flag until", "flag_ends_on")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything from spreadsheets, and whose flags have to come off."""
    actor = coordinator_of(request)
    reading.as_verb("list")
    return render(
        request,
        "marac/past_hearings.html",
        {
            "heading": "Heard before, by spreadsheet",
            "table": PastHearings(past_hearings(actor), request),
            "ending": flags_that_end(actor, timezone.localdate()),
        },
    )


@require_safe
def hearing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the spreadsheet says of one hearing."""
    actor = coordinator_of(request)
    found = past_hearings(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return render(
        request,
        "marac/past.html",
        {"heading": "Heard before, by spreadsheet", "one": found},
    )
