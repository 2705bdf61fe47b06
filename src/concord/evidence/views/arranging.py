"""Arranging the picture: sections, items, their order, and boundaries for a map."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from concord.access.actor import Actor
from concord.access.permit import Verb
from concord.evidence.actions import picturing
from concord.evidence.forms.picture import (
    BoundariesForm,
    ItemForm,
    SectionForm,
    StatedForm,
)
from concord.evidence.models import AreaBoundary, PictureItem, PictureSection
from concord.evidence.picture.figures import decimals_of
from concord.evidence.views.finding import actor_of


def _keeper(request: HttpRequest) -> Actor:
    return actor_of(request, Verb.KEEP_EVIDENCE)


def _section(actor: Actor, pk: int) -> PictureSection:
    found = PictureSection.objects.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _item(actor: Actor, pk: int) -> PictureItem:
    found = PictureItem.objects.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_safe
def arrange(request: HttpRequest) -> HttpResponse:
    """What the picture shows, in its order."""
    actor = _keeper(request)
    sections = PictureSection.objects.visible_to(actor).prefetch_related("items")
    context = {
        "heading": "Arrange the local picture",
        "sections": sections,
        "stated": picturing.SHOWS_STATED,
        "boundaries": AreaBoundary.objects.visible_to(actor)
        .values("area")
        .distinct()
        .count(),
    }
    return render(request, "evidence/picture/arrange.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_section(request: HttpRequest) -> HttpResponse:
    """A new section at the end."""
    actor = _keeper(request)
    form = SectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            picturing.add_section(by=actor, **form.cleaned_data)
        except ValidationError as error:
            _say(request, form, error)
        else:
            return redirect("picture:arrange")
    return _form(request, form, "Add a section")


@require_http_methods(["GET", "HEAD", "POST"])
def reword_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Another title or opening sentence."""
    actor = _keeper(request)
    section = _section(actor, pk)
    first = {"title": section.title, "lead": section.lead}
    form = SectionForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            picturing.reword_section(section=section, by=actor, **form.cleaned_data)
        except ValidationError as error:
            _say(request, form, error)
        else:
            return redirect("picture:arrange")
    return _form(request, form, "Change the section")


@require_http_methods(["GET", "HEAD", "POST"])
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    """A new chart or table at the end of a section."""
    actor = _keeper(request)
    section = _section(actor, pk)
    form = ItemForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["indicators"] = list(given["indicators"])
        try:
            picturing.add_item(section=section, by=actor, **given)
        except ValidationError as error:
            _say(request, form, error)
        else:
            return redirect("picture:arrange")
    return _form(request, form, "Add a chart or table")


@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """A figure of an item of costs, models or stated figures."""
    actor = _keeper(request)
    item = _item(actor, pk)
    if item.form not in picturing.SHOWS_STATED:
        raise Http404
    form = StatedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            picturing.state(
                item=item,
                key=f"figure-{uuid.uuid4().hex[:12]}",
                places=decimals_of(given["value"]),
                by=actor,
                **given,
            )
        except ValidationError as error:
            _say(request, form, error)
        else:
            return redirect("picture:arrange")
    return _form(request, form, f"{item.title}: add a figure", button="Add the figure")


@require_http_methods(["GET", "HEAD", "POST"])
def boundaries(request: HttpRequest) -> HttpResponse:
    """A GeoJSON file, from which the wards' map is drawn."""
    actor = _keeper(request)
    form = BoundariesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = picturing.load_boundaries(
                content=form.cleaned_data["file"].read(),
                source=form.cleaned_data["source"],
                by=actor,
            )
        except ValidationError as error:
            _say(request, form, error)
        else:
            messages.success(request, _loaded(found))
            return redirect("picture:arrange")
    return _form(request, form, "Load boundaries", has_file=True)


def _loaded(found: picturing.Boundaries) -> str:
    count = len(found.shapes)
    said = f"Boundaries of {count} {'area' if count == 1 else 'areas'} are loaded."
    if found.left_over:
        said += f" {len(found.left_over)} in the file belong to none of your areas."
    return said


@require_POST
def move_section(request: HttpRequest, pk: int) -> HttpResponse:
    """One place earlier."""
    actor = _keeper(request)
    picturing.move_section_up(section=_section(actor, pk), by=actor)
    return redirect("picture:arrange")


@require_POST
def move_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One place earlier in its section."""
    actor = _keeper(request)
    picturing.move_item_up(item=_item(actor, pk), by=actor)
    return redirect("picture:arrange")


@require_POST
def remove_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Away with the section and what it shows; the figures stay."""
    actor = _keeper(request)
    picturing.remove_section(section=_section(actor, pk), by=actor)
    return redirect("picture:arrange")


@require_POST
def remove_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Away with the item; the figures stay."""
    actor = _keeper(request)
    picturing.remove_item(item=_item(actor, pk), by=actor)
    return redirect("picture:arrange")


def _say(request: HttpRequest, form: Form, error: ValidationError) -> None:
    """Put the verb's messages at the form's fields; nothing of it is kept."""
    request.undo = True  # type: ignore[attr-defined]
    named = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
    form.add_error(None, error if named else error.messages)


def _form(
    request: HttpRequest,
    form: Form,
    heading: str,
    *,
    button: str = "",
    has_file: bool = False,
) -> HttpResponse:
    context = {
        "heading": heading,
        "form": form,
        "button": button or heading,
        "has_file": has_file,
    }
    status = 422 if form.errors else 200
    return render(request, "evidence/picture/form.html", context, status=status)
