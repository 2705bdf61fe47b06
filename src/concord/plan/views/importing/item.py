"""Correcting one item of an import on a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from concord.access.permit import Verb
from concord.plan.actions import importing
from concord.plan.actions.importing import Wish
from concord.plan.checking import CheckedAction, Kind, Sheet
from concord.plan.checking.steps import LEADS, STRATEGY
from concord.plan.checking.teams import printed_names
from concord.plan.importing_forms import (
    ItemForm,
    LeadsForm,
    PriorityForm,
    SplitForm,
    StrategyDraftForm,
)
from concord.plan.models import ImportDraft
from concord.plan.queries.importing import teams_to_choose
from concord.plan.views.editing import add_errors
from concord.plan.views.finding import actor_of
from concord.plan.views.importing.finding import (
    of_ready_import,
    seen_by,
    who_was_faster,
)

Wishes = Callable[[], list[Wish]]


@of_ready_import
def item(
    request: HttpRequest, import_draft: ImportDraft, sheet: Sheet, key: str
) -> HttpResponse:
    """One action: every part of it, and where it came from."""
    action = _action(sheet, key)
    teams = teams_to_choose(
        import_draft.partnership_id, import_draft.partnership.today()
    )
    form = ItemForm(request.POST or None, action=action, sheet=sheet, teams=teams)
    show = request.GET.get("show", "")

    def wishes() -> list[Wish]:
        changes = form.changes()
        do = Kind.SET if changes else Kind.LOOKED
        found = [Wish(do, key, changes)]
        if action.left_out:
            found.append(Wish(Kind.PUT_BACK, key))
        return found

    if _taken(request, import_draft, form, wishes):
        following = _next(sheet, action)
        if "and_next" in request.POST and following is not None:
            return redirect("plan:import_item", pk=import_draft.pk, key=following.key)
        return _to_row(import_draft, key, show)
    return render(
        request,
        "plan/imports/item.html",
        {
            "heading": "Correct what was read",
            "import_draft": import_draft,
            "sheet": sheet,
            "action": action,
            "home": sheet.priorities.get(action.priority),
            "merged": [sheet.actions[k] for k in action.merged],
            "others": _others(sheet, action),
            "following": _next(sheet, action),
            "form": form,
            "show": show,
            "errors_kept": "What you wrote is still here.",
        },
        status=422 if form.errors else 200,
    )


def _action(sheet: Sheet, key: str) -> CheckedAction:
    if key not in sheet.actions:
        raise Http404
    return sheet.actions[key]


def _next(sheet: Sheet, action: CheckedAction) -> CheckedAction | None:
    """The next one to look at after this, then from the beginning."""
    waiting = [a for a in sheet.to_look_at() if a.key != action.key]
    order = {a.key: n for n, a in enumerate(sheet.standing)}
    here = order.get(action.key, -1)
    later = [a for a in waiting if order[a.key] > here]
    return next(iter(later or waiting), None)


def _others(sheet: Sheet, action: CheckedAction) -> list[CheckedAction]:
    """Neighbours that it could be merged into: its priority's."""
    return [a for a in sheet.under(action.priority) if a.key != action.key]


def _to_row(import_draft: ImportDraft, key: str, show: str = "") -> HttpResponse:
    url = reverse("plan:check_import", args=[import_draft.pk])
    query = f"?show={show}" if show in {"look", "unplaced", "gone"} else ""
    return redirect(f"{url}{query}#{key}")


