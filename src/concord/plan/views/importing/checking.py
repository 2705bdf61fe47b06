"""The page where what was read is checked, and its quick corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from concord.access.permit import Verb
from concord.foundation.ui import words
from concord.plan.actions import importing
from concord.plan.actions.importing import Wish
from concord.plan.checking import (
    CheckedAction,
    CheckedPriority,
    Kind,
    Sheet,
    Step,
    Sureness,
    steps_of,
)
from concord.plan.checking.tally import obstacles
from concord.plan.checking.teams import TeamName
from concord.plan.models import ImportDraft
from concord.plan.queries.importing import people_of, same_file, teams_to_choose
from concord.plan.views.finding import actor_of
from concord.plan.views.importing.finding import (
    of_ready_import,
    said_of,
    seen_by,
    who_was_faster,
)

SHOWN = (
    ("", "Everything"),
    ("look", "To look at"),
    ("unplaced", "Without a place"),
    ("gone", "Left out"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A priority with those of its actions that are shown."""

    priority: CheckedPriority
    actions: list[CheckedAction]
    of: int


@of_ready_import
def check(
    request: HttpRequest, import_draft: ImportDraft, sheet: Sheet
) -> HttpResponse:
    """Everything that was read, with where it came from and how sure it is."""
    show, search = request.GET.get("show", ""), request.GET.get("q", "").strip()[:100]
    show = show if show in dict(SHOWN) else ""
    teams = teams_to_choose(
        import_draft.partnership_id, import_draft.partnership.today()
    )
    steps = steps_of(import_draft.choices)
    counts = sheet.counts
    return render(
        request,
        "plan/imports/check.html",
        {
            "heading": f"{words.count(len(sheet.standing), 'action')} read: check them",
            "import_draft": import_draft,
            "sheet": sheet,
            "teams": {team.pk: team for team in teams},
            "team_names": teams,
            "parts": _parts(sheet, show, search) if show in ("", "look") else [],
            "unplaced": _found(sheet.unplaced, search)
            if show in ("", "unplaced")
            else [],
            "gone": _found(sheet.gone, search) if show == "gone" else [],
            "facts": any(_has_facts(action) for action in sheet.actions.values()),
            "show": show,
            "search": search,
            "tabs": _tabs(sheet, show),
            "counts": [(s, counts[s]) for s in Sureness if counts[s]],
            "to_look_at": sum(1 for _ in sheet.to_look_at()),
            "obstacles": obstacles(
                sheet, edition=import_draft.compare_with is not None
            ),
            "same": same_file(import_draft),
            "taken": sum(1 for step in steps if not step.undone),
            "last": next((s for s in reversed(steps) if not s.undone), None),
        },
    )


def _has_facts(action: CheckedAction) -> bool:
    """Whether it says more than its words: many papers print actions only."""
    return bool(
        action.lead
        or action.due_printed
        or action.status
        or action.status_printed
        or action.standards
        or action.team
    )


def _parts(sheet: Sheet, show: str, search: str) -> list[Part]:
    wanted = {a.key for a in sheet.to_look_at()} if show == "look" else None
    found = []
    for priority in sheet.standing_priorities:
        under = sheet.under(priority.key)
        actions = [
            a for a in _found(under, search) if wanted is None or a.key in wanted
        ]
        if actions or (not search and wanted is None):
            found.append(Part(priority, actions, len(under)))
    return found


def _found(actions: Sequence[CheckedAction], search: str) -> list[CheckedAction]:
    asked = search.lower().split()
    return [
        a
        for a in actions
        if all(
            word in f"{a.ref} {a.wording} {a.lead} {a.read.around}".lower()
            for word in asked
        )
    ]


def _tabs(sheet: Sheet, show: str) -> list[dict[str, object]]:
    numbers = {
        "": len(sheet.standing),
        "look": sum(1 for _ in sheet.to_look_at()),
        "unplaced": len(sheet.unplaced),
        "gone": len(sheet.gone),
    }
    return [
        {
            "label": f"{label} ({numbers[name]})",
            "url": f"?show={name}" if name else "?",
            "current": name == show,
        }
        for name, label in SHOWN
    ]


@require_POST
@of_ready_import
def quick(
    request: HttpRequest, import_draft: ImportDraft, sheet: Sheet
) -> HttpResponse:
    """One button of a row, or one for all the ticked rows."""
    back = _back(request, import_draft)
    try:
        wishes = _wishes(request, sheet)
        after = importing.correct(
            import_draft=import_draft,
            wishes=wishes,
            seen=seen_by(request),
            by=actor_of(request, Verb.EDIT_PLAN),
        )
    except importing.Overtaken as error:
        messages.warning(request, who_was_faster(error.steps))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        _say(request, wishes, after)
        return back
    return back


