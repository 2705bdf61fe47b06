"""The room: one case a screen, what is typed there, and what a wall shows."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from concord.access.actor import Actor
from concord.access.asking import only_asks
from concord.access.models import Side
from concord.access.permit import NotPermitted
from concord.cases.queries.cases import parties_of
from concord.cases.views.finding import case_of
from concord.cases.views.trying import KEPT, tried
from concord.marac.actions import agreed_actions, feedback
from concord.marac.actions import room as verbs
from concord.marac.forms.room import (
    EntryForm,
    FeedbackForm,
    OutcomeForm,
    RoomActionForm,
)
from concord.marac.models import AgendaItem, Meeting, RoomEntry
from concord.marac.queries import room as questions
from concord.marac.queries.meetings import coordinates
from concord.marac.queries.research import said_of
from concord.marac.queries.usual_actions import ready, standing
from concord.marac.views.finding import (
    actor_of,
    coordinator_of,
    item_of,
    meeting_of,
)

KEPT_BY_SCRIPT = "X-Room"  # sent by room.js: it wants an answer, and no page


@require_safe
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """To the case that is being heard."""
    actor = actor_of(request)
    meeting = meeting_of(request, pk)
    found = questions.current(meeting, actor)
    if found is None or not meeting.is_issued:
        raise Http404
    return redirect("marac:room", pk=pk, item=found.pk)


def room(request: HttpRequest, pk: int, item: uuid.UUID) -> HttpResponse:
    """One case: its wishes first, risks, what teams know, what is agreed."""
    actor = actor_of(request)
    found = _item(request, pk, item)
    if not _sits_there(found, actor):
        if found.meeting.is_issued:
            messages.info(request, "Say first that you come, and agree below.")
            return redirect("marac:attendance", pk=pk)
        return redirect("marac:item", pk=found.pk)
    return _page(request, found, actor)


@require_POST
def say(request: HttpRequest, pk: int, item: uuid.UUID) -> HttpResponse:
    """Something that is said is written down."""
    actor = actor_of(request)
    found = _writing(request, pk, item, actor)
    form = _entry_form(found, actor, request.POST)
    return _kept(
        request,
        form,
        lambda: verbs.note(item=found, **form.cleaned_data, by=actor),
        lambda: _page(request, found, actor, entry=form),
    )


@require_POST
def act(request: HttpRequest, pk: int, item: uuid.UUID) -> HttpResponse:
    """An action is written down as it is said."""
    actor = actor_of(request)
    found = _writing(request, pk, item, actor)
    form = _action_form(found, actor, request.POST)
    return _kept(
        request,
        form,
        lambda: agreed_actions.add(item=found, **form.said(), by=actor),
        lambda: _page(request, found, actor, action=form),
    )


@only_asks
@require_safe
def changes(request: HttpRequest, pk: int, item: uuid.UUID) -> HttpResponse:
    """What is said so far, if that has changed since `seen`; else nothing."""
    actor = actor_of(request)
    if not questions.is_there(item, pk, actor):
        raise Http404
    if questions.mark_of(item, actor) == request.GET.get("seen"):
        return HttpResponse(status=204)
    found = _item(request, pk, item)
    if not _sits_there(found, actor):
        raise Http404
    if request.GET.get("wall"):
        wall = questions.wall(questions.room(found, actor))
        return render(request, "marac/parts/wall.html", {"wall": wall})
    return render(request, "marac/parts/live.html", _live(found, actor))


@require_safe
def wall(request: HttpRequest, pk: int, item: uuid.UUID) -> HttpResponse:
    """What may be projected: another answer, not this one with parts hidden."""
    actor = actor_of(request)
    found = _item(request, pk, item)
    if not _sits_there(found, actor):
        raise Http404
    seen = questions.wall(questions.room(found, actor))
    return render(
        request,
        "marac/wall.html",
        {
            "heading": f"Case {seen.number} of {seen.of}",
            "wall": seen,
            "meeting": found.meeting,
            "item_id": found.pk,
        },
    )


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting begins, with its first case."""
    actor = coordinator_of(request)
    meeting = meeting_of(request, pk)
    if not _done(request, lambda: verbs.start(meeting=meeting, by=actor)):
        return redirect("marac:meeting", pk=pk)
    first = questions.current(meeting, actor)
    if first is None:
        return redirect("marac:meeting", pk=pk)
    return redirect("marac:room", pk=pk, item=first.pk)


