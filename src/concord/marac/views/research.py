"""A team's research for a meeting: its list, not known at once, one case."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from concord.access.actor import Actor
from concord.access.models import Side
from concord.cases.queries.cases import parties_of
from concord.cases.views.finding import case_of
from concord.cases.views.trying import KEPT, add_errors, tried
from concord.foundation.ui.posted import whole_number
from concord.foundation.ui.words import clock, count
from concord.marac.actions import research as verbs
from concord.marac.actions import research_drafts as drafts
from concord.marac.forms.research import ROWS, NotKnownForm, ResearchPage
from concord.marac.models import AgendaItem, Meeting, Research, ResearchEntry
from concord.marac.queries.meetings import coordinates
from concord.marac.queries.research import (
    asked_of,
    changed_since,
    entries_of,
    latest_of_team,
    own_research,
    research_by,
    said_last_time,
    said_of,
)
from concord.marac.views.finding import actor_of, item_of, meeting_of

SENT = "Kept. The team that coordinates the MARAC can read it."


@require_safe
def research(request: HttpRequest, pk: int) -> HttpResponse:
    """The cases that one's team was asked about, and what it has said."""
    found = meeting_of(request, pk)
    actor = actor_of(request)
    return render(
        request,
        "marac/research/list.html",
        {
            "heading": "Research",
            "meeting": found,
            "own": own_research(found, actor),
            "by": research_by(found),
            "is_ours": coordinates(found.panel, actor),
        },
    )


