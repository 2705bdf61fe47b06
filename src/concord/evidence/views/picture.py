"""The local picture: the page, and its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.evidence.picture import wording
from concord.evidence.picture.compiling import SETTLED, compile_picture
from concord.evidence.picture.content import BarChart, Item, Picture
from concord.evidence.picture.rendering import drawing, pens
from concord.evidence.picture.rendering.pdf import render_pdf
from concord.evidence.picture.rendering.word import render_docx
from concord.evidence.picture.tidy import render_csv
from concord.evidence.queries.picture import picture_source
from concord.evidence.queries.readers import Readers, readers
from concord.evidence.views.finding import actor_of
from concord.foundation.documents.tables import Table
from concord.partnership.models import Partnership

Audience = Literal["management", "public"]


@dataclass(frozen=True, slots=True)
class FileKind:
    words: str
    mime: str
    render: Callable[[Picture], bytes]


FILES = {
    "docx": FileKind(
        "Word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        render_docx,
    ),
    "pdf": FileKind("PDF", "application/pdf", render_pdf),
    "csv": FileKind("CSV", "text/csv; charset=utf-8", render_csv),
}
AUDIENCES: tuple[Audience, ...] = ("management", "public")


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The page; as everybody may have it with `?for=public`, and for who doesn't
    prepare figures always.
    """
    actor = actor_of(request)
    both = _audiences(actor)
    audience = "public" if request.GET.get("for") == "public" else both[0]
    picture = _picture(actor, audience)
    context = {
        "heading": "The local picture",
        "picture": picture,
        "sections": [
            (
                section,
                [
                    (item, _drawings(item), _laid_out(item.table))
                    for item in section.items
                ],
            )
            for section in picture.sections
        ],
        "keeps": may(actor, Verb.KEEP_EVIDENCE),
        "is_public": audience == "public",
        "may_switch": len(both) > 1,
        "files": [(kind, each.words) for kind, each in FILES.items()],
        "chance": wording.CHANCE,
        "empty": wording.EMPTY,
        "settled": SETTLED,
    }
    return render(request, "evidence/picture/show.html", context)


@require_safe
def file(request: HttpRequest, audience: str, kind: str) -> HttpResponse:
    """Word, PDF or CSV, for management or for everybody."""
    actor = actor_of(request)
    wanted = next((one for one in _audiences(actor) if one == audience), None)
    if kind not in FILES or wanted is None:
        raise Http404
    picture = _picture(actor, wanted)
    response = HttpResponse(FILES[kind].render(picture), FILES[kind].mime)
    name = f"local-picture-{audience}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _audiences(actor: Actor) -> tuple[Audience, ...]:
    """For whom this hat may have it: exact counts are for those who prepare figures."""
    if readers(actor) is Readers.MANAGEMENT:
        return AUDIENCES
    return ("public",)


def _picture(actor: Actor, audience: Audience) -> Picture:
    today = Partnership.objects.get(pk=actor.here).today()
    return compile_picture(picture_source(actor), dated=today, audience=audience)


@dataclass(frozen=True, slots=True)
class Drawings:
    """One chart for wide screens and one for telephones, and so for places."""

    wide: SafeString
    narrow: SafeString
    place_wide: SafeString
    place_narrow: SafeString


def _drawings(item: Item) -> Drawings | None:
    """SVG made of escaped texts and numbers, so safe to stand in a page."""
    chart = item.chart
    if chart is None:
        return None
    places = isinstance(chart, BarChart) and chart.tiles
    return Drawings(
        wide=SafeString(drawing.draw(chart, item.alternative)),
        narrow=SafeString(drawing.draw(chart, item.alternative, pens.NARROW)),
        place_wide=_place(chart, item, pens.WIDE) if places else SafeString(""),
        place_narrow=_place(chart, item, pens.NARROW) if places else SafeString(""),
    )


@dataclass(frozen=True, slots=True)
class TableCell:
    text: str
    heading: str
    numbers: bool


def _laid_out(table: Table) -> list[tuple[str, list[TableCell]]]:
    """Rows with the heading of each cell, which stands before it on a telephone."""
    return [
        (
            row.kind,
            [
                TableCell(cell.text, column.heading, column.numbers)
                for cell, column in zip(row.cells, table.columns, strict=False)
            ],
        )
        for row in table.rows
    ]


def _place(chart: object, item: Item, sheet: pens.Sheet) -> SafeString:
    if not isinstance(chart, BarChart):
        return SafeString("")
    return SafeString(drawing.draw_place(chart, item.alternative, sheet))
