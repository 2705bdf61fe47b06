"""Cases that go to other partnerships, and come from them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from concord.access import reading
from concord.cases.actions import transfers
from concord.cases.forms.simple import HeardForm, SendForm
from concord.cases.models import Transfer
from concord.cases.packet import Packet
from concord.cases.queries.case_page import people_of
from concord.cases.queries.transfers import receiving_teams, sent_by, sent_to
from concord.cases.views.finding import actor_of, held_case_of, party_with
from concord.cases.views.trying import KEPT, page_of_case, to_case, tried
from concord.foundation.ui.tables import Column, Table


def state_of(transfer: Transfer) -> str:
    """Where a transfer stands, in words."""
    if transfer.heard_on is not None:
        return f"Heard on {transfer.heard_on:%-d %B %Y}"
    return "Received" if transfer.received_at else "Waits to be received"


class Transfers(Table):
    """One transfer a row: a list names no person."""

    name, noun = "transfers", "transfer"
    exportable = False

    sent = Column(
        "Sent",
        "written_at",
        sort="written_at",
        row_header=True,
        link=lambda row: reverse("cases:transfer", args=[row.pk]),
    )
    state = Column("State", state_of)


class Incoming(Transfers):
    """Sent to the team by others."""

    empty = (
        "No case has been sent to your team. When another partnership sends one, it "
        "stands here and in your work."
    )

    who = Column("From", lambda row: Packet.from_json(row.packet).from_partnership)
    ref = Column("Their reference", "reference")


class Outgoing(Transfers):
    """Sent to other partnerships."""

    empty = (
        "No case has been sent to another partnership. Send one from the page of the "
        "case."
    )

    who = Column("To", lambda row: Packet.from_json(row.packet).to_partnership)
    ref = Column("Our reference", "reference")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Transfers to the team, and those that left."""
    actor = actor_of(request)
    is_out = request.GET.get("show") == "out"
    rows: QuerySet[Transfer] = sent_by(actor) if is_out else sent_to(actor)
    rows = rows.order_by("-written_at")
    reading.as_verb("list")
    kinds = (("in", "Sent to your team", not is_out), ("out", "Sent from here", is_out))
    return render(
        request,
        "cases/transfers.html",
        {
            "heading": "Transfers",
            "table": Outgoing(rows, request) if is_out else Incoming(rows, request),
            "tabs": [
                {"label": label, "url": f"?show={kind}", "current": current}
                for kind, label, current in kinds
            ],
        },
    )


def send(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask another partnership to hear the case, and choose what it is told."""
    case = held_case_of(request, pk)
    actor = actor_of(request)
    people = people_of(case, actor)
    teams = receiving_teams(actor)
    form = SendForm(request.POST or None, teams=teams, people=people)

    def go() -> Transfer:
        data = form.cleaned_data
        chosen = [party_with(people, key) for key in data["about"]]
        return transfers.send(
            case=case,
            to_team_id=data["to_team"],
            about=[party for party in chosen if party is not None],
            why=data["why"],
            summary=data["summary"],
            by=actor,
        )

    sent = tried(request, form, go)
    if sent:
        messages.success(request, "Sent. You are told here when it is received.")
        return redirect("cases:transfer", pk=sent.pk)
    return page_of_case(
        request,
        case,
        "Send to another partnership",
        form,
        "Send this packet",
        template="cases/send.html",
        has_teams=bool(teams),
    )


def transfer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One transfer: what was told, and how far it is."""
    found, is_in = _transfer(request, pk)
    form = HeardForm(request.POST or None) if is_in and found.received_at else None
    if form is not None:
        done = tried(
            request,
            form,
            lambda: transfers.heard(
                transfer=found, on=form.cleaned_data["on"], by=actor_of(request)
            ),
        )
        if done:
            messages.success(request, "The sending team can read that it was heard.")
            return redirect("cases:transfer", pk=found.pk)
    return render(
        request,
        "cases/transfer.html",
        {
            "heading": "A case sent to your team" if is_in else "A case sent from here",
            "transfer": found,
            "packet": Packet.from_json(found.packet),
            "state": state_of(found),
            "is_in": is_in,
            "form": form,
            "errors_kept": KEPT,
        },
        status=422 if form is not None and form.errors else 200,
    )


@require_POST
def receive(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open a case of one's own from the packet."""
    found, is_in = _transfer(request, pk)
    if not is_in:
        raise Http404
    try:
        case = transfers.receive(transfer=found, by=actor_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("cases:transfer", pk=found.pk)
    messages.success(
        request, "Received. This is your own case now; the sending team is told so."
    )
    return to_case(case.pk)


def _transfer(request: HttpRequest, pk: uuid.UUID) -> tuple[Transfer, bool]:
    """A transfer, and whether it came to the team. Raises Http404 for any other."""
    actor = actor_of(request)
    found = sent_to(actor).filter(pk=pk).first()
    if found is not None:
        return found, True
    found = sent_by(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found, False
