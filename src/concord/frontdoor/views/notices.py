"""Notices of the police to schools: recording, relaying, taking, and who takes them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from concord.access.actor import Actor
from concord.cases.views.finding import manager_of
from concord.cases.views.trying import KEPT, tried
from concord.foundation.ui.tables import Column, Table
from concord.frontdoor.actions import notices as verbs
from concord.frontdoor.forms.notices import KeyAdultForm, NoticeForm, RelayForm
from concord.frontdoor.forms.triage import TextForm
from concord.frontdoor.models import KeyAdult, Notice, Relay
from concord.frontdoor.queries import notices as found
from concord.frontdoor.views.finding import actor_of


class Notices(Table):
    """One notice a row, by the police's reference: a list names no child."""

    name, noun, default_sort = "notices", "notice", "-sent"
    holds_people = True
    empty = "Your team has recorded no notice yet."

    reference = Column(
        "Police reference",
        "police_reference",
        row_header=True,
        sort="police_reference",
        link=lambda one: reverse("frontdoor:notice", args=[one.pk]),
    )
    sent = Column("Sent by the police", "police_sent_at", sort="police_sent_at")
    before = Column("School to know before", found.before_school)
    state = Column(
        "State",
        "get_state_display",
        filter=Notice.State.choices,
        filter_path="state",
    )


class Received(Table):
    """What has come to one key adult. The child is named on its own page."""

    name, noun, default_sort = "received", "notice", "-came"
    holds_people = True
    empty = "No notice has come to you."

    came = Column(
        "Came",
        "written_at",
        row_header=True,
        sort="written_at",
        link=lambda one: reverse("frontdoor:relay", args=[one.pk]),
    )
    state = Column(
        "State", "get_state_display", filter=Relay.State.choices, filter_path="state"
    )


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The notices of one's team; for a key adult, those that came."""
    actor = actor_of(request)
    if not found.are_for(actor):
        raise Http404
    records = verbs.records_notices(actor)
    table: Table = (
        Notices(found.notices_of(actor), request)
        if records
        else Received(found.received(actor), request)
    )
    if table.export:
        return table.response()
    return render(
        request,
        "frontdoor/notices/index.html",
        {"heading": "Notices to schools", "table": table, "records": records},
    )


def new(request: HttpRequest) -> HttpResponse:
    """Write down what the police have sent."""
    actor = _recorder(request)
    form = NoticeForm(request.POST or None, schools=found.schools(actor))
    made: list[Notice] = []
    if tried(
        request, form, lambda: made.append(verbs.record(sent=form.sent(), by=actor))
    ):
        messages.success(request, "The notice is kept. Relay it to the school now.")
        return redirect("frontdoor:notice", pk=made[0].pk)
    return render(
        request,
        "frontdoor/notices/new.html",
        {
            "heading": "Record a notice of the police",
            "form": form,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


def notice(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One notice of one's team: relay it, or say that it could not be."""
    actor = _recorder(request)
    one = get_object_or_404(found.notices_of(actor), pk=pk)
    page = found.page_of(one, actor)
    way = request.POST.get("verb", "") if request.method == "POST" else ""
    relay_form = RelayForm(request.POST if way == "relay" else None, adults=page.adults)
    why_form = TextForm(
        request.POST if way == "give_up" else None,
        label="Why, and whom of the police you have told",
    )
    if way == "relay" and tried(
        request,
        relay_form,
        lambda: verbs.relay(notice=one, by=actor, **relay_form.cleaned_data),
    ):
        messages.success(request, "It is on the key adult's desk. A letter says so.")
        return redirect("frontdoor:notice", pk=pk)
    if way == "give_up" and tried(
        request,
        why_form,
        lambda: verbs.give_up(notice=one, why=why_form.cleaned_data["text"], by=actor),
    ):
        messages.success(request, "Kept: it was not relayed, and the police know.")
        return redirect("frontdoor:notice", pk=pk)
    return render(
        request,
        "frontdoor/notices/notice.html",
        {
            "heading": "Notice to a school",
            "page": page,
            "relay_form": relay_form,
            "why_form": why_form,
            "errors_kept": KEPT,
            "now": timezone.now(),
        },
        status=422 if relay_form.errors or why_form.errors else 200,
    )


def relay(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A notice as its key adult reads it, who says that it is read, and in hand."""
    actor = actor_of(request)
    one = get_object_or_404(found.received(actor), pk=pk)
    if request.method == "POST":
        verb = verbs.acknowledge
        if request.POST.get("verb") == "open":
            verb = verbs.opened
        else:
            messages.success(request, "Kept. Whoever sent it sees that you have it.")
        verb(relay=one, by=actor)
        return redirect("frontdoor:relay", pk=pk)
    return render(
        request,
        "frontdoor/notices/relay.html",
        {"heading": "Notice of the police", "relay": one},
    )


def key_adults(request: HttpRequest) -> HttpResponse:
    """Who takes notices at which school. For whoever manages the partnership."""
    actor = manager_of(request)
    form = KeyAdultForm(request.POST or None, hats=found.could_be_key_adults(actor))
    if tried(request, form, lambda: verbs.confirm(by=actor, **form.cleaned_data)):
        messages.success(request, "Confirmed.")
        return redirect("frontdoor:key_adults")
    return render(
        request,
        "frontdoor/notices/key_adults.html",
        {
            "heading": "Key adults of schools",
            "form": form,
            "adults": [(one, verbs.is_fresh(one)) for one in found.key_adults(actor)],
            "has_schools": found.schools(actor).exists(),
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def end_key_adult(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody takes no notices any more."""
    actor = manager_of(request)
    adult = get_object_or_404(KeyAdult.objects.visible_to(actor).confirmed(), pk=pk)
    try:
        verbs.end(adult=adult, by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "They take no notices any more.")
    return redirect("frontdoor:key_adults")


def _recorder(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not verbs.records_notices(actor):
        raise Http404
    return actor
