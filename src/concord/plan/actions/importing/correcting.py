"""Correcting a draft step by step, without losing anybody else's corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.plan.checking import Kind, Sheet, Step, lay_out, steps_of
from concord.plan.checking.steps import EDITION, LEADS, STRATEGY
from concord.plan.importing import Draft
from concord.plan.models import ImportDraft

MOST_STEPS = 20_000


class Overtaken(Exception):
    """Somebody else has corrected the same item since the page was made.

    `steps` are theirs; `sheet` is how it stands now.
    """

    def __init__(self, steps: Sequence[Step], sheet: Sheet) -> None:
        super().__init__("Somebody else has changed this meanwhile.")
        self.steps, self.sheet = steps, sheet


@dataclass(frozen=True, slots=True)
class Wish:
    """One correction that somebody asks for: what to do to which item."""

    do: Kind
    item: str
    give: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def correct(
    *, import_draft: ImportDraft, wishes: Sequence[Wish], seen: int, by: Actor
) -> Sheet:
    """Take further steps; returns the sheet after them.

    `seen` is the version of the sheet that the person had before them. Raises
    Overtaken, and takes none, when an item was touched later by anybody; raises
    ValidationError when an item is gone or the import can't be corrected any more.
    """
    permit(by, Verb.EDIT_PLAN, import_draft)
    found = ready(import_draft)
    steps = steps_of(found.choices)
    before = sheet_of(found)
    late = {w.item for w in wishes if before.touched_at(w.item) > seen}
    if late:
        theirs = [s for s in steps if s.n > seen and _concerns(s, late)]
        if any(step.by != by.membership_id for step in theirs):
            raise Overtaken(theirs, before)
    for wish in wishes:
        steps.append(_step(wish, len(steps) + 1, before, by))
    if len(steps) > MOST_STEPS:
        raise ValidationError("There are too many corrections: drop it and begin anew.")
    _keep(found, steps)
    return sheet_of(found)


@transaction.atomic
def take_back(
    *, import_draft: ImportDraft, number: int, by: Actor, again: bool = False
) -> Step:
    """Undo the correction with this number, or take it `again`. It stays readable."""
    permit(by, Verb.EDIT_PLAN, import_draft)
    found = ready(import_draft)
    steps = steps_of(found.choices)
    if not 1 <= number <= len(steps):
        raise ValidationError("There is no such correction.")
    old = steps[number - 1]
    steps[number - 1] = Step(
        old.n, old.do, old.item, old.give, old.by, old.at, undone=not again
    )
    _keep(found, steps)
    return old


def ready(import_draft: ImportDraft) -> ImportDraft:
    """The import, locked, if it waits to be checked. Raises ValidationError."""
    found = ImportDraft.objects.select_for_update(of=("self",)).get(pk=import_draft.pk)
    if found.state == ImportDraft.State.COMMITTED:
        raise ValidationError("Somebody has put this import into the plan meanwhile.")
    if found.state != ImportDraft.State.READY or found.draft is None:
        raise ValidationError("This import can't be corrected: it is not ready.")
    return found


def sheet_of(import_draft: ImportDraft) -> Sheet:
    """The draft with every correction, as it stands."""
    if import_draft.draft is None:
        raise ValidationError("This file has not been read.")
    draft = Draft.from_record(import_draft.draft)
    return lay_out(draft, steps_of(import_draft.choices))


def _concerns(step: Step, items: set[str]) -> bool:
    return step.item in items or step.give.get("into") in items


def _keep(import_draft: ImportDraft, steps: Sequence[Step]) -> None:
    import_draft.choices = {
        **import_draft.choices,
        "steps": [step.record() for step in steps],
    }
    import_draft.save(update_fields=["choices"])


def _step(wish: Wish, number: int, sheet: Sheet, by: Actor) -> Step:
    item = wish.item
    if wish.do == Kind.ADD_PRIORITY:
        item = f"n{number}"
    elif item not in {STRATEGY, LEADS, EDITION, *sheet.actions, *sheet.priorities}:
        raise ValidationError("This item is not in the draft any more.")
    home = wish.give.get("priority", "")
    if home and home not in sheet.priorities:
        raise ValidationError({"priority": "Choose one of the priorities."})
    if wish.do == Kind.MERGE and wish.give.get("into") not in sheet.actions:
        raise ValidationError("Choose two actions to merge.")
    return Step(
        n=number,
        do=wish.do,
        item=item,
        give=wish.give,
        by=by.membership_id,
        at=timezone.now().isoformat(timespec="seconds"),
    )
