"""How long this session lasts, for the warning that loses nothing typed."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET", "POST"])
def status(request: HttpRequest) -> JsonResponse:
    """GET asks, and does not count as a touch; POST keeps the session going."""
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False, "seconds_left": 0, "csrf": ""})
    now = int(time.time())
    if request.method == "POST":
        request.session["touched"] = now
    idle = now - request.session.get("touched", now)
    return JsonResponse(
        {
            "signed_in": True,
            "seconds_left": max(0, settings.CONCORD_IDLE_SECONDS - idle),
            "csrf": get_token(request),
            "hat": request.session.get("hat"),
        }
    )
