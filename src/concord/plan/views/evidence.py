"""Handing out a file that was given as evidence."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import get_valid_filename

from concord.plan.models import Evidence
from concord.plan.views.finding import actor_of


def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, always as a download: nothing that was uploaded runs on our pages."""
    actor = actor_of(request)
    found = (
        Evidence.objects.visible_to(actor)
        .filter(pk=pk, kind=Evidence.Kind.FILE, content__isnull=False)
        .first()
    )
    if found is None or found.content is None:
        raise Http404
    name = get_valid_filename(found.label) or "evidence"
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox"
    return response
