"""The list of imports with the upload form, and the page of a file under way."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import get_valid_filename
from django.views.decorators.http import require_POST, require_safe

from concord.access.permit import Verb
from concord.foundation.ui import words
from concord.foundation.ui.tables import Column, TableOfPeople
from concord.plan.actions import importing
from concord.plan.importing_forms import UploadForm
from concord.plan.models import ImportDraft, Plan
from concord.plan.queries.importing import reading_of
from concord.plan.views.finding import actor_of
from concord.plan.views.importing.finding import State, import_for


def _who(row: ImportDraft) -> str:
    return row.uploaded_by.account.name if row.uploaded_by else "The command line"


class Imports(TableOfPeople):
    """Earlier imports, the latest first."""

    file_name = Column(
        "File",
        row_header=True,
        sort=True,
        search=True,
        link=lambda row: reverse("plan:import", args=[row.pk]),
    )
    state = Column(
        "How far it is",
        "get_state_display",
        sort="state",
        filter=ImportDraft.State.choices,
        filter_path="state",
        cell="plan/imports/cells/state.html",
    )
    uploaded_at = Column("Brought in", sort=True, export="uploaded_at.isoformat")
    who = Column(
        "By",
        _who,
        sort="uploaded_by__account__name",
        search=["uploaded_by__account__name"],
    )
    how_large = Column("Size", lambda row: _size(row.size), sort="size", align="num")
    edition = Column(
        "Newer edition of",
        lambda row: row.compare_with.strategy.title if row.compare_with else "",
    )
    name, noun = "imports", "import"
    default_sort = "-uploaded_at"
    empty = (
        "Nothing has been imported yet. Choose the strategy as it was published, and "
        "Concord reads its priorities, actions, leads and dates for you to check."
    )


def _size(number: int) -> str:
    if number < 100_000:
        return f"{max(1, round(number / 1024)):,} kB"
    return f"{number / 1_048_576:.1f}".removesuffix(".0") + " MB"


def imports(request: HttpRequest) -> HttpResponse:
    """Earlier imports, and a form to bring in another file."""
    actor = actor_of(request, Verb.EDIT_PLAN)
    rows = (
        ImportDraft.objects.visible_to(actor)
        .defer("draft", "choices")
        .select_related("uploaded_by__account", "compare_with__strategy")
    )
    table = Imports(rows, request)
    if table.export:
        return table.response()
    plans = (
        Plan.objects.visible_to(actor)
        .filter(frozen_at__isnull=True)
        .select_related("strategy")
    )
    form = UploadForm(request.POST or None, request.FILES or None, plans=plans)
    if request.method == "POST" and form.is_valid():
        return _bring(request, form)
    return render(
        request,
        "plan/imports/list.html",
        {
            "heading": "Import a published strategy",
            "form": form,
            "table": table,
            "most": _size(form.fields["file"].most_bytes),  # type: ignore[attr-defined]
        },
        status=422 if form.errors else 200,
    )


def _bring(request: HttpRequest, form: UploadForm) -> HttpResponse:
    upload = form.cleaned_data["file"]
    try:
        made = importing.bring(
            file_name=upload.name,
            content=upload.read(),
            compare_with=form.plan(),
            by=actor_of(request, Verb.EDIT_PLAN),
        )
    except importing.AlreadyHere as error:
        made = error.import_draft
        messages.info(
            request,
            f"This very file was brought in on {words.long_date(made.uploaded_at)} by "
            f"{_who(made)}, so it was not brought in twice. Here it is, with every "
            "correction.",
        )
    return redirect("plan:import", pk=made.pk)


def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One import: being read, refused, dropped or in the plan; else the check page."""
    found = import_for(request, pk)
    if found.state == State.READY:
        return redirect("plan:check_import", pk=pk)
    return render(
        request,
        "plan/imports/show.html",
        {
            "heading": _heading(found),
            "import_draft": found,
            "who": _who(found),
            "under_way": found.state in (State.WAITING, State.READING),
            **_progress(found),
        },
    )


def _heading(found: ImportDraft) -> str:
    return {
        State.WAITING: "The file is here and will be read",
        State.READING: "The file is being read",
        State.REFUSED: "This file could not be read",
        State.DROPPED: "This import was dropped",
        State.COMMITTED: "This import is in the plan",
    }[State(found.state)]


@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far the reading is, for the page to show."""
    found = import_for(request, pk)
    if found.state not in (State.WAITING, State.READING):
        answer = HttpResponse()
        answer.headers["HX-Redirect"] = reverse("plan:import", args=[pk])
        return answer
    return render(request, "plan/imports/progress.html", _progress(found))


def _progress(found: ImportDraft) -> dict[str, Any]:
    """What `ui/job_progress.html` needs, and what is wrong where nothing goes on."""
    if found.state not in (State.WAITING, State.READING):
        return {}
    reading = reading_of(found)
    waits = found.state == State.WAITING
    return {
        "reading": reading,
        "import_draft": found,
        "job": {
            "heading": found.file_name,
            "done": found.done,
            "total": found.total,
            "words": "Waiting for its turn" if waits else found.message or "Reading",
            "is_over": False,
            "url": reverse("plan:import_progress", args=[found.pk]),
            "page_url": reverse("plan:import", args=[found.pk]),
            "failed": "",
        },
    }


@require_POST
def read_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Start the reading once more."""
    found = import_for(request, pk)
    try:
        importing.read_again(import_draft=found, by=actor_of(request, Verb.EDIT_PLAN))
    except importing.NotHere:
        messages.info(request, "It has been read meanwhile.")
    return redirect("plan:import", pk=pk)


def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask, and then give an import up."""
    found = import_for(request, pk)
    if found.state in (State.DROPPED, State.COMMITTED):
        return redirect("plan:import", pk=pk)
    if request.method == "POST":
        try:
            importing.drop(import_draft=found, by=actor_of(request, Verb.EDIT_PLAN))
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            return redirect("plan:import", pk=pk)
        messages.success(
            request, f"{found.file_name} is dropped, and what was read is erased."
        )
        return redirect("plan:imports")
    return render(
        request,
        "plan/imports/drop.html",
        {"heading": "Drop this import?", "import_draft": found},
    )


@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file as it was uploaded, always as a download: nothing of it runs here."""
    found = import_for(request, pk)
    kept = getattr(found, "file", None)
    if kept is None:
        raise Http404
    response = HttpResponse(
        bytes(kept.content), content_type="application/octet-stream"
    )
    name = get_valid_filename(found.file_name)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox"
    return response
