"""Files that came with a referral: adding one, and handing one out."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from concord.cases.views.trying import tried
from concord.frontdoor.actions.files import attach
from concord.frontdoor.forms.referrers import AttachForm
from concord.frontdoor.queries.files import file_of, files_of
from concord.frontdoor.views.finding import actor_of, referral_of

TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def attach_form(request: HttpRequest) -> AttachForm:
    """Bound also when nothing at all was sent: then it says what is missing."""
    if request.method != "POST":
        return AttachForm()
    return AttachForm(request.POST, request.FILES)


def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a file to what one's own team has referred."""
    actor, found = actor_of(request), referral_of(request, pk)
    if found.owner_team_id != actor.team_id or not found.is_open:
        raise Http404
    form = attach_form(request)
    if tried(request, form, lambda: attach(referral=found, by=actor, **form.chosen())):
        messages.success(request, "The file is added.")
        return redirect("frontdoor:add_file", pk=found.pk)
    return render(
        request,
        "frontdoor/add_file.html",
        {
            "heading": "Add files",
            "referral": found,
            "files": files_of(found),
            "form": form,
            "errors_kept": "Nothing else is lost.",
        },
        status=422 if form.errors else 200,
    )


@require_safe
def download(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """The file, always as a download: nothing that was sent runs on our pages."""
    referral = referral_of(request, pk)
    found = file_of(referral, number)
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=TYPES[found.kind])
    name = f"{referral.ref}-{found.n}.{found.kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
