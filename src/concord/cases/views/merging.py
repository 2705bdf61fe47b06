"""Making two records of the own team one: choosing, comparing, and undoing it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concord.access import reading
from concord.access.audit.terms import searched
from concord.cases.actions import merging
from concord.cases.forms.merging import ChooseForm, MergeForm
from concord.cases.forms.simple import WhyForm
from concord.cases.queries.finding import case_with_ref
from concord.cases.queries.merging import comparison, merge_of
from concord.cases.queries.persons import (
    PersonPage,
    entered_twice,
    in_case,
    latest_of,
    person_page,
    record_words,
)
from concord.cases.views.finding import actor_of, own_person_of
from concord.cases.views.trying import KEPT, tried
from concord.people.models import Merge, PersonVersion


def choose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Which other record of the own team is of this person."""
    found = own_person_of(request, pk)
    page = person_page(found, actor_of(request))
    candidates = _candidates(request, page)
    records = [(str(one.person_id), record_words(one)) for one in candidates]
    looking = "look" in request.POST
    form = ChooseForm(
        None if looking else request.POST or None,
        records=records,
        initial=request.POST.dict() if looking else {},
    )
    if form.is_bound and form.is_valid():
        return redirect(
            "cases:merge_with", pk=found.pk, other=form.cleaned_data["other"]
        )
    return render(
        request,
        "cases/persons/merge.html",
        {
            "heading": "Make two records one",
            "page": page,
            "form": form,
            "has_records": bool(records),
            "looked": looking,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


def compare(request: HttpRequest, pk: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Both records side by side: which stays, what is right, and why."""
    actor = actor_of(request)
    one, two = own_person_of(request, pk), own_person_of(request, other)
    if one.pk == two.pk:
        return redirect("cases:person", pk=one.pk)  # they are one already
    reading.as_verb("read")  # whole records, in however many cases
    both = comparison(one, two, actor)
    form = MergeForm(request.POST or None, both=both)

    def say() -> Merge:
        keep, absorb = (two, one) if form.keeps_other else (one, two)
        return merging.merge(
            keep=keep,
            absorb=absorb,
            known=form.known(),
            seen=form.seen_versions(),
            why=form.cleaned_data["why"],
            by=actor,
        )

    made = tried(request, form, say)
    if made:
        messages.success(request, "The two records are one now.")
        return redirect("cases:merged", pk=made.person_id, merge=made.pk)
    return render(
        request,
        "cases/persons/compare.html",
        {
            "heading": "Are these one person?",
            "both": both,
            "form": form,
            "questions": [form[name] for name in form.questions],
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


def merged(request: HttpRequest, pk: uuid.UUID, merge: uuid.UUID) -> HttpResponse:
    """What became one with a record; and undoing it."""
    found = own_person_of(request, pk)
    actor = actor_of(request)
    made = merge_of(found, merge, actor)
    if made is None:
        raise Http404
    form = WhyForm(request.POST or None)
    done = tried(
        request,
        form,
        lambda: merging.undo(merge=made, why=form.cleaned_data["why"], by=actor),
    )
    if done:
        messages.success(request, "Two records again.")
        return redirect("cases:merged", pk=made.person_id, merge=made.pk)
    known = latest_of([made.person_id, made.absorbed_id])
    before = made.absorbed.versions.select_related("written_by__account")
    return render(
        request,
        "cases/persons/merged.html",
        {
            "heading": "Two records again"
            if made.is_undone
            else "Two records made one",
            "merge": made,
            "kept": known.get(made.person_id),
            "absorbed": known.get(made.absorbed_id),
            "before": before,
            "form": form,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


def _candidates(request: HttpRequest, page: PersonPage) -> list[PersonVersion]:
    """Own records that may be the same: linked, of a like name, in a case named."""
    actor = actor_of(request)
    own = [line.other for line in page.same if line.is_taken_for_one]
    mine = [one.pk for one in own if one.owner_team_id == actor.team_id]
    found = list(latest_of(mine).values())
    found += entered_twice(page, actor)
    ref = request.POST.get("ref", "")
    if ref.strip():
        searched({"ref": ref})
        case = case_with_ref(ref, actor)
        if case is not None:
            found += in_case(case, page.person, actor)
    return list({one.person_id: one for one in found}.values())
