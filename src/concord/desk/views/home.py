"""My work: what this hat has to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concord.desk.work import Desk, desk
from concord.foundation.ui.words import count


def my_work(request: HttpRequest) -> HttpResponse:
    """The home page of a signed-in person: what waits, latest first."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    actor = request.actor  # type: ignore[attr-defined]
    room = request.GET.get("room", "")
    found = desk(actor, room=room)
    return render(
        request,
        "desk/my_work.html",
        {"heading": "My work", "desk": found, "room": room, "said": _said(found)},
    )


def _said(found: Desk) -> str:
    """The news of the page in a sentence."""
    if not found.count:
        return "Nothing waits for you."
    said = f"{count(found.count, 'thing')} for you"
    if found.late:
        said += f", {found.late} late" if found.late < found.count else ", all late"
    return said + "."
