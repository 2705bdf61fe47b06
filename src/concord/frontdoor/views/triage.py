"""One referral: what was said, what was done, and doing the next thing."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from concord.access.actor import Actor
from concord.cases.views.trying import KEPT, tried
from concord.frontdoor.actions import deciding
from concord.frontdoor.actions import triage as verbs
from concord.frontdoor.forms.triage import CheckForm, TextForm
from concord.frontdoor.models import Referral
from concord.frontdoor.queries.calling_back import call_back
from concord.frontdoor.queries.known import Held, Match, chosen, held, matches, may_be
from concord.frontdoor.queries.referral import page_of
from concord.frontdoor.queries.repeats import for_marac
from concord.frontdoor.views.finding import actor_of, at_my_door, referral_of

WHICH_CASE = "Choose the case that it is about, or open a new one below."
BOTH = (
    "You chose a case that is there. Put the referral to it, or choose “None of these” "
    "and open a new one."
)
IS_DECIDED = "This referral is decided. Look at it again first, if something is new."


@dataclass(frozen=True, slots=True)
class Writing:
    """Something that is written to a referral."""

    heading: str
    label: str
    hint: str
    button: str
    verb: Callable[..., Any]
    takes: str  # the name under which the verb takes the words
    done: str


WRITINGS = {
    "ask": Writing(
        "Ask for information",
        "What was asked, and whom",
        "The referral waits for the answer. Ask by telephone or at a secure address.",
        "Wait for the answer",
        verbs.ask,
        "what",
        "The referral waits for an answer.",
    ),
    "answer": Writing(
        "An answer came",
        "What they answered",
        "",
        "Go on checking",
        verbs.answer,
        "what",
        "The answer is kept.",
    ),
    "note": Writing(
        "Write a note",
        "Note",
        "Whoever goes on with the referral reads it. The referrer does not.",
        "Keep the note",
        verbs.note,
        "text",
        "The note is kept.",
    ),
    "contact": Writing(
        "First contact",
        "How they were reached, and what they said",
        "Use only a way that is safe. A number that was verified before goes first.",
        "Keep it",
        verbs.contacted,
        "what",
        "First contact is kept.",
    ),
    "again": Writing(
        "Look at it again",
        "What is new, or what was wrong",
        "What was decided stays, and so does the work that it made.",
        "Look at it again",
        deciding.look_again,
        "why",
        "The referral is open again.",
    ),
}


@require_safe
def referral(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything about one referral that this hat may see."""
    found, actor = referral_of(request, pk), actor_of(request)
    page = page_of(found, actor)
    return render(
        request,
        "frontdoor/referral.html",
        {
            "heading": f"Referral {found.ref}",
            "page": page,
            "marac": for_marac(found, actor) if page.is_at_my_door else None,
            "call_back": call_back(found, page.victim, actor)
            if page.is_at_my_door
            else None,
        },
    )


@require_POST
def take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that one looks into it."""
    found, actor = at_my_door(request, pk)
    return _step(request, found, actor, verbs.take_on, "It is yours.")


@require_POST
def ready(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All is known that can be."""
    found, actor = at_my_door(request, pk)
    return _step(request, found, actor, verbs.ready, "It is ready to be decided.")


def write(request: HttpRequest, pk: uuid.UUID, what: str) -> HttpResponse:
    """A question, an answer, a note, first contact, or opening it again."""
    found, actor = at_my_door(request, pk)
    kind = WRITINGS.get(what)
    if kind is None:
        raise Http404
    form = TextForm(request.POST or None, label=kind.label, hint=kind.hint)

    def say() -> Any:
        words = {kind.takes: form.cleaned_data["text"]}
        return kind.verb(referral=found, by=actor, **words)

    if tried(request, form, say):
        messages.success(request, kind.done)
        return redirect("frontdoor:referral", pk=found.pk)
    return _form(request, found, kind.heading, form, kind.button)


def check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What came of looking into one thing."""
    found, actor = at_my_door(request, pk)
    if not found.is_open:
        return is_decided(request, found)
    form = CheckForm(
        request.POST or None, initial={"code": request.GET.get("what", "")}
    )
    if tried(
        request,
        form,
        lambda: verbs.check(referral=found, by=actor, **form.cleaned_data),
    ):
        messages.success(request, "The check is kept.")
        return redirect("frontdoor:referral", pk=found.pk)
    return _form(request, found, "Record a check", form, "Keep the check")


def case(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The case: one that the own team holds, or a new one.

    For everybody, the records like them, and "none of these".
    """
    found, actor = at_my_door(request, pk)
    if found.case_id is not None:
        messages.error(request, "This referral has its case already.")
        return redirect("frontdoor:referral", pk=found.pk)
    page = page_of(found, actor)
    everybody = matches(page.named, actor, request.POST)
    there = held(everybody, actor)
    wrong: list[str] = []
    if request.method == "POST":
        try:
            done = _into_a_case(request, found, everybody, there, actor)
        except ValidationError as error:
            wrong = list(error.messages)
        else:
            messages.success(request, done)
            return redirect("frontdoor:referral", pk=found.pk)
    return render(
        request,
        "frontdoor/case.html",
        {
            "heading": "Open a case",
            "there": there,
            "picked": request.POST.get("case", ""),
            "page": page,
            "matches": everybody,
            "errors": wrong,
        },
        status=422 if wrong else 200,
    )


def _into_a_case(
    request: HttpRequest,
    found: Referral,
    everybody: Sequence[Match],
    there: Sequence[Held],
    actor: Actor,
) -> str:
    """Do what was chosen, and say it. Raises ValidationError.

    Two buttons and a choice must agree: a referral stays with its case for good.
    """
    picked = request.POST.get("case", "")
    about = next((one.case for one in there if str(one.case.pk) == picked), None)
    if "put" in request.POST:
        if about is None:
            raise ValidationError(WHICH_CASE)
        verbs.put_to_case(referral=found, case=about, found=may_be(everybody), by=actor)
        return (
            f"The referral is put to case {about.ref}. Whom that case does not have "
            "stays in the referral: bring them in from the case."
        )
    if about is not None:
        raise ValidationError(BOTH)
    verbs.open_case(referral=found, found=chosen(everybody), by=actor)
    return "The case is open. Your team holds it."


def is_decided(request: HttpRequest, found: Referral) -> HttpResponse:
    """Back to the referral, which has to be opened again first."""
    messages.error(request, IS_DECIDED)
    return redirect("frontdoor:referral", pk=found.pk)


def _step(
    request: HttpRequest,
    found: Referral,
    actor: Actor,
    verb: Callable[..., Any],
    done: str,
) -> HttpResponse:
    try:
        verb(referral=found, by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("frontdoor:referral", pk=found.pk)


def _form(
    request: HttpRequest, found: Referral, heading: str, form: Any, button: str
) -> HttpResponse:
    return render(
        request,
        "frontdoor/form.html",
        {
            "heading": heading,
            "referral": found,
            "form": form,
            "button": button,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )
