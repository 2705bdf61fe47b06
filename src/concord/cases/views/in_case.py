"""Who is in a case: somebody comes, leaves, is related; and the case closes."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from concord.access.models import Side
from concord.cases.actions import cases
from concord.cases.actions.opening import bring_in
from concord.cases.forms.people import AllegedForm, ChildForm
from concord.cases.forms.simple import (
    LeaveForm,
    RelateForm,
    RelationOverForm,
    WhyForm,
)
from concord.cases.models import Case
from concord.cases.queries.case_page import case_page, people_of
from concord.cases.views.finding import actor_of, held_case_of, party_of, party_with
from concord.cases.views.likely import choose, is_undecided, look_for
from concord.cases.views.trying import page_of_case, to_case, tried
from concord.cases.words import side_word
from concord.people.actions import links
from concord.people.models import Relationship

FORMS = {Side.ALLEGED: AllegedForm, Side.CHILD: ChildForm}


def add_person(request: HttpRequest, pk: uuid.UUID, side: str) -> HttpResponse:
    """One more alleged person, or one more child."""
    case = held_case_of(request, pk)
    if side not in FORMS:
        raise Http404
    actor = actor_of(request)
    looking = "look" in request.POST
    form = FORMS[Side(side)](request.POST or None, quiet=looking)
    waits = False
    if looking:
        look_for([form], actor)
    elif request.method == "POST" and form.is_valid():
        choose([form], actor)
        waits = is_undecided([form], actor)
    done = not (looking or waits) and tried(
        request,
        form,
        lambda: bring_in(
            case=case, newcomer=form.newcomer(), side=Side(side), by=actor
        ),
    )
    if done:
        messages.success(request, "They are in the case.")
        return to_case(case.pk, side)
    word = side_word(case.partnership, side)
    return page_of_case(
        request,
        case,
        f"Add a {word[:1].lower()}{word[1:]}",
        form,
        "Add to the case",
        template="cases/add_person.html",
        waits=waits,
    )


def leave(request: HttpRequest, pk: uuid.UUID, party: uuid.UUID) -> HttpResponse:
    """Somebody is in the case no longer."""
    case = held_case_of(request, pk)
    card = party_of(request, case, party)
    form = LeaveForm(request.POST or None)
    done = tried(
        request,
        form,
        lambda: cases.leave(
            party=card.party, by=actor_of(request), **form.cleaned_data
        ),
    )
    if done:
        messages.success(request, "They have left the case. What was written stays.")
        return to_case(case.pk)
    return page_of_case(
        request,
        case,
        "Somebody leaves the case",
        form,
        "Take them out of the case",
        whom=card.name,
        about="What was written about them stays in the case.",
    )


def relate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How two people of the case are related, as alleged."""
    case = held_case_of(request, pk)
    people = people_of(case, actor_of(request))
    form = RelateForm(request.POST or None, people=people)

    def say() -> Relationship:
        chosen = [party_with(people, form.cleaned_data[name]) for name in ("a", "b")]
        a, b = (party.person for party in chosen if party is not None)
        return links.relate(
            case_id=case.pk,
            a=a,
            b=b,
            kind=form.cleaned_data["kind"],
            by=actor_of(request),
        )

    if tried(request, form, say):
        return to_case(case.pk, "relationships")
    return page_of_case(
        request,
        case,
        "How two people are related",
        form,
        "Record it",
        about="As it is alleged in this case. A link that says that the two are one "
        "person ends by it.",
    )


def relation_over(
    request: HttpRequest, pk: uuid.UUID, relation: uuid.UUID
) -> HttpResponse:
    """They are related no longer, or never were."""
    case = held_case_of(request, pk)
    page = case_page(case, actor_of(request))
    line = next(
        (one for one in page.relationships if one.relationship.pk == relation), None
    )
    if line is None:
        raise Http404
    form = RelationOverForm(request.POST or None)

    def say() -> Relationship:
        by = actor_of(request)
        if form.cleaned_data["how"] == "mistake":
            return links.never_were(relationship=line.relationship, by=by)
        return links.no_longer(
            relationship=line.relationship,
            last_day=form.cleaned_data["last_day"],
            by=by,
        )

    if tried(request, form, say):
        return to_case(case.pk, "relationships")
    return page_of_case(
        request,
        case,
        "No longer related like that",
        form,
        "Record it",
        whom=f"{line.a}, {line.words} {line.b}",
    )


def close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close a case, or open a closed one again: for a reason."""
    case = held_case_of(request, pk)
    is_open = case.state == Case.State.OPEN
    form = WhyForm(request.POST or None)
    verb = cases.close if is_open else cases.reopen
    done = tried(
        request,
        form,
        lambda: verb(case=case, why=form.cleaned_data["why"], by=actor_of(request)),
    )
    if done:
        said = "The case is closed." if is_open else "The case is open again."
        messages.success(request, said)
        return to_case(case.pk)
    return page_of_case(
        request,
        case,
        "Close the case" if is_open else "Open the case again",
        form,
        "Close the case" if is_open else "Open it again",
        about="It stays readable for whoever can see it now. What teams may see does "
        "not end by closing: look at who can see it."
        if is_open
        else f"It was closed on {case.closed_on:%-d %B %Y}: {case.closed_why}",
    )
