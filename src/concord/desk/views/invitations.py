"""Taking up an invitation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of the e-mail."""
    return render(request, "desk/invitation.html", {"token": token})
