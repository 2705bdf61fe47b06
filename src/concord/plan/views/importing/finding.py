"""Finding the import that a page is about. Not there and not yours look the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from concord.access.permit import Verb
from concord.plan.actions.importing.correcting import sheet_of
from concord.plan.checking import Kind, Sheet, Step
from concord.plan.models import ImportDraft
from concord.plan.queries.importing import import_of, people_of
from concord.plan.views.finding import actor_of

State = ImportDraft.State


class Elsewhere(Exception):
    """The import is past this page; `response` leads to the right one."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def import_for(request: HttpRequest, pk: UUID) -> ImportDraft:
    """The import with this id, for whoever may edit the plan. Raises Http404."""
    actor = actor_of(request, Verb.EDIT_PLAN)
    found = import_of(pk, actor.here)
    if found is None:
        raise Http404
    return found


def ready_import(request: HttpRequest, pk: UUID) -> tuple[ImportDraft, Sheet]:
    """An import that waits to be checked, and its sheet. Raises Elsewhere."""
    found = import_for(request, pk)
    if found.state != State.READY or found.draft is None:
        if found.state == State.COMMITTED:
            messages.warning(
                request, "This import is in the plan already. Nothing was changed now."
            )
        raise Elsewhere(redirect("plan:import", pk=pk))
    return found, sheet_of(found)


def seen_by(request: HttpRequest) -> int:
    """The version of the sheet that the person had before them; 0 when not said."""
    said = request.POST.get("seen", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


_DONE: Mapping[Kind, str] = {
    Kind.SET: "corrected",
    Kind.ADD_PRIORITY: "added a priority",
    Kind.LEAVE_OUT: "left out",
    Kind.PUT_BACK: "put back",
    Kind.LOOKED: "looked at",
    Kind.MERGE: "merged",
    Kind.SPLIT: "split",
    Kind.LEADS: "chose teams for printed names",
    Kind.EDITION: "chose what to take from the edition",
}


def said_of(step: Step) -> str:
    """What a step did: "left out"."""
    return _DONE[step.do]


def who_was_faster(steps: Iterable[Step]) -> str:
    """A line about other people's corrections that came first."""
    steps = list(steps)
    people = people_of({step.by for step in steps if step.by})
    lines = []
    for step in steps[-3:]:
        name = people.get(step.by or 0, "Somebody")
        lines.append(f"{name} {said_of(step)} it at {step.at[11:16]}")
    return (
        "Somebody else was here meanwhile: "
        + "; ".join(dict.fromkeys(lines))
        + ". Yours was not taken: look at it as it stands now, and do it again."
    )


View = Callable[..., HttpResponse]


def of_ready_import(view: View) -> View:
    """Hand the view an import that waits to be checked, and its sheet."""

    @wraps(view)
    def found(request: HttpRequest, pk: UUID, **more: str) -> HttpResponse:
        try:
            import_draft, sheet = ready_import(request, pk)
        except Elsewhere as error:
            return error.response
        return view(request, import_draft, sheet, **more)

    return found
