"""Files that are counted: upload, try, progress, what came of it."""

from __future__ import annotations

import csv
import hashlib
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concord.access.actor import Actor
from concord.access.permit import Verb
from concord.evidence.actions import extracts
from concord.evidence.extracts import uploads
from concord.evidence.extracts.mapping import read_mapping
from concord.evidence.extracts.opening import CannotCount, is_workbook
from concord.evidence.extracts.previewing import Preview, preview
from concord.evidence.extracts.workbooks import WAITED_FOR
from concord.evidence.forms.files import FileForm
from concord.evidence.jobs.extracts import count_file
from concord.evidence.models import BadRow, Extract, MappingVersion
from concord.evidence.views.finding import actor_of, place_of
from concord.foundation.documents.inert import inert
from concord.foundation.documents.reading.limits import UnreadableFile
from concord.foundation.ui.tables import Column, Table

RECORD = Verb.RECORD_FIGURES
State = Extract.State
TRIED_ROWS, SHOWN = 1_000, 1_000
TOO_LARGE = (
    "This workbook is too large, or not whole enough, to be tried while you wait. Save "
    "its sheet as CSV (UTF-8) to try it; or count it as it is: that is done by the "
    "worker, and says what is wrong with each row."
)
UNDER_WAY = (State.WAITING, State.COUNTING)


class Files(Table):
    """Files that were counted, the latest first."""

    name, noun = "files", "file"
    default_sort = "-began_at"
    empty = "No file has been counted yet."
    began_at = Column(
        "Brought in",
        row_header=True,
        sort=True,
        link=lambda one: reverse("evidence:file", args=[one.pk]),
        export="began_at.isoformat",
    )
    mapping = Column("Read by", "mapping_version.mapping.title")
    state = Column(
        "How far it is", "get_state_display", filter=State.choices, filter_path="state"
    )
    rows = Column("Rows counted", align="num")
    bad = Column("Bad rows", align="num")
    changed = Column("Figures new or changed", align="num")


def index(request: HttpRequest) -> HttpResponse:
    """Files so far, and a form for another one: to try it, or to count it."""
    actor = actor_of(request, RECORD)
    rows = Extract.objects.visible_to(actor).select_related("mapping_version__mapping")
    table = Files(rows, request)
    if table.export:
        return table.response()
    versions = _newest(actor)
    form = FileForm(request.POST or None, request.FILES or None, versions=versions)
    found = None
    if request.method == "POST" and form.is_valid():
        if "try" not in request.POST:
            return _bring(request, form, actor)
        found = _tried(request, form)
    return render(
        request,
        "evidence/files/index.html",
        {
            "heading": "Files",
            "form": form,
            "table": table,
            "mappings": [one.mapping for one in versions],
            "found": found,
            "tried_rows": TRIED_ROWS,
        },
        status=422 if form.errors else 200,
    )


def _newest(actor: Actor) -> list[MappingVersion]:
    """The wording of each mapping that is in use."""
    return list(
        MappingVersion.objects.visible_to(actor)
        .order_by("mapping_id", "-version")
        .distinct("mapping_id")
        .select_related("mapping")
    )


def _tried(request: HttpRequest, form: FileForm) -> Preview | None:
    """What the first rows would give; nothing of it is kept."""
    with tempfile.TemporaryDirectory(prefix="concord-extract-") as folder:
        path = Path(folder) / "rows"
        with path.open("wb") as file:
            file.writelines(form.cleaned_data["file"].chunks())
        if is_workbook(path) and path.stat().st_size > WAITED_FOR.file_bytes:
            form.add_error("file", TOO_LARGE)
            return None
        try:
            return preview(
                path,
                read_mapping(form.version.content),
                today=place_of(request).today(),
                covers=form.covers,
                most=TRIED_ROWS,
                limits=WAITED_FOR,
            )
        except CannotCount as error:
            unreadable = isinstance(error.__cause__, UnreadableFile)
            form.add_error("file", TOO_LARGE if unreadable else str(error))
            return None


def _bring(request: HttpRequest, form: FileForm, actor: Actor) -> HttpResponse:
    upload: UploadedFile = form.cleaned_data["file"]
    extract = extracts.begin(
        version=form.version,
        sha256=_sha256(upload.chunks()),
        size=upload.size or 0,
        covers=form.covers,
        by=actor,
    )
    if extract.state == State.RECORDED:
        messages.info(
            request, "This very file was counted before, so nothing was counted again."
        )
        return redirect("evidence:file", pk=extract.pk)
    if extract.state == State.REFUSED:
        extract = extracts.start_again(extract=extract, by=actor)
    uploads.put(extract, upload.chunks())
    count_file.defer(partnership_id=actor.here, extract_id=str(extract.pk))
    return redirect("evidence:file", pk=extract.pk)


def _sha256(blocks: Iterable[bytes]) -> str:
    made = hashlib.sha256()
    for block in blocks:
        made.update(block)
    return made.hexdigest()


@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One file: how far it is, or what came of it."""
    extract = _extract_of(actor_of(request, RECORD), pk)
    return render(
        request,
        "evidence/files/show.html",
        {
            "heading": _heading(extract),
            "extract": extract,
            "under_way": extract.state in UNDER_WAY,
            "bad_rows": _bad_rows(extract)[:SHOWN],
            "job": _job(extract),
        },
    )


def _heading(extract: Extract) -> str:
    return {
        State.WAITING: "The file is here and will be counted",
        State.COUNTING: "The file is being counted",
        State.RECORDED: "The file is counted",
        State.REFUSED: "This file could not be counted",
    }[State(extract.state)]


@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far the counting is, for the page to show."""
    extract = _extract_of(actor_of(request, RECORD), pk)
    if extract.state not in UNDER_WAY:
        answer = HttpResponse()
        answer.headers["HX-Redirect"] = reverse("evidence:file", args=[pk])
        return answer
    return render(request, "evidence/files/_progress.html", {"job": _job(extract)})


def _job(extract: Extract) -> dict[str, Any]:
    return {
        "heading": extract.mapping_version.mapping.title,
        "share": round(extract.share * 100),
        "rows": extract.rows + extract.bad + extract.passed,
        "is_waiting": extract.state == State.WAITING,
        "url": reverse("evidence:file_progress", args=[extract.pk]),
        "page_url": reverse("evidence:file", args=[extract.pk]),
    }


@require_safe
def bad_rows(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every bad row by line and what is wrong, as CSV; never what stands in it."""
    extract = _extract_of(actor_of(request, RECORD), pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="bad-rows.csv"'
    writer = csv.writer(answer)
    writer.writerow(["Line", "Column", "What is wrong"])
    for row in _bad_rows(extract):
        writer.writerow([row.line, inert(row.column), row.get_problem_display()])
    return answer


def _bad_rows(extract: Extract) -> Any:
    return BadRow.objects.filter(extract=extract, attempt=extract.attempt)


def _extract_of(actor: Actor, pk: UUID) -> Extract:
    found = (
        Extract.objects.visible_to(actor)
        .select_related("mapping_version__mapping")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found
