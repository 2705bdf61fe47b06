"""The directory for those who work here: list, entry, and its editor's pages."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.directory.actions import keeping, places, providers
from concord.directory.forms.entries import (
    CheckedForm,
    DecideForm,
    EntryForm,
    HideForm,
    PlaceForm,
    entry_of,
    initial_of,
)
from concord.directory.models import Doubt, Proposal, Service, ServiceAtLocation
from concord.directory.needs import KINDS, NEEDS
from concord.directory.queries.cards import shown_of, with_parts
from concord.foundation.ui.tables import Column, Table
from concord.partnership.models import Partnership

KEPT = "What you wrote is still here."
LATE, CHECKED = "late", "checked"


class Services(Table):
    """One service a row."""

    name, noun, default_sort = "directory", "service", "service"
    empty = "No service yet. Add the first one, or read a feed."
    today: Any = None

    service = Column(
        "Service",
        "name",
        row_header=True,
        sort="name",
        search=["name", "organisation__name", "search_text"],
        link=lambda row: reverse("directory:service", args=[row.pk]),
    )
    organisation = Column("Run by", "organisation.name", sort="organisation__name")
    where = Column(
        "Where",
        "get_kind_display",
        filter=KINDS.choices,
        filter_path="kind",
        sort="kind",
    )
    helps = Column(
        "Helps with", lambda row: ", ".join(NEEDS.labels[code] for code in row.needs)
    )
    state = Column(
        "Shown",
        "get_state_display",
        filter=Service.State.choices,
        filter_path="state",
        sort="state",
    )
    due = Column("Next check", "review_due", sort="review_due")


class PublishedServices(Services):
    """For whoever sees only what is published: nothing to tell or to choose there."""

    columns: ClassVar[list[Column]] = [
        column for column in Services.columns if column.key != "state"
    ]
    empty = "No service is published yet."


def reader_of(request: HttpRequest, verb: Verb = Verb.READ_DIRECTORY) -> Actor:
    """Who asks. Raises Http404 unless the hat carries `verb`."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may(actor, verb):
        raise Http404
    return actor


def editor_of(request: HttpRequest) -> Actor:
    return reader_of(request, Verb.KEEP_DIRECTORY)


def services_for(actor: Actor) -> QuerySet[Service]:
    """Editors see all entries, everybody else the published ones."""
    found: QuerySet[Service] = Service.objects.visible_to(actor)
    if not may(actor, Verb.KEEP_DIRECTORY):
        found = found.filter(state=Service.State.PUBLISHED)
    return found.select_related("organisation")


