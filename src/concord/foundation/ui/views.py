"""The neutral page, the brand colour as a style sheet, and the style guide."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from concord.foundation.ui import brand


@require_safe
def hidden(request: HttpRequest) -> HttpResponse:
    """A page that shows nothing: "Hide screen" for browsers without scripts."""
    back = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = render(request, "ui/hidden.html", {"back_url": back})
    patch_cache_control(response, no_store=True)
    return response


@require_safe
def brand_colour(request: HttpRequest, colour: str) -> HttpResponse:
    """The header's colour; the address holds it, so it may be kept for ever."""
    try:
        brand.validate(colour)
    except ValidationError as error:
        raise Http404("No such colour.") from error
    response = HttpResponse(brand.stylesheet(colour), content_type="text/css")
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component with invented data; only where the system is tried out."""
    if not (settings.DEBUG or getattr(settings, "CONCORD_TRIAL", False)):
        raise Http404("The style guide is not shown here.")
    from concord.foundation.ui import guide

    return render(request, "ui/style_guide.html", guide.context(request))
