"""Records like somebody who is being entered: found as one types, and chosen."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from concord.access.actor import Actor
from concord.cases.forms.opening import key_of
from concord.cases.forms.people import ALONE, ChildForm, NewcomerForm, VictimForm
from concord.cases.forms.rows import KINDS
from concord.cases.queries.case_page import person_for
from concord.cases.views.finding import actor_of
from concord.people.matching.scoring import Band
from concord.people.queries.matching import likely as likely_records

ASKED_ABOUT = frozenset({Band.SAME, Band.POSSIBLE})


@require_POST
def likely(request: HttpRequest) -> HttpResponse:
    """A piece of the page: records like the person whom `look` names in the form.

    What was typed comes in the body of the request, and stands in no address.
    """
    actor = actor_of(request)
    look = str(request.POST.get("look", ALONE))
    kind = _kind_of(look)
    if kind is None:
        raise Http404
    form = kind(request.POST, prefix=None if look == ALONE else look)
    look_for([form], actor)
    return render(request, "cases/parts/likely.html", {"form": form})


def look_for(forms: Iterable[NewcomerForm], actor: Actor) -> None:
    """Find records like each of them. What is typed wrong is left out of the search."""
    for form in forms:
        typed = type(form)(form.data, prefix=form.prefix)
        typed.is_valid()
        form.found = likely_records(typed.asked(), actor)


def choose(forms: Iterable[NewcomerForm], actor: Actor) -> None:
    """Take the records that were chosen. One that this hat can't see is none."""
    for form in forms:
        key = key_of(form.cleaned_data.get("record", ""))
        form.chosen = person_for(actor, key) if key else None


def is_undecided(forms: Iterable[NewcomerForm], actor: Actor) -> bool:
    """Whether somebody is like a record that nobody has been shown yet.

    Asked once: the page that comes back offers "none of these", and that is taken.
    """
    waiting = [form for form in forms if not form.is_decided]
    look_for(waiting, actor)
    return any(one.band in ASKED_ABOUT for form in waiting for one in form.found or ())


def _kind_of(look: str) -> type[NewcomerForm] | None:
    if look == "victim":
        return VictimForm
    if look == ALONE:
        return ChildForm  # the fields that every newcomer has
    side, _, number = look.partition("-")
    return KINDS.get(side) if number.isascii() and number.isdigit() else None