def service_of(actor: Actor, pk: uuid.UUID) -> Service:
    """The entry with this id. Raises Http404."""
    found = with_parts(services_for(actor)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    actor = reader_of(request)
    may_edit = may(actor, Verb.KEEP_DIRECTORY)
    kind = Services if may_edit else PublishedServices
    table = kind(services_for(actor), request)
    if table.export:
        return table.response()
    today = Partnership.objects.get(pk=actor.here).today()
    late = providers.late(services_for(actor), today)
    return render(
        request,
        "directory/index.html",
        {
            "heading": "Directory of services",
            "table": table,
            "may_edit": may_edit,
            "late": late.count(),
            "waiting": providers.waiting(actor).count(),
        },
    )


@require_safe
def service(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    actor = reader_of(request)
    found = service_of(actor, pk)
    may_edit = may(actor, Verb.KEEP_DIRECTORY)
    today = Partnership.objects.get(pk=actor.here).today()
    context: dict[str, Any] = {
        "heading": found.name,
        "service": found,
        "shown": shown_of(found, timezone.now(), today),
        "may_edit": may_edit,
        "places": found.serviceatlocations.all(),
    }
    if may_edit:
        context |= {
            "problems": keeping.problems(found),
            "doubts": found.doubts.filter(settled_at=None),
            "proposals": providers.shown(found),
            "decide": DecideForm(),
        }
    return render(request, "directory/service.html", context)


def new(request: HttpRequest) -> HttpResponse:
    actor = editor_of(request)
    form = EntryForm(request.POST or None, initial={"self_referral": True})
    return _entry_page(
        request,
        form,
        "Add a service",
        lambda: keeping.keep(entry=entry_of(form.cleaned_data), by=actor),
    )


def change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    actor = editor_of(request)
    found = service_of(actor, pk)
    form = EntryForm(request.POST or None, initial=initial_of(found))
    return _entry_page(
        request,
        form,
        f"Change {found.name}",
        lambda: keeping.keep(
            entry=entry_of(form.cleaned_data), service=found, by=actor
        ),
        back=reverse("directory:service", args=[found.pk]),
    )


def _entry_page(
    request: HttpRequest,
    form: EntryForm,
    heading: str,
    keep: Callable[[], Service],
    back: str = "",
) -> HttpResponse:
    made = _tried(request, form, keep)
    if made:
        messages.success(request, "The entry is kept.")
        return redirect("directory:service", made.pk)
    return _form_page(request, form, heading, "Keep the entry", back)


def add_place(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    actor = editor_of(request)
    found = service_of(actor, pk)
    if found.is_secret_place:
        raise Http404
    form = PlaceForm(request.POST or None)
    made = _tried(
        request,
        form,
        lambda: places.add_place(service=found, place=form.place(), by=actor),
    )
    here = reverse("directory:service", args=[found.pk])
    if made:
        messages.success(request, "The place is kept.")
        return redirect(here)
    return _form_page(request, form, "Add a place", "Keep the place", here)


def hide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    actor = editor_of(request)
    found = service_of(actor, pk)
    form = HideForm(request.POST or None)
    here = reverse("directory:service", args=[found.pk])
    if _tried(
        request,
        form,
        lambda: keeping.hide(service=found, by=actor, **form.cleaned_data),
    ):
        messages.success(request, "Nobody but editors sees it now.")
        return redirect(here)
    return _form_page(request, form, f"Hide {found.name}", "Hide it", here)


def checked(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    actor = editor_of(request)
    found = service_of(actor, pk)
    today = Partnership.objects.get(pk=actor.here).today()
    form = CheckedForm(request.POST or None, initial={"on": today})
    here = reverse("directory:service", args=[found.pk])
    if _tried(
        request,
        form,
        lambda: keeping.verify(service=found, by=actor, **form.cleaned_data),
    ):
        messages.success(request, "It is due again in half a year.")
        return redirect(here)
    return _form_page(request, form, f"{found.name} was checked", "Keep the day", here)


@require_POST
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    actor = editor_of(request)
    found = service_of(actor, pk)
    try:
        keeping.publish(service=found, by=actor)
        messages.success(request, "Everybody sees it now.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("directory:service", found.pk)


@require_POST
def ask(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send the service a link to its own entry."""
    actor = editor_of(request)
    found = service_of(actor, pk)
    try:
        providers.ask(service=found, by=actor)
        messages.success(request, "The service gets a link to its own entry.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("directory:service", found.pk)


@require_POST
def remove_place(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    actor = editor_of(request)
    at = ServiceAtLocation.objects.visible_to(actor).filter(pk=pk).first()
    if at is None:
        raise Http404
    places.remove_place(at=at, by=actor)
    return redirect("directory:service", at.service_id)


@require_POST
def settle_doubt(request: HttpRequest, pk: int) -> HttpResponse:
    actor = editor_of(request)
    doubt = Doubt.objects.visible_to(actor).filter(pk=pk).first()
    if doubt is None:
        raise Http404
    keeping.settle_doubt(doubt=doubt, by=actor)
    return redirect("directory:service", doubt.service_id)


@require_POST
def decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take over what a service has said of itself, or not."""
    actor = editor_of(request)
    proposal = Proposal.objects.visible_to(actor).filter(pk=pk).first()
    if proposal is None:
        raise Http404
    form = DecideForm(request.POST)
    done = _tried(
        request,
        form,
        lambda: providers.decide(
            proposal=proposal,
            accept=form.cleaned_data["answer"] == "accept",
            why=form.cleaned_data["why"],
            by=actor,
        ),
    )
    if not done:
        said = [text for texts in form.errors.values() for text in texts]
        messages.error(request, " ".join(map(str, said)))
    return redirect("directory:service", proposal.service_id)


def _tried(
    request: HttpRequest, form: forms.Form, verb: Callable[[], Any]
) -> Any | None:
    """The verb's result if the form was sent and all is well; errors at its fields."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return verb()
    except ValidationError as error:
        by_field = getattr(error, "error_dict", None) and error.message_dict
        for name, said in (by_field or {"": error.messages}).items():
            known = name if name in form.fields and name != NON_FIELD_ERRORS else None
            form.add_error(known, said)
        return None


def _form_page(
    request: HttpRequest, form: forms.Form, heading: str, button: str, back: str
) -> HttpResponse:
    return render(
        request,
        "directory/form.html",
        {
            "heading": heading,
            "form": form,
            "button": button,
            "back_url": back or reverse("directory:index"),
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )
