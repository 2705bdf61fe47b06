"""The short pages of the footer, and the list of all rooms."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concord.access.permit import GRANTED, Verb
from concord.desk import shell
from concord.desk.request import Request
from concord.partnership.roles import WHAT_THEY_DO, Role
from concord.partnership.terms import role_word


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, what works, whom to tell."""
    heading = "Accessibility"
    return render(request, "desk/about/accessibility.html", {"heading": heading})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about the people who work here."""
    return render(
        request,
        "desk/about/privacy.html",
        {
            "heading": "Privacy",
            "idle_minutes": settings.CONCORD_IDLE_SECONDS // 60,
            "https": settings.CONCORD_BASE_URL.startswith("https://"),
        },
    )


@require_safe
def who_can_see(request: HttpRequest) -> HttpResponse:
    """The table of roles and rights, made from the rights themselves."""
    here = getattr(getattr(request, "hat", None), "partnership", None)
    roles = [
        {
            "name": role_word(here, role),
            "about": WHAT_THEY_DO[role],
            "rights": [verb.value for verb in Verb if verb in GRANTED[role]],
        }
        for role in Role
    ]
    return render(
        request,
        "desk/about/who_can_see.html",
        {"heading": "Who can see what", "roles": roles},
    )


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Answers to what people ask first."""
    return render(
        request,
        "desk/about/help.html",
        {"heading": "Help", "idle_minutes": settings.CONCORD_IDLE_SECONDS // 60},
    )


@require_safe
def all_rooms(request: Request) -> HttpResponse:
    """Every room that this hat may enter, and what it is for."""
    rooms = list(shell.open_rooms(request.actor, figures=shell.reads_figures(request)))
    return render(
        request, "desk/all_rooms.html", {"heading": "All rooms", "rooms": rooms}
    )
