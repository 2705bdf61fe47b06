"""Sending referrals from a spreadsheet: upload, look, send; and what became of each."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from concord.access import reading
from concord.access.actor import Actor
from concord.access.permit import NotPermitted
from concord.foundation.documents.reading import UnreadableFile
from concord.foundation.ui.tables import Column, Table
from concord.foundation.ui.tables.export import XLSX
from concord.foundation.ui.words import count
from concord.frontdoor.actions import sheets
from concord.frontdoor.actions.sheets import BEFORE, NOT_SENT, SENT, ToSend
from concord.frontdoor.blank_sheet import blank_csv, blank_xlsx
from concord.frontdoor.forms.sheet import SheetForm
from concord.frontdoor.models import FrontDoor, Sheet
from concord.frontdoor.queries.referrer import own_words
from concord.frontdoor.sheet import MOST, JudgedRow, judged, typed_rows
from concord.frontdoor.views.finding import actor_of, sheet_of

BLANK = {"xlsx": (blank_xlsx, XLSX), "csv": (blank_csv, "text/csv; charset=utf-8")}
WORDS = {SENT: "Sent", BEFORE: "Sent before", NOT_SENT: "Not sent"}


class CameTable(Table):
    """What became of each row of a sheet. It names nobody."""

    name, noun, default_sort = "sent", "row", "number"
    empty = "The sheet had no row."

    number = Column("Row", lambda one: one["number"], row_header=True, sort=True)
    key = Column("Your reference", lambda one: one["key"])
    what = Column("What became of it", lambda one: WORDS[one["what"]])
    ref = Column("Reference", lambda one: one["ref"])
    look_at = Column("Look at", lambda one: ", ".join(one["columns"]))


def index(request: HttpRequest) -> HttpResponse:
    """The blank sheet, and the place to put the filled one."""
    actor = actor_of(request)
    is_sent = request.method == "POST"
    form = SheetForm(request.POST, request.FILES) if is_sent else SheetForm()
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            rows = typed_rows(str(file.name), file.read())
            kept = sheets.keep(rows=rows, by=actor)
        except UnreadableFile as error:
            form.add_error("file", str(error))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("frontdoor:sheet", pk=kept.pk)
    return render(
        request,
        "frontdoor/sheets.html",
        {
            "heading": "Send referrals from a spreadsheet",
            "form": form,
            "most": MOST,
            "waiting": _mine(actor).filter(state=Sheet.State.OPEN),
            "sent": _mine(actor).filter(state=Sheet.State.SENT)[:5],
            "door": _door(actor),
        },
        status=422 if form.errors else 200,
    )


@require_safe
def blank(request: HttpRequest, kind: str) -> HttpResponse:
    """The blank sheet."""
    actor_of(request)
    if kind not in BLANK:
        raise Http404
    make, content_type = BLANK[kind]
    answer = HttpResponse(make(), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="referrals.{kind}"'
    return answer


@require_safe
def sheet(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Before it is sent: every row. Afterwards: what became of each."""
    actor, kept = actor_of(request), sheet_of(request, pk)
    if kept.state == Sheet.State.SENT:
        return _came(request, kept)
    return _look(request, kept, actor)


@require_POST
def send(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All rows that can be sent. Pressed twice, it leads to what became of them."""
    actor, kept = actor_of(request), sheet_of(request, pk)
    if kept.state == Sheet.State.SENT:
        return redirect("frontdoor:sheet", pk=pk)
    rows = [
        ToSend(
            row.number,
            row.key,
            row.said,
            list(dict.fromkeys(label for label, _ in row.wrong if label)),
        )
        for row in judged(kept.typed, own_words(actor))
    ]
    try:
        came = sheets.send(sheet=kept, rows=rows, by=actor)
    except ValidationError as error:
        return _look(request, kept, actor, errors=list(error.messages))
    except NotPermitted:
        # Pressed twice: the first was quicker.
        return redirect("frontdoor:sheet", pk=pk)
    sent = sum(one.what == SENT for one in came)
    messages.success(
        request, f"{count(sent, 'referral')} sent. Keep the references of this page."
    )
    return redirect("frontdoor:sheet", pk=pk)


@require_POST
def throw_away(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """It is not to be sent."""
    sheets.throw_away(sheet=sheet_of(request, pk), by=actor_of(request))
    messages.success(request, "The sheet is gone from here, and nothing was sent.")
    return redirect("frontdoor:sheets")


def _look(
    request: HttpRequest, kept: Sheet, actor: Actor, errors: list[str] | None = None
) -> HttpResponse:
    rows = judged(kept.typed, own_words(actor))
    before = sheets.sent_before([row.key for row in rows], actor)
    for row in rows:
        row.before = before.get(row.key, "")
    ready = [row for row in rows if row.is_ready]
    again = [row for row in rows if row.before]
    wrong = [row for row in rows if not row.before and not row.is_ready]
    context: dict[str, Any] = {
        "heading": _news(ready, wrong, again),
        "sheet": kept,
        "send_words": f"Send {count(len(ready), 'referral')}",
        "ready": ready,
        "wrong": wrong,
        "again": again,
        "danger": [row for row in ready if row.is_danger],
        "door": _door(actor),
        "errors": errors or [],
    }
    status = 422 if errors else 200
    return render(request, "frontdoor/sheet.html", context, status=status)


def _news(
    ready: list[JudgedRow], wrong: list[JudgedRow], again: list[JudgedRow]
) -> str:
    said = [f"{count(len(ready), 'referral')} can be sent"]
    if wrong:
        said.append(f"{len(wrong)} can’t yet")
    if again:
        said.append(f"{count(len(again), 'was', 'were')} sent before")
    return ", ".join(said)


def _came(request: HttpRequest, kept: Sheet) -> HttpResponse:
    table = CameTable(kept.outcome, request)
    if table.export:
        reading.as_verb("export")
        return table.response()
    left = sum(one["what"] == NOT_SENT for one in kept.outcome)
    sent = sum(one["what"] == SENT for one in kept.outcome)
    heading = f"{count(sent, 'referral')} sent" + (f", {left} not" if left else "")
    return render(
        request,
        "frontdoor/sheet_sent.html",
        {"heading": heading, "sheet": kept, "table": table, "left": left},
    )


def _mine(actor: Actor) -> Any:
    return Sheet.objects.visible_to(actor).filter(written_by_id=actor.membership_id)


def _door(actor: Actor) -> FrontDoor | None:
    return FrontDoor.objects.visible_to(actor).select_related("team").first()
