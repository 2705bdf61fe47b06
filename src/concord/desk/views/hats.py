"""Choosing the hat of this session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from concord.access.hats import hats_of, wear
from concord.desk.errors import not_found
from concord.partnership.roles import WHAT_THEY_DO, Role


def choose(request: HttpRequest) -> HttpResponse:
    """Show the person's hats; put one on."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    after = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(after, allowed_hosts=None):
        after = "/"
    if request.method == "POST":
        chosen = request.POST.get("hat", "")
        if chosen.isdigit() and wear(request, int(chosen)) is not None:
            return redirect(after)
        return not_found(request)
    hats = [
        (hat, WHAT_THEY_DO[Role(hat.role)])
        for hat in hats_of(request.user.pk)  # type: ignore[arg-type]
    ]
    worn = request.session.get("hat")
    return render(
        request, "desk/choose_hat.html", {"hats": hats, "worn": worn, "next": after}
    )
