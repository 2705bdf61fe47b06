"""A team's own flags; for the coordinator, which teams have confirmed theirs."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from concord.access import reading
from concord.access.actor import Actor
from concord.cases.views.trying import KEPT, tried
from concord.foundation.ui.tables import Column, Table
from concord.foundation.ui.words import count, long_date
from concord.marac.actions import flags as verbs
from concord.marac.forms.flags import ClearForm, ConfirmForm, FindFlagForm
from concord.marac.models import AgendaItem, Flag
from concord.marac.queries import flags as questions
from concord.marac.queries.flags import OwnFlag, Standing
from concord.marac.queries.meetings import agenda_of
from concord.marac.views.finding import actor_of, coordinator_of, marac_of

NONE_FOUND = (
    "Your reference: your team has no flag with it. Check it, or look through the list"
)
TABS = (("", "On your records"), ("off", "Taken off"))


class OurFlags(Table):
    """One flag a row. As a file without names: the reference is the team's own."""

    name, noun = "our-flags", "flag"
    holds_people = True
    empty = (
        "No flag. When the MARAC has a case on an agenda, the team that coordinates "
        "asks your team to flag its own record for twelve months."
    )

    code = Column(
        "Flag",
        "flag.code",
        row_header=True,
        link=lambda one: reverse("marac:flag", args=[one.pk]),
    )
    who = Column("Who", "name", sort=lambda one: one.name.casefold(), export=False)
    reference = Column("Your reference", "reference", sort=lambda one: one.reference)
    standing = Column(
        "State",
        "standing.label",
        cell="marac/cells/flag_standing.html",
        filter=[(one.label, one.label) for one in Standing],
    )
    set_on = Column("From", "flag.set_on", sort=lambda one: one.flag.set_on)
    until = Column("Until", "flag.until", sort=lambda one: one.flag.until)
    online = Column("Online", "online", filter=True)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The team's own flags: to confirm, confirmed, to take off; or those taken off."""
    actor = actor_of(request)
    is_off = request.GET.get("show") == "off"
    found = questions.flags_of_team(actor, cleared_at__isnull=not is_off)
    table = OurFlags(found, request)
    reading.as_verb("export" if table.export else "list")
    if table.export:
        return table.response()
    waits = [sum(one.standing == each for one in found) for each in questions.WAITS]
    return render(
        request,
        "marac/flags/index.html",
        {
            "heading": "Our flags",
            "table": table,
            "to_confirm": waits[0],
            "to_take_off": waits[1],
            "is_off": is_off,
            "tabs": [
                {
                    "label": label,
                    "url": f"?show={key}" if key else "?",
                    "current": is_off == bool(key),
                }
                for key, label in TABS
            ],
            "find": FindFlagForm(),
        },
    )


def find(request: HttpRequest) -> HttpResponse:
    """A flag by the team's own reference, which travels in the body."""
    actor = actor_of(request)
    form = FindFlagForm(request.POST or None)
    found: list[OwnFlag] = []
    if request.method == "POST" and form.is_valid():
        found = questions.by_reference(form.cleaned_data["reference"], actor)
        if len(found) == 1:
            return redirect("marac:flag", pk=found[0].pk)
        if not found:
            form.add_error("reference", NONE_FOUND)
    return render(
        request,
        "marac/flags/find.html",
        {"heading": "Find a flag by your reference", "form": form, "found": found},
        status=422 if form.errors else 200,
    )


@require_safe
def unflag(request: HttpRequest) -> HttpResponse:
    """What is over, to be worked through beside the team's own system, and printed."""
    actor = actor_of(request)
    reading.as_verb("print")
    return render(
        request,
        "marac/flags/unflag.html",
        {
            "heading": "To take off",
            "found": questions.over(actor),
            "printed_at": timezone.now(),
        },
    )


def flag(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One flag of the own team: whom it is about, and confirming it."""
    actor = actor_of(request)
    found = _own(actor, pk)
    can_confirm = found.flag.is_live and found.known is not None
    form = _confirm_form(request, found, actor) if can_confirm else None
    if form is not None and tried(
        request,
        form,
        lambda: verbs.confirm(flag=found.flag, **form.cleaned_data, by=actor),
    ):
        messages.success(request, "Kept: your team has flagged its record.")
        return redirect("marac:flags")
    clear_form = ClearForm(is_over=found.flag.is_over_on())
    return _flag_page(request, found, form, clear_form)


def clear(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The team has taken its flag off."""
    actor = actor_of(request)
    found = _own(actor, pk)
    if request.method != "POST" or not found.flag.is_live:
        return redirect("marac:flag", pk=pk)
    form = ClearForm(request.POST, is_over=found.flag.is_over_on())
    if tried(
        request,
        form,
        lambda: verbs.clear(flag=found.flag, **form.cleaned_data, by=actor),
    ):
        messages.success(request, "Kept: the flag is off your record.")
        return redirect("marac:flags")
    return _flag_page(request, found, None, form)


def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """For the coordinator: asking teams to flag, and who has confirmed."""
    actor = coordinator_of(request)
    found = marac_of(request, pk)
    if found.state not in verbs.FLAGGED_FROM:
        raise Http404
    items = list(agenda_of(found, actor).listed)
    if request.method == "POST":
        _ask_for_flags(request, items, actor)
        return redirect("marac:meeting_flags", pk=pk)
    return render(
        request,
        "marac/flags/meeting.html",
        {
            "heading": f"Flags of the meeting on {long_date(found.day)}",
            "meeting": found,
            "overview": questions.overview(found, items, actor),
            "not_shared": sum(not one.disclosure_id for one in items),
        },
    )


@require_POST
def restart(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The coordinator asks a team to flag its record again, for twelve months."""
    actor = coordinator_of(request)
    found = Flag.objects.visible_to(actor).select_related("item").filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        verbs.restart(flag=found, by=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "The team is asked to flag its record again.")
    return redirect("marac:meeting_flags", pk=found.item.meeting_id)


def _ask_for_flags(request: HttpRequest, items: list[AgendaItem], actor: Actor) -> None:
    made = 0
    try:
        for item in items:
            if item.disclosure_id:
                made += len(verbs.flag_item(item=item, by=actor))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    messages.success(request, f"{count(made, 'flag')} asked for.")


def _own(actor: Actor, pk: uuid.UUID) -> OwnFlag:
    found = questions.own_flag(actor, pk)
    if found is None:
        raise Http404
    return found


def _confirm_form(request: HttpRequest, found: OwnFlag, actor: Actor) -> ConfirmForm:
    """With what the team said before, of this flag or of the one that it follows."""
    said = found.said or questions.earlier_reference(found.flag, actor)
    before = {"reference", "online_hidden"} if said else set()
    return ConfirmForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(said, name) for name in before},
        is_health=verbs.is_health(actor),
    )


def _flag_page(
    request: HttpRequest,
    found: OwnFlag,
    form: ConfirmForm | None,
    clear_form: ClearForm,
) -> HttpResponse:
    forms = [one for one in (form, clear_form) if one is not None]
    wrong = any(one.errors for one in forms)
    return render(
        request,
        "marac/flags/flag.html",
        {
            "heading": f"Flag {found.flag.code}",
            "one": found,
            "form": form,
            "clear_form": clear_form if found.flag.is_live else None,
            "forms": forms,
            "errors_kept": KEPT,
        },
        status=422 if wrong else 200,
    )
