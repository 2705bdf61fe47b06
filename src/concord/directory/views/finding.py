"""Finding a service at work, a shortlist of some, and the sheet to hand over.

The shortlist is kept in the session, so it is gone with signing out: it says for
nobody whom it is meant. Only published services are on it.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from concord.access.actor import Actor
from concord.directory import public
from concord.directory.forms.finding import FindForm
from concord.directory.models import Service
from concord.directory.papers import checked, facts, note, sheet_pdf
from concord.directory.queries import distances
from concord.directory.queries.cards import Shown
from concord.directory.views.entries import reader_of
from concord.partnership.models import Partnership

KEPT = "directory_shortlist"
MOST = 20  # services on a shortlist: four pages to hand over
PER_PAGE = 20


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The form, and below it what fits. A whole postcode is cut in the address."""
    actor = reader_of(request)
    form = FindForm(request.GET or None, has_districts=distances.are_known())
    here = reverse("directory:find")
    found = None
    if form.is_valid():
        if request.GET.get("near", "") != form.cleaned_data["near"]:
            return redirect(f"{here}?{form.address()}")
        partnership = Partnership.objects.get(pk=actor.here)
        found = public.search(partnership, per_page=PER_PAGE, **form.wanted())
    listed = kept(request)
    query = form.address() if form.is_valid() else ""
    return render(
        request,
        "directory/find.html",
        {
            "heading": "Find a service",
            "form": form,
            "found": found,
            "results": _results(found, listed) if found else [],
            "query": query,
            "back": f"{here}?{request.GET.urlencode()}",
            "shortlist_words": f"Shortlist ({len(listed)})",
        },
    )


def _results(found: public.Found, listed: list[uuid.UUID]) -> list[dict[str, Any]]:
    return [
        {
            "card": card,
            "miles": _said(found.miles.get(card.id)),
            "is_listed": card.id in listed,
            "labels": [public.NEEDS.labels[code] for code in card.needs],
            "where": public.KINDS.labels[card.kind],
        }
        for card in found.cards
    ]


def _said(miles: float | None) -> str:
    """Rough, as it is: middles of postcode districts are no doors."""
    if miles is None:
        return ""
    if miles < 1:
        return "less than a mile away"
    return f"about {round(miles)} mile{'' if round(miles) == 1 else 's'} away"


def kept(request: HttpRequest) -> list[uuid.UUID]:
    """Ids of the shortlist, in the order in which they came onto it."""
    return [uuid.UUID(one) for one in request.session.get(KEPT, [])]


@require_POST
def keep(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a published service on the shortlist, or take it off.

    Off it comes any that is on it; of others, what is not published is not there.
    """
    actor = reader_of(request)
    before = kept(request)
    listed = [one for one in before if one != pk]
    published = Service.objects.visible_to(actor).filter(
        pk=pk, state=Service.State.PUBLISHED
    )
    if pk not in before and not published.exists():
        raise Http404
    if request.POST.get("keep") == "on":
        if len(listed) >= MOST:
            messages.error(request, f"A shortlist has {MOST} services at most.")
        else:
            listed.append(pk)
            messages.success(request, "It is on your shortlist.")
    else:
        messages.success(request, "It is off your shortlist.")
    request.session[KEPT] = [str(one) for one in listed]
    return redirect(_back(request))


@require_POST
def empty(request: HttpRequest) -> HttpResponse:
    """Begin a new shortlist."""
    reader_of(request)
    request.session.pop(KEPT, None)
    messages.success(request, "Your shortlist is empty.")
    return redirect("directory:find")


def _back(request: HttpRequest) -> str:
    """Where the button was, if that is a page of ours."""
    said = request.POST.get("back", "")
    if said.startswith("/directory/") and url_has_allowed_host_and_scheme(
        said, allowed_hosts=None
    ):
        return said
    return reverse("directory:shortlist")


def shown(request: HttpRequest, actor: Actor) -> list[Shown]:
    """The services of the shortlist that are published here now."""
    partnership = Partnership.objects.get(pk=actor.here)
    now = timezone.now()
    found = (public.service(partnership, pk, now) for pk in kept(request))
    return [one for one in found if one is not None]


@require_safe
def shortlist(request: HttpRequest) -> HttpResponse:
    """The services side by side, as they stand on the sheet."""
    actor = reader_of(request)
    return render(
        request,
        "directory/shortlist.html",
        {
            "heading": "Shortlist",
            "services": [
                {
                    "shown": one,
                    "note": note(one),
                    "facts": [fact for fact in facts(one) if fact[1]],
                    "checked": checked(one),
                }
                for one in shown(request, actor)
            ],
            "back_url": reverse("directory:find"),
            "handed_over": True,  # printed, it names neither worker nor partnership
        },
    )


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The same as a PDF. Its name tells nobody what it is about."""
    actor = reader_of(request)
    services = shown(request, actor)
    if not services:
        return redirect("directory:shortlist")
    partnership = Partnership.objects.get(pk=actor.here)
    drawn = sheet_pdf(services, partnership, day=partnership.today())
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="services.pdf"'
    return answer