def _back(request: HttpRequest, import_draft: ImportDraft) -> HttpResponseRedirect:
    """The same filter, and the row where the person was."""
    url = reverse("plan:check_import", args=[import_draft.pk])
    query = request.POST.get("query", "")[:300]
    place = request.POST.get("one", "").partition(":")[2]
    if not place.isalnum() and "-" not in place:
        place = ""
    asked = f"?{query}" if query and "\n" not in query else ""
    return HttpResponseRedirect(f"{url}{asked}{f'#{place}' if place else ''}")


def _wishes(request: HttpRequest, sheet: Sheet) -> list[Wish]:
    one, many = request.POST.get("one", ""), request.POST.get("many", "")
    if one:
        do, _, item = one.partition(":")
        return [_wish(do, item, request)]
    if many == "all_right":
        asked = QueryDict(request.POST.get("query", "")).get("q", "")
        shown = _found(list(sheet.to_look_at()), asked)
        return [Wish(Kind.LOOKED, action.key) for action in shown]
    items = [key for key in request.POST.getlist("items") if key in sheet.actions]
    if not items:
        raise ValidationError("Nothing was ticked. Tick the actions first.")
    if many == "merge":
        ordered = [a.key for a in sheet.standing if a.key in items]
        if len(ordered) < 2:
            raise ValidationError("Tick two or more actions to merge them into one.")
        return [Wish(Kind.MERGE, key, {"into": ordered[0]}) for key in ordered[1:]]
    return [_wish(many, item, request) for item in items]


def _wish(do: str, item: str, request: HttpRequest) -> Wish:
    if do == "move":
        home = request.POST.get("priority", "")
        if not home:
            raise ValidationError("Choose the priority to put them under.")
        return Wish(Kind.SET, item, {"priority": home})
    if do not in {Kind.LOOKED, Kind.LEAVE_OUT, Kind.PUT_BACK}:
        raise ValidationError("Choose what to do.")
    return Wish(Kind(do), item)


def _say(request: HttpRequest, wishes: list[Wish], after: Sheet) -> None:
    if not wishes or (wishes[0].do == Kind.LOOKED and len(wishes) == 1):
        return  # the row says so itself
    done = said_of(Step(0, wishes[0].do, ""))
    what = words.count(len(wishes), "action")
    if wishes[0].do == Kind.SET:
        home = after.priorities[wishes[0].give["priority"]]
        done = f"put under {home.label}"
    if wishes[0].do == Kind.MERGE:
        what = words.count(len(wishes) + 1, "action")
        done = "merged into one"
    messages.success(request, f"{what} {done}. You can take it back.")


@of_ready_import
def corrections(
    request: HttpRequest, import_draft: ImportDraft, sheet: Sheet
) -> HttpResponse:
    """Every correction so far, the latest first, and each can be taken back."""
    if request.method == "POST":
        return _take_back(request, import_draft)
    steps = steps_of(import_draft.choices)
    people = people_of({step.by for step in steps if step.by})
    return render(
        request,
        "plan/imports/corrections.html",
        {
            "heading": "Corrections",
            "import_draft": import_draft,
            "steps": [
                (step, said_of(step), people.get(step.by or 0, ""), _named(step, sheet))
                for step in reversed(steps)
            ],
        },
    )


def _take_back(request: HttpRequest, import_draft: ImportDraft) -> HttpResponse:
    number, plus, _ = request.POST.get("number", "").partition("+")
    again = bool(plus)
    try:
        step = importing.take_back(
            import_draft=import_draft,
            number=int(number) if number.isascii() and number.isdigit() else 0,
            by=actor_of(request, Verb.EDIT_PLAN),
            again=again,
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        done = "Done again" if again else "Taken back"
        messages.success(request, f"{done}: {said_of(step)}.")
    if request.POST.get("from") == "check":
        return redirect("plan:check_import", pk=import_draft.pk)
    return redirect("plan:import_corrections", pk=import_draft.pk)


def _named(step: Step, sheet: Sheet) -> str:
    """The item of a step in a few words."""
    if step.item in sheet.actions:
        action = sheet.actions[step.item]
        return f"{action.ref} {action.short_title}".strip()
    if step.item in sheet.priorities:
        return f"Priority {sheet.priorities[step.item].label}"
    if step.item == "strategy":
        return "Title and period"
    return step.give.get("title", "")


def choices_of(teams: Sequence[TeamName]) -> dict[int, str]:
    """Short names of teams by id."""
    return {team.pk: team.short_name for team in teams}
