"""Openings in emergencies: which there were, and whether each was right."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concord.access import reading
from concord.access.actions import emergencies as verbs
from concord.access.permit import NotPermitted, Verb, may
from concord.cases.queries.emergencies import Opening, openings, with_their_cases
from concord.desk.forms import refusals
from concord.desk.forms.trust import ReviewForm
from concord.desk.request import Request
from concord.foundation.ui.tables import Column, Table
from concord.foundation.ui.words import count, days_over

WAITS = "waits"
STATES = [
    (WAITS, "Waits for review"),
    ("right", "It was right"),
    ("wrong", "It was not right"),
]


class Openings(Table):
    """One opening a row, the newest first. It is read here, and never taken out."""

    name, noun = "openings", "opening"
    exportable = False
    empty = "No case was opened in an emergency, as far as this role may know."

    at = Column(
        "Opened",
        "emergency.during.lower",
        cell="desk/trust/cells/opened_at.html",
        row_header=True,
        sort=True,
    )
    who = Column(
        "By", "emergency.membership.account.name", cell="desk/trust/cells/opener.html"
    )
    case = Column("Case", "ref", cell="desk/trust/cells/opened_case.html")
    why = Column("Why", "emergency.why", cell="desk/trust/cells/why.html")
    state = Column(
        "Where it stands",
        lambda opening: opening.emergency.outcome or WAITS,
        cell="desk/trust/cells/opening_state.html",
        filter=STATES,
        sort=lambda opening: age_in_days(opening),
    )


@require_safe
def emergencies(request: Request) -> HttpResponse:
    """Openings that this hat may know of, with their age where they wait."""
    _check(request)
    if may(request.actor, Verb.READ_AUDIT):
        reading.as_verb("audit_read")
    rows = with_their_cases(openings(request.actor), request.actor)
    waiting = [one for one in rows if _waits_for(one)]
    table = Openings(rows, request)
    said = "Nothing waits for a review."
    if waiting:
        said = f"{count(len(waiting), 'opening')} to review."
    return render(
        request,
        "desk/trust/emergencies.html",
        {
            "heading": "Openings in emergencies",
            "table": table,
            "said": said,
            "sees_people": may(request.actor, Verb.SEE_PEOPLE),
        },
    )


def review(request: Request, pk: uuid.UUID) -> HttpResponse:
    """One opening: who, when, why; and for whoever may say it, whether it was right."""
    _check(request)
    found = with_their_cases(openings(request.actor).filter(pk=pk), request.actor)
    if not found:
        raise Http404
    if may(request.actor, Verb.READ_AUDIT):
        reading.as_verb("audit_read")
    opening = found[0]
    form = ReviewForm(request.POST or None) if _waits_for(opening) else None
    if request.method == "POST" and form is None:
        raise Http404
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            verbs.review(
                emergency=opening.emergency, by=request.actor, **form.cleaned_data
            )
        except ValidationError as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, "Reviewed. Your words are kept with it.")
            return redirect("emergencies")
    return render(
        request,
        "desk/trust/opening.html",
        {
            "heading": "An opening in an emergency",
            "opening": opening,
            "form": form,
            "back_url": reverse("emergencies"),
        },
    )


def age_in_days(opening: Opening) -> int:
    """How long an opening has waited for its review; -1 once it is reviewed."""
    if not _waits(opening):
        return -1
    return days_over(opening.emergency.during.lower)


def _check(request: Request) -> None:
    """For hats that see people, and auditors."""
    if not (may(request.actor, Verb.SEE_PEOPLE) or may(request.actor, Verb.READ_AUDIT)):
        raise NotPermitted("This hat reviews no openings.")


def _waits(opening: Opening) -> bool:
    return opening.emergency.reviewed_at is None


def _waits_for(opening: Opening) -> bool:
    """Whether the asking hat may say if it was right: not who opened it."""
    return _waits(opening) and not opening.is_mine