def _taken(
    request: HttpRequest, import_draft: ImportDraft, form: Form, wishes: Wishes
) -> bool:
    """Whether a posted form was right and its wishes were taken."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        importing.correct(
            import_draft=import_draft,
            wishes=wishes(),
            seen=seen_by(request),
            by=actor_of(request, Verb.EDIT_PLAN),
        )
    except importing.Overtaken as error:
        form.add_error(None, who_was_faster(error.steps))
    except ValidationError as error:
        add_errors(form, error)
    else:
        return True
    return False


@of_ready_import
def split(
    request: HttpRequest, import_draft: ImportDraft, sheet: Sheet, key: str
) -> HttpResponse:
    """Make several actions out of one."""
    action = _action(sheet, key)
    start = {"parts": _suggested(action.wording)}
    form = SplitForm(request.POST or None, initial=start)

    def wishes() -> list[Wish]:
        return [Wish(Kind.SPLIT, key, {"parts": form.cleaned_data["parts"]})]

    if _taken(request, import_draft, form, wishes):
        messages.success(
            request, f"It is {len(form.cleaned_data['parts'])} actions now."
        )
        return _to_row(import_draft, key)
    return _simple(request, import_draft, sheet, "Split into several actions", form)


def _suggested(wording: str) -> str:
    """A line break where the next action may begin: after a semicolon."""
    return wording.replace("; ", "\n")


@of_ready_import
def merge(
    request: HttpRequest, import_draft: ImportDraft, sheet: Sheet, key: str
) -> HttpResponse:
    """Merge one action into another of its priority."""
    _action(sheet, key)
    into = request.POST.get("into", "")
    if request.method != "POST" or into not in sheet.actions:
        messages.warning(request, "Choose the action to merge it with.")
        return redirect("plan:import_item", pk=import_draft.pk, key=key)
    try:
        importing.correct(
            import_draft=import_draft,
            wishes=[Wish(Kind.MERGE, key, {"into": into})],
            seen=seen_by(request),
            by=actor_of(request, Verb.EDIT_PLAN),
        )
    except importing.Overtaken as error:
        messages.warning(request, who_was_faster(error.steps))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, "Two actions merged into one. You can take it back.")
    return _to_row(import_draft, into)


@of_ready_import
def priority(
    request: HttpRequest, import_draft: ImportDraft, sheet: Sheet, key: str = ""
) -> HttpResponse:
    """Title and number of a priority, or a new one."""
    if key and key not in sheet.priorities:
        raise Http404
    found = sheet.priorities.get(key)
    start = PriorityForm.start(found) if found else {}
    form = PriorityForm(request.POST or None, initial=start)

    def wishes() -> list[Wish]:
        do = Kind.SET if found else Kind.ADD_PRIORITY
        return [Wish(do, key, form.cleaned_data)]

    if _taken(request, import_draft, form, wishes):
        return _to_row(import_draft, key)
    heading = "Correct a priority" if found else "Add a priority"
    return _simple(request, import_draft, sheet, heading, form)


@of_ready_import
def strategy(
    request: HttpRequest, import_draft: ImportDraft, sheet: Sheet
) -> HttpResponse:
    """Title and period of the strategy."""
    form = StrategyDraftForm(
        request.POST or None, initial=StrategyDraftForm.start(sheet)
    )
    if _taken(
        request,
        import_draft,
        form,
        lambda: [Wish(Kind.SET, STRATEGY, form.changes())],
    ):
        return redirect("plan:check_import", pk=import_draft.pk)
    return _simple(request, import_draft, sheet, "Title and period", form)


@of_ready_import
def leads(
    request: HttpRequest, import_draft: ImportDraft, sheet: Sheet
) -> HttpResponse:
    """Which team each printed name means."""
    teams = teams_to_choose(
        import_draft.partnership_id, import_draft.partnership.today()
    )
    names = printed_names(sheet, teams)
    form = LeadsForm(request.POST or None, names=names, teams=teams)
    if _taken(
        request,
        import_draft,
        form,
        lambda: [Wish(Kind.LEADS, LEADS, form.changes())],
    ):
        messages.success(request, "The teams are kept.")
        return redirect("plan:check_import", pk=import_draft.pk)
    return render(
        request,
        "plan/imports/leads.html",
        {
            "heading": "Who is meant by the printed names?",
            "import_draft": import_draft,
            "sheet": sheet,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


def _simple(
    request: HttpRequest,
    import_draft: ImportDraft,
    sheet: Sheet,
    heading: str,
    form: Form,
) -> HttpResponse:
    context: dict[str, Any] = {
        "heading": heading,
        "import_draft": import_draft,
        "sheet": sheet,
        "form": form,
        "errors_kept": "What you wrote is still here.",
    }
    status = 422 if form.errors else 200
    return render(request, "plan/imports/simple.html", context, status=status)
