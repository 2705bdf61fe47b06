"""A return as a file: take the template, send it back, look, take the figures over."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from concord.access.actor import Actor
from concord.foundation.documents.reading import UnreadableFile
from concord.foundation.ui.tables.export import XLSX
from concord.foundation.ui.words import count
from concord.returns.actions import filling
from concord.returns.actions.filling import Typed, cells_of, entries_of
from concord.returns.checking import Entry, Key, Problem
from concord.returns.checking.allowed import WORDS
from concord.returns.files.layout import rows_of_return
from concord.returns.files.reading import entries_in, read_return
from concord.returns.files.writing import csv_template, xlsx_template
from concord.returns.forms.files import FileForm
from concord.returns.models import ReturnFile, ReturnWindow
from concord.returns.periods import spoken
from concord.returns.queries.form import Form, form_of
from concord.returns.views.finding import window_to_fill

KINDS = {
    "xlsx": (xlsx_template, XLSX),
    "csv": (csv_template, "text/csv; charset=utf-8"),
}


@require_safe
def blank(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The template of this return, with what is kept so far."""
    found = window_to_fill(request, pk)
    if kind not in KINDS:
        raise Http404
    make, content_type = KINDS[kind]
    cells = cells_of(found)
    kept = entries_of(cells.rows.values())
    rows = list(rows_of_return(list(cells.fields.values()), kept))
    answer = HttpResponse(make(found, rows, cells.last), content_type=content_type)
    answer["Content-Disposition"] = (
        f'attachment; filename="return-{found.pk}-{found.first_day}.{kind}"'
    )
    return answer


def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """The template to take, and the place to put the filled one."""
    found = window_to_fill(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    is_sent = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if is_sent else FileForm()
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            filled = read_return(
                str(file.name), file.read(), found, cells_of(found).keys
            )
            kept = filling.keep_file(
                window=found,
                kind=filled.kind,
                cells=filled.cells,
                permissions=filled.permissions,
                asides=filled.asides,
                by=actor,
            )
        except UnreadableFile as error:
            form.add_error("file", str(error))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("returns:file", pk=pk, file=kept.pk)
    context = {
        "heading": "Fill in Excel instead",
        "lede": f"{found.sheet.name}: {spoken(found.period)}, {found.team.name}.",
        "window": found,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "returns/upload.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Came:
    """One figure of a file beside what is kept here."""

    label: str
    place: str
    was: Entry
    now: Entry
    problems: list[Problem]

    @property
    def allowed(self) -> str:
        """Whether it may be used, where the file says it of this figure."""
        said = self.now.permission
        return WORDS[said] if said is not None and said != self.was.permission else ""

    @property
    def words(self) -> list[str]:
        return [problem.at(self.place) for problem in self.problems]

    @property
    def is_wrong(self) -> bool:
        return any(problem.stops for problem in self.problems)


def look(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Every figure of the file with what is wrong; on the button, taken over."""
    found = window_to_fill(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kept = ReturnFile.objects.filter(submission__window=found, pk=file).first()
    if kept is None:
        raise Http404
    if kept.taken_at is not None:
        return redirect("returns:window", pk=pk)
    typed = _typed(found, kept)
    form = form_of(found, typed={key: said.entry for key, said in typed.items()})
    came = _came(kept, typed, form)
    if request.method == "POST":
        return _take(request, found, kept, typed, came, actor)
    wrong = [one for one in came if one.is_wrong]
    context = {
        "heading": _news(came, wrong),
        "window": found,
        "file": kept,
        "came": came,
        "wrong": wrong,
        "good": [one for one in came if not one.is_wrong],
    }
    return render(request, "returns/file.html", context)


def _typed(found: ReturnWindow, kept: ReturnFile) -> dict[Key, Typed]:
    """What the file says; a cell that is empty in it takes nothing away here."""
    here = entries_of(cells_of(found).rows.values())
    return {
        key: Typed(entry, seen)
        for key, entry, seen in entries_in(kept.cells)
        if not entry.is_empty and entry.over(now := here.get(key, Entry())) != now
    }


def _came(kept: ReturnFile, typed: dict[Key, Typed], form: Form) -> list[Came]:
    places = {(cell["field"], cell["category"]): cell["place"] for cell in kept.cells}
    return [
        Came(
            label=cell.label
            if not cell.is_part
            else f"{cell.field.name}, {cell.label}",
            place=places[cell.key],
            was=cell.seen,
            now=cell.entry,
            problems=list(cell.problems),
        )
        for cell in form.cells
        if cell.key in typed
    ]


def _news(came: list[Came], wrong: list[Came]) -> str:
    if not came:
        return "The file says what is kept here already"
    good = len(came) - len(wrong)
    if not wrong:
        return f"{count(good, 'figure')} to take over"
    return f"{count(good, 'good figure')}, {len(wrong)} with something to put right"


def _take(
    request: HttpRequest,
    found: ReturnWindow,
    kept: ReturnFile,
    typed: dict[Key, Typed],
    came: list[Came],
    actor: Actor,
) -> HttpResponse:
    only_good = "good" in request.POST
    wrong = {p.key for one in came if one.is_wrong for p in one.problems}
    wanted = {
        key: said for key, said in typed.items() if not (only_good and key in wrong)
    }
    try:
        result = filling.take_file(file=kept, window=found, typed=wanted, by=actor)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("returns:file", pk=found.pk, file=kept.pk)
    messages.success(request, f"{count(len(result.changed), 'figure')} taken over.")
    for clash in result.clashes:
        messages.warning(request, f"{clash.words}.")
    return redirect("returns:window", pk=found.pk)
