"""My work: what this hat has to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


def my_work(request: HttpRequest) -> HttpResponse:
    """The home page of a signed-in person."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    return render(request, "desk/my_work.html")
