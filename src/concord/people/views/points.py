"""The contact of a case: all of it, one contact point, and what is said about it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from concord.access.models import Side
from concord.people.actions import contact
from concord.people.forms.contact import AddPoint, Reach, Replace, SayWrong, Verify
from concord.people.forms.rules import refuse
from concord.people.queries.contact import (
    PointLine,
    attempts_at,
    current_points,
    reachable,
)
from concord.people.queries.in_case import may_write, people_in
from concord.people.safe_contact import Channel, ways_now
from concord.people.views.finding import actor_in, kept_in, point_in, writer_in


@require_safe
def index(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Everybody in the case whom the hat may see, and how each is reached."""
    actor = actor_in(request, case)
    return render(
        request,
        "people/contact.html",
        {
            "heading": "Safe contact",
            "case_id": case,
            "people": reachable(case, actor),
            "may_write": may_write(case, actor),
        },
    )


def add(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Write down a way to reach somebody."""
    actor = writer_in(request, case)
    form = AddPoint(request.POST or None, people=people_in(case, actor))
    if request.method == "POST" and form.is_valid():
        try:
            point = contact.add_point(case_id=case, by=actor, **form.chosen())
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Written down. Nobody uses it yet.")
            return redirect("contact:point", case=case, pk=point.pk)
    return render(
        request,
        "people/form.html",
        {
            "heading": "Add a way to reach them",
            "lede": "It is not used until somebody says how it is safe.",
            "form": form,
            "save": "Write it down",
            "case_id": case,
        },
        status=422 if form.errors else 200,
    )


@require_safe
def show(request: HttpRequest, case: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """One contact point: how it is safe, a way to use it now, and what was tried."""
    actor = actor_in(request, case)
    line = point_in(case, pk, actor)
    return render(request, "people/point.html", point_page(line, case, request))


def point_page(
    line: PointLine, case: uuid.UUID, request: HttpRequest
) -> dict[str, object]:
    """What the page of a contact point shows."""
    actor = actor_in(request, case)
    channels = [way for way in ways_now(line.point, line.rule) if way != Channel.PAPER]
    return {
        "heading": about(line),
        "case_id": case,
        "line": line,
        "form": Reach(channels=channels, is_verified=line.is_verified)
        if channels
        else None,
        "attempts": attempts_at(line.point),
        "may_write": may_write(case, actor),
        "takers": _takers(line, case, request),
    }


def verify(request: HttpRequest, case: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Say that a contact point is theirs, and how one knows."""
    actor = writer_in(request, case)
    line = kept_in(case, pk, actor)
    form = Verify(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            contact.verify(point=line.point, by=actor, **form.cleaned_data)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Verified, in your name.")
            return redirect("contact:point", case=case, pk=pk)
    return _form(request, form, line, "Is it theirs?", "Say that it is theirs")


def say_wrong(request: HttpRequest, case: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Say that a contact point is not theirs, or no longer."""
    actor = writer_in(request, case)
    line = kept_in(case, pk, actor)
    form = SayWrong(request.POST or None)
    if request.method == "POST" and form.is_valid():
        contact.say_wrong(point=line.point, why=form.cleaned_data["why"], by=actor)
        messages.success(request, "Said to be wrong. Nobody uses it any more.")
        return redirect("contact:points", case=case)
    return _form(request, form, line, "It is wrong", "Never use it again")


def replace(request: HttpRequest, case: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Say which verified contact point counts in the place of another."""
    actor = writer_in(request, case)
    line = kept_in(case, pk, actor)
    takers = _takers(line, case, request)
    if not takers:
        raise Http404
    form = Replace(request.POST or None, takers=takers)
    if request.method == "POST" and form.is_valid():
        taker = form.takers[form.cleaned_data["new"]]
        try:
            contact.supersede(old=line.point, new=taker, by=actor)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Replaced. The old one is not used any more.")
            return redirect("contact:point", case=case, pk=taker.pk)
    return _form(request, form, line, "Which one counts now?", "Replace it")


def about(line: PointLine) -> str:
    """What a page about a contact point is called: no name, no number."""
    return f"{line.point.get_kind_display()}: {line.point.get_side_display().lower()}"


def _takers(line: PointLine, case: uuid.UUID, request: HttpRequest) -> list[PointLine]:
    """Verified ones that could take the place of this one."""
    actor = actor_in(request, case)
    if not line.is_kept_here or not line.is_current:
        return []
    return [
        other
        for other in current_points(case, Side(line.point.side), actor)
        if other.is_verified
        and other.is_kept_here
        and other.point.pk != line.point.pk
        and other.point.kind == line.point.kind
        and other.point.person_id == line.point.person_id
    ]


def _form(
    request: HttpRequest, form: object, line: PointLine, heading: str, save: str
) -> HttpResponse:
    return render(
        request,
        "people/form.html",
        {
            "heading": heading,
            "lede": f"{line.name}. {line.point.get_side_display()}.",
            "form": form,
            "line": line,
            "save": save,
            "case_id": line.point.case_id,
        },
        status=422 if getattr(form, "errors", None) else 200,
    )
