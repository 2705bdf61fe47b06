"""Referring without an account, by a link to an address at work. No cookie is set."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from concord.access.actor import Actor, acting_as
from concord.frontdoor.actions import referrers
from concord.frontdoor.actions.files import attach_by_link
from concord.frontdoor.actions.links import PUBLIC
from concord.frontdoor.forms.public import key_of, new_token
from concord.frontdoor.forms.referral import ReferralPage
from concord.frontdoor.forms.referrers import AddressForm, AttachForm
from concord.frontdoor.queries.files import files_by_link
from concord.frontdoor.queries.public import PublicDoor, public_door
from concord.frontdoor.queries.referrers import refer_link, referral_status
from concord.frontdoor.said import Referrer
from concord.frontdoor.views.files import attach_form
from concord.frontdoor.views.public import safe

LIMITS = {
    "ask_for_link": "20/h/ip",
    "refer_by_link": "60/h/ip",
    "add_file": "60/h/ip",
    "renew_status": "20/h/ip",
}


@csrf_exempt  # a signed mark in the form stands in for the cookie
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """An address at work. What the page answers is the same for every address."""
    door = _door(code)
    if request.method != "POST":
        form = AddressForm(initial={"token": new_token()})
        return _page(request, "ask", door, form=form)
    form = AddressForm(request.POST)
    is_old = not key_of(str(request.POST.get("token", "")))
    if not form.is_valid() or is_old:
        return _again(request, door, form, status=422, is_old=is_old)
    if not _within(request, "ask_for_link"):
        return _again(request, door, form, status=429, is_full=True)
    with _stranger(door) as by:
        referrers.ask_for_link(address=form.cleaned_data["address"], by=by)
    return _page(request, "asked", door)


@csrf_exempt  # the secret in the address stands in for the cookie
def refer(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """The whole form, behind the link. After it is sent, the reference."""
    door = _door(code)
    with _stranger(door):
        link = refer_link(secret)
    posted = request.POST if request.method == "POST" else None
    if link is None or (posted is None and not (link.used or link.may_open)):
        return _page(request, "over", door, status=404)
    if posted is None and link.used:
        return _page(request, "sent", door, ref=link.used, secret=secret)
    # Whether it may still be sent the verb says: what was typed is shown again.
    key = str(posted.get("key", ""))[:32] if posted is not None else uuid.uuid4().hex
    page = ReferralPage(posted, referrer=Referrer(contact=link.address))
    wrong: list[str] = []
    is_full = posted is not None and not _within(request, "refer_by_link")
    if posted is not None and page.is_valid() and not is_full:
        try:
            with _stranger(door) as by:
                ref = referrers.refer_by_link(said=page.said(key), secret=secret, by=by)
        except ValidationError as error:
            by_field = getattr(error, "error_dict", None) and error.message_dict
            wrong = page.show(by_field) if by_field else list(error.messages)
        else:
            return _page(request, "sent", door, ref=ref, secret=secret)
    errors = [] if page.is_redrawn or posted is None else page.forms
    has_errors = bool(wrong) or any(form.errors for form in errors)
    return _page(
        request,
        "form",
        door,
        page=page,
        forms=errors,
        errors=wrong,
        errors_kept="What you wrote is still here.",
        is_full=is_full,
        address=link.address,
        key=key,
        status=429 if is_full else 422 if has_errors else 200,
    )


@csrf_exempt  # the secret in the address stands in for the cookie
def add_file(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """A file to what has just been sent by the link. Shows how many there are."""
    door = _door(code)
    with _stranger(door):
        link = refer_link(secret)
        count = files_by_link(secret) if link and link.used else 0
    if link is None or not link.used:
        return _page(request, "over", door, status=404)
    form = attach_form(request)
    is_full = request.method == "POST" and not _within(request, "add_file")
    if request.method == "POST" and form.is_valid() and not is_full:
        try:
            with _stranger(door) as by:
                count = attach_by_link(secret=secret, by=by, **form.chosen())
        except ValidationError as error:
            form.add_error("file", error.message_dict["file"])
        else:
            form = AttachForm()
    return _page(
        request,
        "files",
        door,
        form=form,
        count=count,
        ref=link.used,
        secret=secret,
        is_full=is_full,
        status=429 if is_full else 422 if form.errors else 200,
    )


@csrf_exempt  # the secret in the address stands in for the cookie
def status(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """How far a referral is. A link that has ended and a made-up one look the same."""
    door = _door(code)
    if request.method == "POST":
        if _within(request, "renew_status"):
            with _stranger(door) as by:
                referrers.renew_status_link(secret=secret, by=by)
        return _page(request, "renewed", door)
    with _stranger(door):
        found = referral_status(secret)
    if found is None:
        return _page(request, "ended", door, status=404)
    return _page(request, "status", door, found=found)


def _door(code: str) -> PublicDoor:
    door = public_door(code)
    if door is None:
        raise Http404
    return door


def _stranger(door: PublicDoor) -> Any:
    return acting_as(Actor.from_job(PUBLIC, door.partnership_id))


def _within(request: HttpRequest, action: str) -> bool:
    return bool(
        ratelimit.consume(request, app="frontdoor", action=action, config=LIMITS)
    )


def _again(
    request: HttpRequest, door: PublicDoor, form: AddressForm, **why: Any
) -> HttpResponse:
    """The same form with what was typed, and a fresh mark."""
    data = request.POST.copy()
    data["token"] = new_token()
    form.data = data
    return _page(request, "ask", door, form=form, **why)


def _page(
    request: HttpRequest,
    name: str,
    door: PublicDoor,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    template = f"frontdoor/referrers/{name}.html"
    context = {"door": door, **more}
    return safe(render(request, template, context, status=status))
