"""Opening a case: anew, for another victim of a family, for somebody on record."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concord.access.actor import Actor
from concord.access.models import Side
from concord.cases.actions.opening import open_new
from concord.cases.forms.opening import OpenCase, Standing, key_of
from concord.cases.models import Case
from concord.cases.queries.case_page import PersonCard, people_of, person_for
from concord.cases.queries.persons import latest_of
from concord.cases.views.finding import actor_of, held_case_of
from concord.cases.views.likely import choose, is_undecided, look_for
from concord.cases.views.trying import KEPT, to_case
from concord.cases.words import named, side_word
from concord.partnership.models import Partnership


def open_case(request: HttpRequest) -> HttpResponse:
    """A new case. `?victim=` or `?alleged=` name somebody who is on record already."""
    actor = actor_of(request)
    return _open(request, actor, _asked_for(request, actor), None)


def family(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A case of its own for another victim of the same family."""
    case = held_case_of(request, pk)
    actor = actor_of(request)
    standing = [_of_family(card) for card in people_of(case, actor)]
    return _open(request, actor, standing, case)


def _open(
    request: HttpRequest, actor: Actor, standing: list[Standing], family_of: Case | None
) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    page = OpenCase(posted, standing=standing)
    wrong: list[str] = []
    if posted is not None and "look" in posted:
        look_for([f for f in page.newcomer_forms if f.look == posted["look"]], actor)
    waits = False
    if posted is not None and page.is_valid():
        choose(page.newcomer_forms, actor)
        waits = is_undecided(page.newcomer_forms, actor)
    if posted is not None and page.is_valid() and not waits:
        try:
            case = open_new(
                victim=page.newcomers("victim")[0],
                alleged=page.newcomers("alleged"),
                children=page.newcomers("child"),
                opened_on=page.opened_on(),
                family_of=family_of,
                by=actor,
            )
        except ValidationError as error:
            wrong = list(error.messages)
        else:
            messages.success(request, "The case is open. Your team holds it.")
            return to_case(case.pk)
    forms = [form for form in page.forms if form.is_bound and not page.is_redrawn]
    has_errors = bool(wrong) or any(form.errors for form in forms)
    here = Partnership.objects.get(pk=actor.here)
    return render(
        request,
        "cases/open.html",
        {
            "heading": "Open a case for the family" if family_of else "Open a case",
            "page": page,
            "forms": page.forms,
            "errors": wrong,
            "errors_kept": KEPT,
            "waits": waits,
            "family_of": family_of,
            "words": {side: side_word(here, side) for side in Side.values},
        },
        status=422 if has_errors else 200,
    )


def _asked_for(request: HttpRequest, actor: Actor) -> list[Standing]:
    """The record that the address names, as somebody who could be in the new case."""
    for side in (Side.VICTIM, Side.ALLEGED, Side.CHILD):
        key = key_of(request.GET.get(side.value, ""))
        person = person_for(actor, key) if key else None
        if person is not None:
            known = latest_of([person.pk]).get(person.pk)
            return [Standing(person, named(known), side.value)]
    return []


def _of_family(card: PersonCard) -> Standing:
    """Alleged and children of one case are likely in that of another victim, too."""
    side = card.party.side
    here = side_word(card.party.case.partnership, side)
    words = f"{card.name} ({here[:1].lower()}{here[1:]} in that case)"
    return Standing(card.party.person, words, "" if side == Side.VICTIM else str(side))
