"""Records of two teams that may be of one person: put to whoever may see both."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concord.access.actor import Actor
from concord.cases.forms.simple import AlikeForm
from concord.cases.queries.persons import linked_own
from concord.cases.views.finding import actor_of
from concord.cases.views.trying import KEPT, tried
from concord.people.actions import links
from concord.people.queries.matching import Pair, pairs_alike

SAID = {
    "same": (links.same, "The two records are linked. Nobody sees more by it."),
    "different": (links.different, "Kept: two people. Nobody is asked again."),
}


def show(request: HttpRequest) -> HttpResponse:
    """The pairs, and a form for each. A pair that is settled is not shown again."""
    actor = actor_of(request)
    pairs = pairs_alike(actor)
    wanted = request.POST.get("pair", "")
    forms = [(pair, _form(request, pair, wanted)) for pair in pairs]
    for pair, form in forms:
        if form.is_bound and tried(request, form, partial(_settle, pair, form, actor)):
            messages.success(request, SAID[form.cleaned_data["said"]][1])
            return redirect("cases:alike")
    wrong = [form for _, form in forms if form.errors]
    return render(
        request,
        "cases/persons/alike.html",
        {
            "heading": "Perhaps the same person",
            "pairs": forms,
            "linked": linked_own(actor),
            "forms": wrong,
            "errors_kept": KEPT,
        },
        status=422 if wrong else 200,
    )


def _form(request: HttpRequest, pair: Pair, wanted: str) -> AlikeForm:
    data = request.POST if wanted == pair.key else None
    return AlikeForm(data or None, prefix=pair.key)


def _settle(pair: Pair, form: AlikeForm, actor: Actor) -> object:
    verb = SAID[form.cleaned_data["said"]][0]
    return verb(
        a=pair.a.person,
        b=pair.b.person,
        evidence=form.cleaned_data["evidence"],
        by=actor,
    )
