"""The board of the team at the door, and what others see in its place."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concord.cases.views.finding import case_of
from concord.foundation.ui.tables import Column, Table
from concord.foundation.ui.words import count
from concord.frontdoor.models import FrontDoor, Referral
from concord.frontdoor.queries import notices
from concord.frontdoor.queries.board import Board, board, who_refers
from concord.frontdoor.queries.referral import (
    about_case,
    decided_here,
    drafts_of,
    made_by_team,
)
from concord.frontdoor.views.finding import actor_of

MINE = "mine"


class Referrals(Table):
    """One referral a row, by reference: a list names no person."""

    noun, default_sort = "referral", "-received"
    holds_people = True

    ref = Column(
        "Reference",
        "ref",
        row_header=True,
        sort="ref",
        link=lambda one: reverse("frontdoor:referral", args=[one.pk]),
    )
    received = Column("Received", "received_at", sort="received_at")
    came_from = Column(
        "From",
        lambda one: who_refers(one),
        filter=Referral.Source.choices,
        filter_path="source",
    )
    state = Column(
        "State",
        "get_state_display",
        sort="state",
        filter=Referral.State.choices,
        filter_path="state",
    )


class Made(Referrals):
    name = "made"
    empty = "Your team has not referred anybody yet."
    reply = Column("What was answered", "get_reply_display")


class Decided(Referrals):
    name = "decided"
    empty = "No referral is decided yet."


class OfCase(Referrals):
    name = "about"
    empty = "No referral about this case is shared with your team."


class Waiting(Referrals):
    """The board as rows."""

    name = "open"
    empty = "No referral waits at the door."
    default_sort = "received"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The board for the team at the door; for others what they have referred."""
    actor = actor_of(request)
    source = request.GET.get("from", "")
    found = board(
        actor,
        source=source if source in Referral.Source.values else "",
        mine=request.GET.get("with") == MINE,
    )
    if found is None:
        return _made(request)
    table = None
    if request.GET.get("show") == "table":
        rows = Referral.objects.visible_to(actor).filter(
            to_team_id=actor.own_team, state__in=Referral.OPEN
        )
        table = Waiting(rows.select_related("from_team"), request)
        if table.export:
            return table.response()
    return render(
        request,
        "frontdoor/board.html",
        {
            "heading": "Front door",
            "board": found,
            "lede": _news(found),
            "table": table,
            "drafts": drafts_of(actor),
            "sources": Referral.Source.choices,
            "chosen": {
                "source": source,
                "mine": request.GET.get("with") == MINE,
                "show": "table" if table else "board",
            },
        },
    )


@require_safe
def made(request: HttpRequest) -> HttpResponse:
    """What one's own team has referred, also for the team at the door."""
    actor_of(request)
    return _made(request)


@require_safe
def decided(request: HttpRequest) -> HttpResponse:
    """Referrals at this door that are decided."""
    actor = actor_of(request)
    if not FrontDoor.objects.visible_to(actor).filter(team_id=actor.own_team).exists():
        raise Http404
    table = Decided(decided_here(actor).select_related("from_team"), request)
    if table.export:
        return table.response()
    return render(
        request,
        "frontdoor/list.html",
        {"heading": "Referrals that are decided", "table": table, "is_door": True},
    )


@require_safe
def of_case(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Referrals about one case, as far as this hat may see them."""
    case = case_of(request, pk)
    rows = about_case(case.pk, actor_of(request)).select_related("from_team")
    table = OfCase(rows, request)
    if table.export:
        return table.response()
    context = {"heading": "Referrals about a case", "case": case, "table": table}
    return render(request, "frontdoor/of_case.html", context)


def _made(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    table = Made(made_by_team(actor).select_related("from_team"), request)
    if table.export:
        return table.response()
    door = FrontDoor.objects.visible_to(actor).select_related("team").first()
    return render(
        request,
        "frontdoor/list.html",
        {
            "heading": "Referrals of your team",
            "table": table,
            "door": door,
            "drafts": drafts_of(actor),
            "is_door": door is not None and door.team_id == actor.team_id,
            "has_notices": notices.are_for(actor),
        },
    )


def _news(found: Board) -> str:
    """The news in one line."""
    total = len(found.cards)
    if not total:
        return "No referral waits."
    said = f"{count(total, 'open referral')}, the most urgent first."
    if found.late:
        said += f" {count(found.late, 'is', 'are')} over target."
    return said
