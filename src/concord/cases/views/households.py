"""Who lives together, as one team knows it. Never shared, and never with an address."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from concord.cases.forms.simple import HouseholdForm, MoveInForm
from concord.cases.models import Case
from concord.cases.queries.case_page import HouseholdLine, case_page, people_of
from concord.cases.views.finding import actor_of, party_with, shared_case_of
from concord.cases.views.trying import page_of_case, to_case, tried
from concord.people.actions import links
from concord.people.models import Household, HouseholdMember

PART = "households"


def start(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A household of people of the case, from today."""
    case, _ = shared_case_of(request, pk)
    people = people_of(case, actor_of(request))
    form = HouseholdForm(request.POST or None, people=people)

    def say() -> Household:
        keys = form.cleaned_data["persons"]
        chosen = [party_with(people, key) for key in keys]
        return links.live_together(
            persons=[party.person for party in chosen if party is not None],
            note=form.cleaned_data["note"],
            by=actor_of(request),
        )

    if tried(request, form, say):
        return to_case(case.pk, PART)
    return page_of_case(
        request,
        case,
        "Who lives together",
        form,
        "Record the household",
        about="From today, as your team knows it. No other team sees it.",
    )


def move_in(request: HttpRequest, pk: uuid.UUID, household: uuid.UUID) -> HttpResponse:
    """One more of the case lives there, from today."""
    case, line = _household(request, pk, household)
    people = people_of(case, actor_of(request))
    form = MoveInForm(request.POST or None, people=people)

    def say() -> HouseholdMember:
        party = party_with(people, form.cleaned_data["person"])
        if party is None:
            raise ValidationError({"person": "Choose somebody of this case."})
        return links.move_in(
            household=line.household, person=party.person, by=actor_of(request)
        )

    if tried(request, form, say):
        return to_case(case.pk, PART)
    names = ", ".join(name for _, name in line.members)
    return page_of_case(
        request,
        case,
        "Somebody moves in",
        form,
        "Record it from today",
        whom=f"With {names}" if names else "",
    )


@require_POST
def move_out(request: HttpRequest, pk: uuid.UUID, member: uuid.UUID) -> HttpResponse:
    """Somebody lives there no longer, from today."""
    case, _ = shared_case_of(request, pk)
    found = HouseholdMember.objects.filter(pk=member).first()
    if found is None:
        raise Http404
    try:
        links.move_out(member=found, by=actor_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return to_case(case.pk, PART)


def _household(
    request: HttpRequest, pk: uuid.UUID, household: uuid.UUID
) -> tuple[Case, HouseholdLine]:
    case, _ = shared_case_of(request, pk)
    page = case_page(case, actor_of(request))
    for line in page.households:
        if line.household.pk == household:
            return case, line
    raise Http404
