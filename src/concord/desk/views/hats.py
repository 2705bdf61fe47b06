"""Choosing the hat of this session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from concord.access.hats import hats_of, wear
from concord.desk.errors import not_found
from concord.desk.shell import MANY_HATS
from concord.foundation.ui.posted import whole_number
from concord.partnership.models import Membership
from concord.partnership.roles import WHAT_THEY_DO, Role
from concord.partnership.terms import role_word


def choose(request: HttpRequest) -> HttpResponse:
    """Show the person's hats; put one on."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    after = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(after, allowed_hosts=None):
        after = "/"
    if request.method == "POST":
        chosen = whole_number(request.POST.get("hat", ""))
        if wear(request, chosen) is not None:
            return redirect(after)
        return not_found(request)
    mine = list(hats_of(request.user.pk))
    request.session[MANY_HATS] = len(mine) > 1
    return render(
        request,
        "desk/choose_hat.html",
        {
            "heading": _heading(mine, request),
            "places": _by_partnership(mine),
            "worn": request.session.get("hat"),
            "next": after,
        },
    )


def _heading(mine: list[Membership], request: HttpRequest) -> str:
    if not mine:
        return "You have no role at present"
    return "Change your role" if request.session.get("hat") else "Choose your role"


def _by_partnership(
    mine: list[Membership],
) -> list[tuple[str, list[dict[str, object]]]]:
    """Partnerships in order, each with its hats and what they are for."""
    places: dict[str, list[dict[str, object]]] = {}
    for hat in mine:
        places.setdefault(hat.partnership.name, []).append(
            {
                "hat": hat,
                "role": role_word(hat.partnership, hat.role),
                "about": WHAT_THEY_DO[Role(hat.role)],
            }
        )
    return list(places.items())