@require_POST
def call(request: HttpRequest, pk: int, item: uuid.UUID) -> HttpResponse:
    """This case is heard now: the clock runs."""
    actor = coordinator_of(request)
    found = _item(request, pk, item)
    _done(request, lambda: verbs.call(item=found, by=actor))
    return redirect("marac:room", pk=pk, item=found.pk)


@require_POST
def conclude(request: HttpRequest, pk: int, item: uuid.UUID) -> HttpResponse:
    """This case was heard, with its outcome; on to the next."""
    actor = coordinator_of(request)
    found = _item(request, pk, item)
    form = OutcomeForm(request.POST, panel=found.meeting.panel)
    if not tried(
        request, form, lambda: verbs.conclude(item=found, by=actor, **form.cleaned_data)
    ):
        return _page(request, found, actor, outcome=form)
    following = questions.after(found, actor)
    if following is None:
        messages.success(request, "That was the last case that waited.")
        return redirect("marac:meeting", pk=pk)
    _done(request, lambda: verbs.call(item=following, by=actor))
    return redirect("marac:room", pk=pk, item=following.pk)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting is over; what was not heard is named."""
    actor = coordinator_of(request)
    meeting = meeting_of(request, pk)
    left: list[AgendaItem] = []
    if _done(request, lambda: left.extend(verbs.end(meeting=meeting, by=actor))):
        codes = ", ".join(one.code for one in left)
        messages.success(
            request,
            f"The meeting is over. Not heard, and put off: {codes}."
            if codes
            else "The meeting is over. Every case was heard.",
        )
    return redirect("marac:meeting", pk=pk)


@require_safe
def before(request: HttpRequest, pk: int) -> HttpResponse:
    """For the coordinator alone: who must not hear a case, who has not agreed."""
    actor = coordinator_of(request)
    meeting = meeting_of(request, pk)
    found = questions.attending(meeting)
    return render(
        request,
        "marac/before.html",
        {
            "heading": "Before you begin",
            "meeting": meeting,
            "attending": found,
            "not_agreed": questions.not_agreed(found),
            "kept_away": questions.kept_away(meeting, actor),
        },
    )


def correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What was written down wrongly is said again; both are kept."""
    actor = actor_of(request)
    entry = (
        RoomEntry.objects.visible_to(actor)
        .select_related("team")
        .filter(pk=pk, replaced_at__isnull=True)
        .first()
    )
    if entry is None:
        raise Http404
    found = item_of(request, entry.item_id)
    is_ours = coordinates(found.meeting.panel, actor)
    if entry.owner_team_id != actor.own_team and not is_ours:
        raise Http404
    if not found.meeting.is_issued or not _sits_there(found, actor):
        raise Http404
    initial = {
        name: getattr(entry, name)
        for name in ("words", "kind", "side", "why_now", "shown", "chair_only")
    }
    form = _entry_form(
        found, actor, request.POST or None, initial | {"team": entry.team_id}
    )
    if tried(
        request,
        form,
        lambda: verbs.note(item=found, replaces=entry, **form.cleaned_data, by=actor),
    ):
        messages.success(request, "Corrected. What it said before is kept.")
        return redirect("marac:room", pk=found.meeting_id, item=found.pk)
    return render(
        request,
        "marac/correct.html",
        {
            "heading": f"Correct an entry of case {found.code}",
            "item": found,
            "entry": entry,
            "form": form,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


def tell_victim(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the victim was told, by the team that supports her."""
    actor = actor_of(request)
    found = item_of(request, pk)
    if not feedback.supports(found, actor):
        raise Http404
    form = FeedbackForm(request.POST or None)
    if tried(
        request, form, lambda: feedback.tell(item=found, **form.cleaned_data, by=actor)
    ):
        messages.success(request, "Kept.")
        return redirect("marac:item", pk=found.pk)
    return render(
        request,
        "marac/feedback.html",
        {
            "heading": "What she knows of the meeting",
            "item": found,
            "last": questions.feedback_of(found, actor),
            "form": form,
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


def _item(request: HttpRequest, pk: int, item: uuid.UUID) -> AgendaItem:
    """A case on the agenda of this meeting, if the actor may see it."""
    if not questions.is_there(item, pk, actor_of(request)):
        raise Http404
    return item_of(request, item)


def _writing(
    request: HttpRequest, pk: int, item: uuid.UUID, actor: Actor
) -> AgendaItem:
    """A case that the actor hears, of a meeting that goes on. Raises Http404."""
    found = _item(request, pk, item)
    if not verbs.hears(found, actor):
        raise Http404
    return found


def _sits_there(item: AgendaItem, actor: Actor) -> bool:
    """In the room while it hears; afterwards the team that coordinates."""
    return coordinates(item.meeting.panel, actor) or verbs.hears(item, actor)


def _kept(
    request: HttpRequest,
    form: Form,
    verb: Callable[[], Any],
    again: Callable[[], HttpResponse],
) -> HttpResponse:
    """What was sent is kept, or comes back: as a page, or in short for a script."""
    is_script = request.headers.get(KEPT_BY_SCRIPT) == "1"
    made = tried(request, form, verb)
    if made and is_script:
        return JsonResponse({"kept": True}, status=201)
    if made:
        return redirect("marac:room", pk=made.item.meeting_id, item=made.item_id)
    if is_script:
        wrong = [text for texts in form.errors.values() for text in texts]
        return JsonResponse({"errors": wrong}, status=422)
    return again()


def _done(request: HttpRequest, verb: Callable[[], Any]) -> bool:
    """Whether the verb was done; what it refuses is said on the next page."""
    try:
        verb()
    except NotPermitted:
        raise Http404 from None
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    return True


def _entry_form(
    item: AgendaItem, actor: Actor, posted: Any, initial: dict[str, Any] | None = None
) -> EntryForm:
    teams = {actor.own_team}
    if coordinates(item.meeting.panel, actor):
        teams |= agreed_actions.who_takes_part(item)
    return EntryForm(
        posted,
        teams=teams,
        prefix="say",
        initial={"team": actor.own_team} | (initial or {}),
    )


def _action_form(
    item: AgendaItem,
    actor: Actor,
    posted: Any = None,
    initial: dict[str, object] | None = None,
) -> RoomActionForm:
    return RoomActionForm(
        posted,
        initial=dict(initial or {}),
        teams=agreed_actions.who_takes_part(item),
        risks=questions.risks_of(item, actor),
        prefix="act",
    )


def _live(item: AgendaItem, actor: Actor) -> dict[str, Any]:
    return {
        "live": questions.live(item, actor),
        "item": item,
        "own_team": actor.own_team,
        "is_ours": coordinates(item.meeting.panel, actor),
        "is_open": item.meeting.state == Meeting.State.AGENDA_ISSUED,
    }


def _forms(
    request: HttpRequest,
    found: AgendaItem,
    seen: questions.Room,
    actor: Actor,
    entry: EntryForm | None,
    action: RoomActionForm | None,
    outcome: OutcomeForm | None,
) -> dict[str, Any]:
    """The forms of the page, each as it was sent or fresh; none that is closed."""
    if not found.meeting.is_issued:
        return {"entry_form": None, "action_form": None, "outcome_form": None}
    usual = ready(actor, request.GET.get("usual"))
    closes = coordinates(found.meeting.panel, actor) and found.meeting.started_at
    said = {"outcome": seen.hearing.outcome if seen.hearing else ""}
    return {
        "entry_form": entry or _entry_form(found, actor, None),
        "action_form": action or _action_form(found, actor, initial=usual),
        "outcome_form": outcome
        or (OutcomeForm(initial=said, panel=found.meeting.panel) if closes else None),
        "usual": standing(actor),
    }


def _page(
    request: HttpRequest,
    found: AgendaItem,
    actor: Actor,
    *,
    entry: EntryForm | None = None,
    action: RoomActionForm | None = None,
    outcome: OutcomeForm | None = None,
) -> HttpResponse:
    seen = questions.room(found, actor)
    is_ours = coordinates(found.meeting.panel, actor)
    is_open = found.meeting.is_issued
    case = case_of(request, found.case_id)
    bound = [form for form in (entry, action, outcome) if form is not None]
    return render(
        request,
        "marac/room.html",
        {
            "heading": f"Case {seen.number} of {seen.of}",
            "room": seen,
            "item": found,
            "meeting": found.meeting,
            "case": case,
            "people": [
                (Side(line.party.side).label, line.known) for line in parties_of(case)
            ],
            "live": seen.live,
            "research": said_of(found, actor),
            "own_team": actor.own_team,
            "is_ours": is_ours,
            "is_open": is_open,
            **_forms(request, found, seen, actor, entry, action, outcome),
            "forms": bound,
            "supports": feedback.supports(found, actor),
            "errors_kept": KEPT,
        },
        status=422 if any(form.errors for form in bound) else 200,
    )
