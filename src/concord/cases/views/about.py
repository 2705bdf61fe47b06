"""What bears on a person's needs in a case, and the numbers of a record."""

from __future__ import annotations

import uuid
from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concord.cases.forms.about import AboutForm, EndNumberForm, NumberForm
from concord.cases.queries.about import recorded_of
from concord.cases.views.finding import (
    actor_of,
    own_person_of,
    party_of,
    shared_case_of,
)
from concord.cases.views.trying import KEPT, page_of_case, tried
from concord.people.actions import about as verbs
from concord.people.actions.about import About
from concord.people.models import Identifier


def about(request: HttpRequest, pk: uuid.UUID, party: uuid.UUID) -> HttpResponse:
    """What is recorded of somebody's needs, by each team, and one's own to change."""
    case, _ = shared_case_of(request, pk)
    card = party_of(request, case, party)
    actor = actor_of(request)
    last = verbs.latest_own(case_id=case.pk, person=card.party.person, by=actor)
    form = AboutForm(
        request.POST or None, initial=asdict(About.of(last)) if last else {}
    )
    done = tried(
        request,
        form,
        lambda: verbs.describe(
            case_id=case.pk, person=card.party.person, about=form.about(), by=actor
        ),
    )
    if done:
        messages.success(request, "Recorded. What was known before is kept.")
        return redirect("cases:about", pk=case.pk, party=party)
    return page_of_case(
        request,
        case,
        "What bears on their needs",
        form,
        "Record",
        template="cases/about.html",
        card=card,
        recorded=recorded_of(case, card.party, actor),
    )


def add_number(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A number by which they are known elsewhere, in the own team's record."""
    person = own_person_of(request, pk)
    form = NumberForm(request.POST or None)
    done = tried(
        request,
        form,
        lambda: verbs.add_identifier(
            person=person, by=actor_of(request), **form.cleaned_data
        ),
    )
    if done:
        return redirect("cases:person", pk=person.pk)
    return _page(request, person.pk, "Add a number", form, "Add")


def end_number(request: HttpRequest, pk: uuid.UUID, number: uuid.UUID) -> HttpResponse:
    """A number that is theirs no longer, or never was."""
    person = own_person_of(request, pk)
    found = Identifier.objects.filter(
        pk=number, person=person, owner_team_id=person.owner_team_id, ended_on=None
    ).first()
    if found is None:
        raise Http404
    form = EndNumberForm(request.POST or None)
    done = tried(
        request,
        form,
        lambda: verbs.end_identifier(
            identifier=found, why=form.cleaned_data["why"], by=actor_of(request)
        ),
    )
    if done:
        return redirect("cases:person", pk=person.pk)
    return _page(request, person.pk, "A number ends", form, "End it")


def _page(
    request: HttpRequest,
    person: uuid.UUID,
    heading: str,
    form: NumberForm | EndNumberForm,
    button: str,
) -> HttpResponse:
    return render(
        request,
        "cases/persons/number.html",
        {
            "heading": heading,
            "person": person,
            "form": form,
            "button": button,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )
