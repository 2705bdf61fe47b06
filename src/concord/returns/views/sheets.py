"""Designing data sheets, and asking teams by them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.foundation.ui.posted import whole_number
from concord.foundation.ui.words import count
from concord.partnership.models import Team
from concord.returns.actions import sheets, windows
from concord.returns.checking import keys_of
from concord.returns.forms.sheets import (
    FieldForm,
    SheetForm,
    initial_of,
    titles_of,
)
from concord.returns.forms.windows import AskForm
from concord.returns.models import Sheet, SheetVersion
from concord.returns.periods import Period, period_of, spoken
from concord.returns.queries.form import Section, blank_sections
from concord.returns.queries.waiting import today_of
from concord.returns.views.finding import actor_of, field_of, sheet_of, sheets_of

PERIODS_OFFERED = 6
KEPT = "What you wrote is still here."


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The sheets that this hat keeps."""
    actor = actor_of(request)
    may_design = may(actor, Verb.KEEP_RETURNS)
    found = sheets_of(actor)
    if not may_design and not found:
        raise Http404
    context = {
        "heading": "Data sheets",
        "sheets": [(one, _last(one)) for one in found],
        "may_design": may_design,
    }
    return render(request, "returns/sheets/index.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """A new sheet."""
    actor = actor_of(request)
    if not may(actor, Verb.KEEP_RETURNS):
        raise Http404
    form = SheetForm(request.POST or None, teams=_teams(actor))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        team = whole_number(data["run_by"] or "")
        try:
            made = sheets.design(
                name=data["name"],
                about=data["about"],
                every=data["every"],
                run_by=next((one for one in _teams(actor) if one.pk == team), None),
                by=actor,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("returns:sheet", pk=made.sheet_id)
    context = {"heading": "New data sheet", "form": form, "button_words": "Begin it"}
    return _form(request, "returns/sheets/new.html", form, context)


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of the last version, and what can be done with them."""
    found = sheet_of(request, pk)
    version = _last(found)
    fields = list(version.fields.order_by("position", "pk")) if version else []
    names = {one.code: one.name for one in fields}
    titles = titles_of(found.partnership_id, {one.indicator for one in fields})
    context = {
        "heading": found.name,
        "sheet": found,
        "version": version,
        "rows": [
            (
                one,
                names.get(one.not_above, ""),
                names.get(one.part_of, ""),
                titles.get(one.indicator, one.indicator),
            )
            for one in fields
        ],
        "fields": fields,
        "cells": sum(len(list(keys_of(one.rule()))) for one in fields),
    }
    return render(request, "returns/sheets/sheet.html", context)


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """The next version, as a copy of the last."""
    found = sheet_of(request, pk)
    made = sheets.draft_of(sheet=found, by=request.actor)  # type: ignore[attr-defined]
    messages.success(
        request, f"Version {made.n} is yours to change. What was asked stays as it was."
    )
    return redirect("returns:sheet", pk=pk)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as a team will see it."""
    found = sheet_of(request, pk)
    version = _last(found)
    context = {
        "heading": f"{found.name}, as a team sees it",
        "sheet": found,
        "version": version,
        "sections": _sections(version),
    }
    return render(request, "returns/sheets/preview.html", context)


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask teams for a period."""
    found = sheet_of(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    version = _last(found)
    if version is None:
        raise Http404
    teams, periods = _teams(actor), _periods(found, actor)
    form = AskForm(
        request.POST or None,
        periods=periods,
        teams=teams,
        before=windows.asked_last(found),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        period = next(one for one in periods if one.code == data["period"])
        try:
            made = windows.open_for(
                version=version,
                teams=[one for one in teams if str(one.pk) in data["teams"]],
                period=period,
                due_on=data["due_on"],
                by=actor,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = f"{count(len(made), 'team')} asked for {spoken(period)}."
            before = len(data["teams"]) - len(made)
            if before:
                said += f" {count(before, 'team')} had been asked already."
            messages.success(request, said)
            return redirect("returns:overview")
    context = {
        "heading": "Ask teams for figures",
        "lede": f"{found.name}, version {version.n}.",
        "sheet": found,
        "form": form,
        "button_words": "Ask them",
    }
    return _form(request, "returns/sheets/form.html", form, context)


def add_field(request: HttpRequest, pk: int) -> HttpResponse:
    """A question at the end."""
    found = sheet_of(request, pk)
    version = _last(found)
    if version is None or version.is_frozen:
        raise Http404
    last = version.fields.order_by("-position").first()
    begun = {"section": last.section} if last is not None else {}
    form = FieldForm(request.POST or None, version=version, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            sheets.add_field(version=version, field=form.said(), by=request.actor)  # type: ignore[attr-defined]
        except ValidationError as error:
            _put(form, error)
        else:
            messages.success(request, f"“{form.cleaned_data['question']}” is asked.")
            if "another" in request.POST:
                return redirect("returns:add_field", pk=pk)
            return redirect("returns:sheet", pk=pk)
    context = {
        "heading": "Add a question",
        "sheet": found,
        "button_words": "Add the question",
        "may_add_another": True,
    }
    return _form(request, "returns/sheets/question.html", form, context)


def change_field(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask it in another way, as long as nobody has been asked."""
    found = field_of(request, pk)
    form = FieldForm(
        request.POST or None,
        version=found.version,
        own_code=found.code,
        initial=initial_of(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            sheets.change_field(field=found, to=form.said(), by=request.actor)  # type: ignore[attr-defined]
        except ValidationError as error:
            _put(form, error)
        else:
            return redirect("returns:sheet", pk=found.version.sheet_id)
    context = {
        "heading": "Change a question",
        "sheet": found.version.sheet,
        "button_words": "Keep it",
    }
    return _form(request, "returns/sheets/question.html", form, context)


@require_POST
def move_field(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down; a copy; or out of the sheet."""
    found = field_of(request, pk)
    by: Actor = request.actor  # type: ignore[attr-defined]
    what = request.POST.get("what", "")
    try:
        if what in ("up", "down"):
            sheets.move_field(field=found, up=what == "up", by=by)
        elif what == "copy":
            sheets.copy_field(field=found, by=by)
        elif what == "out":
            sheets.take_out(field=found, by=by)
            messages.success(request, f"“{found.question}” is asked no more.")
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("returns:sheet", pk=found.version.sheet_id)


def _last(found: Sheet) -> SheetVersion | None:
    last = found.versions.order_by("-n").first()
    if last is not None:
        last.sheet = found
    return last


def _teams(actor: Actor) -> list[Team]:
    return list(
        Team.objects.valid_on(timezone.localdate())
        .filter(partnership_id=actor.partnership_id)
        .order_by("name")
    )


def _periods(found: Sheet, actor: Actor) -> list[Period]:
    """The last periods that have ended, the newest first."""
    today = today_of(actor)
    now = period_of(found.every, today)
    return [now.plus(-at) for at in range(1, PERIODS_OFFERED + 1)]


def _sections(version: SheetVersion | None) -> list[Section]:
    fields = version.fields.order_by("position", "pk") if version else ()
    return blank_sections(list(fields))


def _put(form: FieldForm, error: ValidationError) -> None:
    """Messages by field at their fields; what has none, above."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, texts in error.message_dict.items():
        form.add_error(name if name in form.fields else None, texts)


def _form(
    request: HttpRequest, template: str, form: Any, context: dict[str, Any]
) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(
        request, template, {"form": form, "errors_kept": KEPT, **context}, status=status
    )