def not_known(request: HttpRequest, pk: int) -> HttpResponse:
    """How many cases, which, and then they are not known.

    By a link: all that are left. From the list: those that were ticked there.
    """
    found = _asked_meeting(request, pk)
    left = own_research(found, actor_of(request)).left
    items = {str(line.item.pk): line.item for line in left}
    is_sure = request.method == "POST" and "sure" in request.POST
    ticked = [one for one in request.POST.getlist("item") if one in items]
    form = NotKnownForm(
        request.POST if is_sure else None,
        choices=[
            (str(line.item.pk), f"{line.item.code}: {line.victim}; {line.alleged}")
            for line in left
        ],
        initial={"item": ticked or list(items), "checked_on": timezone.localdate()},
    )

    def say() -> list[Research]:
        return verbs.not_known(
            items=[items[key] for key in form.cleaned_data["item"]],
            checked_on=form.cleaned_data["checked_on"],
            by=actor_of(request),
        )

    made = is_sure and tried(request, form, say)
    if made:
        number = count(len(made), "case")
        messages.success(request, f"Not known: {number}. You can take it back below.")
        return redirect("marac:research", pk=found.pk)
    number = count(len(ticked or items), "case")
    return render(
        request,
        "marac/research/not_known.html",
        {
            "heading": f"Not known: {number}",
            "meeting": found,
            "form": form,
            "has_cases": bool(items),
            "errors_kept": KEPT,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was said last of many cases at once."""
    found = _asked_meeting(request, pk)
    actor = actor_of(request)
    batch = own_research(found, actor).batch
    if batch:
        gone = verbs.take_back(answers=batch, by=actor)
        messages.success(
            request, f"Taken back: {count(len(gone), 'case')} to answer again."
        )
    return redirect("marac:research", pk=found.pk)


def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What one's team says of one case. It keeps itself while it is typed.

    What is sent too late comes back with its words: the verb says that it is over.
    """
    found = item_of(request, pk)
    if request.method != "POST":
        found = _asked_item(request, pk)
    actor = actor_of(request)
    wrong: list[str] = []
    if request.method == "POST" and "later" in request.POST:
        try:
            return _keep(request, found)
        except ValidationError as error:
            wrong = list(error.messages)
            if getattr(request, "htmx", False):
                return HttpResponse(" ".join(wrong))
    if request.method == "POST" and "throw_away" in request.POST:
        return _thrown_away(request, found, actor)
    posted = request.POST if request.method == "POST" else None
    page, more = _filled(request, found, posted)
    if posted is not None and not wrong and page.is_valid():
        try:
            verbs.answer(
                item=found,
                checked_on=page.days.cleaned_data["checked_on"],
                last_contact_on=page.days.cleaned_data["last_contact_on"],
                lines=page.said(),
                replacing=whole_number(str(posted.get("replacing", ""))),
                by=actor,
            )
        except verbs.AnsweredMeanwhile as error:
            # Sent again, it takes the place of what the page shows the way to.
            wrong = list(error.messages)
            latest = latest_of_team([found.pk], actor).get(found.pk)
            more |= {"replacing": latest.n if latest else 0, "meanwhile": True}
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                add_errors(page.days, error)
            else:
                wrong = list(error.messages)
        else:
            drafts.use_up(item=found, by=actor)
            messages.success(request, SENT)
            return redirect("marac:research", pk=found.meeting_id)
    return _answer_page(request, found, page, wrong, more)


def _thrown_away(request: HttpRequest, item: AgendaItem, actor: Actor) -> HttpResponse:
    drafts.use_up(item=item, by=actor)
    messages.success(request, "What you had begun is gone.")
    return redirect("marac:research", pk=item.meeting_id)


def _answer_page(
    request: HttpRequest,
    found: AgendaItem,
    page: ResearchPage,
    wrong: list[str],
    more: dict[str, Any],
) -> HttpResponse:
    forms = [] if page.is_redrawn else page.forms
    is_sent = request.method == "POST"
    has_errors = bool(wrong) or (is_sent and any(form.errors for form in forms))
    return render(
        request,
        "marac/research/answer.html",
        {
            "heading": f"Research on case {found.code}",
            "item": found,
            "page": page,
            "rows": ROWS,
            "forms": forms,
            "errors": wrong,
            "errors_kept": KEPT,
            **more,
        },
        status=422 if has_errors else 200,
    )


@require_POST
def take_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The team's answer on one case counts no more; it stays in what was said."""
    found = _asked_item(request, pk)
    actor = actor_of(request)
    latest = latest_of_team([found.pk], actor).get(found.pk)
    if latest is not None and latest.is_answer:
        verbs.take_back(answers=[latest], by=actor)
        messages.success(request, "Taken back: the case is to be answered again.")
    return redirect("marac:research", pk=found.meeting_id)


@require_safe
def said(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What teams say of one case, as far as this hat may read it."""
    found = item_of(request, pk)
    actor = actor_of(request)
    teams = said_of(found, actor)
    is_ours = coordinates(found.meeting.panel, actor)
    if not teams and not is_ours:
        raise Http404
    return render(
        request,
        "marac/research/said.html",
        {
            "heading": f"What teams say of case {found.code}",
            "item": found,
            "people": _people(request, found),
            "teams": teams,
            "own_team": actor.own_team,
            "is_ours": is_ours,
        },
    )


def _filled(
    request: HttpRequest, item: AgendaItem, posted: QueryDict | None
) -> tuple[ResearchPage, dict[str, Any]]:
    """The page with what was typed, begun, said now or said last time."""
    actor = actor_of(request)
    draft = drafts.draft_of(item=item, by=actor)
    latest = latest_of_team([item.pk], actor).get(item.pk)
    earlier = said_last_time(item, actor)
    case = case_of(request, item.case_id)
    more: dict[str, Any] = {
        "case": case,
        "people": _people(request, item),
        "draft": draft,
        "latest": latest if latest is not None and latest.is_answer else None,
        "earlier": earlier,
        "changed": changed_since(case, earlier.written_at) if earlier else [],
        "replacing": latest.n if latest else 0,
    }
    if posted is not None:
        more["replacing"] = posted.get("replacing", "")
        return ResearchPage(posted), more
    if draft is not None:
        typed = _as_typed(draft.typed)
        more["replacing"] = typed.get("replacing", more["replacing"])
        return ResearchPage(typed, quiet=True), more
    known = [one for one in (latest, earlier) if one is not None]
    entries = entries_of(known, actor)
    return (
        ResearchPage(
            before=entries.get(latest.pk, ()) if latest else (),
            last=_not_said_yet(entries, latest, earlier),
            days=_days(latest),
            last_on=timezone.localdate(earlier.written_at) if earlier else None,
        ),
        more,
    )


def _not_said_yet(
    entries: dict[uuid.UUID, list[ResearchEntry]],
    latest: Research | None,
    earlier: Research | None,
) -> list[ResearchEntry]:
    """Lines of last time, unless the team has answered with them in sight."""
    if earlier is None or (latest is not None and latest.says == Research.Says.KNOWN):
        return []
    return entries.get(earlier.pk, [])


def _days(latest: Research | None) -> dict[str, dt.date | None]:
    if latest is None or latest.says != Research.Says.KNOWN:
        return {}
    return {
        "checked_on": latest.checked_on,
        "last_contact_on": latest.last_contact_on,
    }


def _keep(request: HttpRequest, item: AgendaItem) -> HttpResponse:
    """Keep what was typed so far. By itself, without the button: a few words."""
    offered = ResearchPage(request.POST, quiet=True).names
    typed = {name: v for name, v in request.POST.lists() if name in offered}
    drafts.keep(item=item, typed=typed, by=actor_of(request))
    if getattr(request, "htmx", False):
        return HttpResponse(f"Kept at {clock(timezone.localtime())}, for you alone")
    messages.success(request, "Kept as far as you came. Nobody else can open it.")
    return redirect("marac:research", pk=item.meeting_id)


def _as_typed(typed: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def _people(request: HttpRequest, item: AgendaItem) -> list[tuple[str, Any]]:
    case = case_of(request, item.case_id)
    return [
        (Side(line.party.side).label, line.known)
        for line in parties_of(case)
        if line.party.left_on is None
    ]


def _asked_meeting(request: HttpRequest, pk: int) -> Meeting:
    """A meeting for which one's team was asked. Raises Http404."""
    found = meeting_of(request, pk)
    if not asked_of(found, actor_of(request)):
        raise Http404
    return found


def _asked_item(request: HttpRequest, pk: uuid.UUID) -> AgendaItem:
    """A case about which one's team was asked, while it can answer. Raises Http404."""
    found = item_of(request, pk)
    asked = asked_of(found.meeting, actor_of(request))
    if found.pk not in {item.pk for item in asked}:
        raise Http404
    return found
