"""Records of persons: the own team's list, one record, correcting and linking it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concord.access import reading
from concord.access.audit.terms import searched
from concord.cases.forms.people import CorrectForm, PersonForm
from concord.cases.forms.simple import SameForm, WhyForm
from concord.cases.queries.finding import case_with_ref
from concord.cases.queries.persons import (
    PersonPage,
    alike,
    in_case,
    own_records,
    person_page,
    record_words,
)
from concord.cases.views.finding import actor_of, own_person_of, person_of
from concord.cases.views.trying import KEPT, tried
from concord.cases.words import born
from concord.foundation.ui.tables import Column, Table
from concord.people.actions import links, persons
from concord.people.actions.persons import Overtaken
from concord.people.models import PersonVersion, SamePerson

SAME = SamePerson.State.SAME


class Records(Table):
    """The team's own records, by name: the one list that names people."""

    name, noun = "records", "record"
    exportable = False
    default_sort = "family"
    empty = (
        "Your team keeps no records of people yet. They come with the first case that "
        "it opens."
    )
    empty_action = "Open a case"

    family = Column(
        "Name",
        row_header=True,
        value=lambda row: row.name,
        link=lambda row: reverse("cases:person", args=[row.person_id]),
        sort=["family_name", "given_name"],
    )
    born = Column("Born", born, sort="born_on")
    cases = Column(
        "In cases",
        lambda row: [party.case for party in row.person.parties.all()],
        cell="cases/cells/cases.html",
    )


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everybody of whom the team keeps a record. It is kept that the list was read."""
    actor = actor_of(request)
    reading.as_verb("list")
    table = Records(own_records(actor), request)
    table.empty_url = reverse("cases:open")
    return render(
        request,
        "cases/persons/index.html",
        {"heading": "Records of people", "table": table},
    )


@require_safe
def person(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One record: what is known, what was known before, and where they are in.

    The address of a record that has become one with another leads to that one.
    """
    found = person_of(request, pk)
    if found.pk != pk:
        return redirect("cases:person", pk=found.pk)
    return render(
        request,
        "cases/persons/person.html",
        {"heading": "A person", "page": person_page(found, actor_of(request))},
    )


def correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is known from now on. A colleague who was quicker is read first."""
    found = own_person_of(request, pk)
    latest = persons.latest(found)
    initial = PersonForm.of(latest) | {"seen": latest.n} if latest else {}
    form = CorrectForm(request.POST or None, initial=initial)
    theirs: PersonVersion | None = None

    def say() -> PersonVersion:
        return persons.correct(
            person=found,
            known=form.known(),
            why=form.cleaned_data["why"],
            seen=form.cleaned_data["seen"],
            by=actor_of(request),
        )

    try:
        if tried(request, form, say):
            said = "Corrected. What was known before stays readable."
            messages.success(request, said)
            return redirect("cases:person", pk=found.pk)
    except Overtaken as error:
        theirs = error.latest
        form = _after(theirs, request.POST, error)
    return render(
        request,
        "cases/persons/correct.html",
        {
            "heading": "Correct what is known",
            "person": found,
            "form": form,
            "theirs": theirs,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


def _after(theirs: PersonVersion, posted: QueryDict, error: Overtaken) -> CorrectForm:
    """The form as it was typed; saved again, it stands on what has been read now."""
    data = posted.copy()
    data["seen"] = str(theirs.n)
    form = CorrectForm(data)
    form.add_error(None, error)
    return form


def same(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Another record of the own team is of the same person."""
    found = own_person_of(request, pk)
    page = person_page(found, actor_of(request))
    candidates = _candidates(request, page)
    records = [(str(one.person_id), record_words(one)) for one in candidates]
    looking = "look" in request.POST
    form = SameForm(
        None if looking else request.POST or None,
        records=records,
        initial=request.POST.dict() if looking else {},
    )

    def say() -> SamePerson:
        key = form.cleaned_data["other"]
        other = next(one.person for one in candidates if str(one.person_id) == key)
        return links.same(
            a=found,
            b=other,
            evidence=form.cleaned_data["evidence"],
            by=actor_of(request),
        )

    if tried(request, form, say):
        messages.success(request, "The two records are linked. Nobody sees more by it.")
        return redirect("cases:person", pk=found.pk)
    return render(
        request,
        "cases/persons/same.html",
        {
            "heading": "Another record of this person",
            "page": page,
            "form": form,
            "has_records": bool(records),
            "looked": looking,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


def not_same(request: HttpRequest, pk: uuid.UUID, link: uuid.UUID) -> HttpResponse:
    """The two are no longer taken for one person; or for two, where that was said."""
    found = person_of(request, pk)
    page = person_page(found, actor_of(request))
    line = next((one for one in page.same if one.link.pk == link), None)
    if line is None:
        raise Http404
    is_two = line.link.state == SamePerson.State.DIFFERENT
    form = WhyForm(request.POST or None)
    done = tried(
        request,
        form,
        lambda: links.not_same(
            link=line.link, why=form.cleaned_data["why"], by=actor_of(request)
        ),
    )
    if done:
        return redirect("cases:person", pk=found.pk)
    return render(
        request,
        "cases/persons/not_same.html",
        {
            "heading": "Take it back" if is_two else "Two people after all",
            "page": page,
            "line": line,
            "form": form,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


def _candidates(request: HttpRequest, page: PersonPage) -> list[PersonVersion]:
    """Records that could be the same: of a like name, or in the case that was named."""
    actor, known = actor_of(request), page.known
    found = alike(page.person, known, actor) if known else []
    ref = request.POST.get("ref", "")
    if ref.strip():
        searched({"ref": ref})
        case = case_with_ref(ref, actor)
        if case is not None:
            found += in_case(case, page.person, actor)
    linked = {line.other.pk for line in page.same if line.link.state == SAME}
    return list(
        {one.person_id: one for one in found if one.person_id not in linked}.values()
    )
