"""Referring somebody: the whole form, what was begun, and a quick enquiry."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from concord.access.actor import Actor
from concord.cases.views.trying import KEPT, add_errors
from concord.frontdoor.actions import drafts, referring
from concord.frontdoor.forms.enquiry import EnquiryForm
from concord.frontdoor.forms.referral import ReferralPage
from concord.frontdoor.models import Draft, FrontDoor
from concord.frontdoor.queries.referrer import own_words
from concord.frontdoor.views.finding import actor_of, draft_of


def new(request: HttpRequest) -> HttpResponse:
    """A referral, from the beginning. It may have kept itself meanwhile."""
    actor = actor_of(request)
    return _page(request, actor, _kept_by_itself(request))


def go_on(request: HttpRequest, draft: uuid.UUID) -> HttpResponse:
    """A referral that was begun. What is sent twice is taken once."""
    actor = actor_of(request)
    try:
        found = draft_of(request, draft)
    except Http404:
        if request.method != "POST" or not drafts.was_mine(draft, actor):
            raise
        found = None
    return _page(request, actor, found)


def _kept_by_itself(request: HttpRequest) -> Draft | None:
    """The draft that this very form has made of itself while it was filled in."""
    try:
        return draft_of(request, uuid.UUID(str(request.POST.get("draft", ""))))
    except (ValueError, Http404):
        return None


@require_POST
def throw_away(request: HttpRequest, draft: uuid.UUID) -> HttpResponse:
    """What was begun is not needed."""
    found = draft_of(request, draft)
    drafts.end(draft=found, state=Draft.State.DROPPED, by=actor_of(request))
    messages.success(request, "What you had begun is gone.")
    return redirect("frontdoor:index")


def enquiry(request: HttpRequest) -> HttpResponse:
    """Somebody at the One Stop Shop, written down in under a minute."""
    actor = actor_of(request)
    if request.method not in ("GET", "HEAD", "POST"):
        raise Http404
    form = EnquiryForm(request.POST or None, initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        try:
            made = referring.refer(said=form.said(own_words(actor)), by=actor)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"{made.ref} is at the front door.")
            return redirect("frontdoor:enquiry")
    return render(
        request,
        "frontdoor/enquiry.html",
        {"heading": "One Stop Shop enquiry", "form": form, "errors_kept": KEPT},
        status=422 if form.errors else 200,
    )


def _page(request: HttpRequest, actor: Actor, draft: Draft | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    wrong: list[str] = []
    if posted is not None and "later" in posted:
        try:
            return _keep(request, actor, draft)
        except ValidationError as error:
            wrong = list(error.messages)
            if getattr(request, "htmx", False):
                return HttpResponse(" ".join(wrong))
    begun = posted is None and draft is not None
    page = ReferralPage(
        _as_typed(draft) if begun and draft else posted,
        referrer=own_words(actor),
        quiet=begun,
    )
    if posted is not None and not wrong and page.is_valid():
        try:
            made = referring.refer(said=page.said(_key(posted)), by=actor)
        except ValidationError as error:
            by_field = getattr(error, "error_dict", None) and error.message_dict
            wrong = page.show(by_field) if by_field else list(error.messages)
        else:
            if draft is not None:
                drafts.end(draft=draft, state=Draft.State.SENT, by=actor)
            messages.success(
                request, f"{made.ref} is at the front door. Keep the reference."
            )
            return redirect("frontdoor:referral", pk=made.pk)
    has_errors = bool(wrong) or (
        posted is not None
        and not page.is_redrawn
        and any(form.errors for form in page.forms)
    )
    return render(
        request,
        "frontdoor/new.html",
        {
            "heading": "Refer somebody",
            "page": page,
            "forms": [] if page.is_redrawn else page.forms,
            "errors": wrong,
            "errors_kept": KEPT,
            "draft": draft,
            "key": _key(posted) if posted is not None else uuid.uuid4().hex,
            "door": FrontDoor.objects.visible_to(actor).select_related("team").first(),
        },
        status=422 if has_errors else 200,
    )


def _keep(request: HttpRequest, actor: Actor, draft: Draft | None) -> HttpResponse:
    offered = ReferralPage(request.POST, referrer=own_words(actor), quiet=True).names
    typed = {name: v for name, v in request.POST.lists() if name in offered}
    kept = drafts.keep(typed=typed, draft=draft, by=actor)
    if getattr(request, "htmx", False):
        said = {"draft": kept, "kept_at": timezone.localtime()}
        return render(request, "frontdoor/parts/keeping.html", said)
    messages.success(request, "Kept, for you alone. Finish it from the front door.")
    return redirect("frontdoor:draft", draft=kept.pk)


def _as_typed(draft: Draft) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in draft.typed.items():
        data.setlist(name, values)
    return data


def _key(posted: QueryDict) -> str:
    """One form is one referral, however often it is sent."""
    return str(posted.get("key", ""))[:80]
