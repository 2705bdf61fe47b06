"""A table of services: loaded up, looked at, kept."""

from __future__ import annotations

import csv
import io
import tempfile
import uuid
from pathlib import Path

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concord.directory.actions import importing
from concord.directory.forms.incoming import KeepForm, TableForm
from concord.directory.models import Incoming
from concord.directory.sheet import HEADINGS, NoTable, services_in
from concord.directory.views.entries import editor_of


def load(request: HttpRequest) -> HttpResponse:
    """Take a table. A file that can't be read is said at its field."""
    actor = editor_of(request)
    sent_by = (request.POST, request.FILES) if request.method == "POST" else ()
    form = TableForm(*sent_by)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"table{Path(sent.name).suffix.lower()}"
            path.write_bytes(sent.read())
            try:
                services = services_in(path)
            except NoTable as error:
                form.add_error("file", str(error))
            else:
                made = importing.receive(name=sent.name, services=services, by=actor)
                return redirect("directory:incoming", made.pk)
    return render(
        request,
        "directory/load.html",
        {"heading": "Load a table of services", "form": form},
        status=422 if form.errors else 200,
    )


def incoming(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What would come of it; a POST keeps it."""
    actor = editor_of(request)
    found = Incoming.objects.visible_to(actor).filter(pk=pk, kept_at=None).first()
    if found is None:
        raise Http404
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = importing.keep_incoming(
                incoming=found, publish=form.cleaned_data["publish"], by=actor
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            done = f"New: {len(outcome.made)}. Changed: {len(outcome.changed)}."
            messages.success(request, done)
        return redirect("directory:index")
    return render(
        request,
        "directory/incoming.html",
        {
            "heading": "Look before it is kept",
            "name": found.name,
            "outcome": importing.look_at(incoming=found, by=actor),
            "form": form,
            "back_url": reverse("directory:index"),
        },
    )


@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """An empty table with its headings."""
    editor_of(request)
    text = io.StringIO()
    csv.writer(text).writerow(HEADINGS)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="services.csv"'
    return response
