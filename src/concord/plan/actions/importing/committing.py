"""Putting a checked import into the plan: all of it in one transaction, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor, because
from concord.access.permit import Verb, permit
from concord.foundation.periods import FinancialYear, Quarter
from concord.partnership.models import Team
from concord.plan.actions import plan_actions, strategies, updates
from concord.plan.actions.importing.correcting import Overtaken, sheet_of
from concord.plan.actions.plan_actions import Promise
from concord.plan.actions.updates import Word
from concord.plan.checking import CheckedAction, Sheet, steps_of
from concord.plan.checking.tally import lead_of, obstacles, outcomes_of
from concord.plan.checking.teams import TeamName, parts, team_of
from concord.plan.models import (
    ImportDraft,
    Outcome,
    Plan,
    PlanAction,
    PlanUpdate,
    Priority,
)
from concord.plan.queries.importing import teams_to_choose
from concord.plan.status import Status

REF_LENGTH = 20
NO_REASON = "The published document gives no reason."


class InThePlan(Exception):
    """Somebody has committed it already; `plan` is where it went."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("This import is in the plan already.")
        self.plan = plan


@dataclass(frozen=True, slots=True)
class Terms:
    """What the person decides on the last page. No quarter: statuses stay out."""

    year: FinancialYear
    quarter: Quarter | None = None


class Writer:
    """Writes the items of one sheet, with the teams and quarter that were chosen."""

    def __init__(
        self,
        import_draft: ImportDraft,
        sheet: Sheet,
        quarter: Quarter | None,
        by: Actor,
    ) -> None:
        today = import_draft.partnership.today()
        self.sheet, self.quarter, self.by = sheet, quarter, by
        self.names: list[TeamName] = teams_to_choose(import_draft.partnership_id, today)
        found = Team.objects.filter(pk__in=[name.pk for name in self.names])
        self.teams = {team.pk: team for team in found}
        self.outcomes: dict[tuple[int, str], Outcome] = {}

    def outcome(self, priority: Priority, wording: str) -> Outcome | None:
        """The outcome of these words under a priority, made where it is missing."""
        if not wording:
            return None
        key = (priority.pk, " ".join(wording.split()).casefold())
        if key not in self.outcomes:
            self.outcomes[key] = strategies.add_outcome(
                priority=priority, wording=wording, by=self.by
            )
        return self.outcomes[key]

    def know(self, priority: Priority) -> None:
        """Learn the outcomes that a priority has already."""
        for outcome in priority.outcomes.all():
            words = " ".join(outcome.wording.split()).casefold()
            self.outcomes[(priority.pk, words)] = outcome

    def lead(self, action: CheckedAction) -> Team | None:
        pk = lead_of(action, self.sheet, self.names)
        return self.teams.get(pk) if pk is not None else None

    def supports(self, action: CheckedAction) -> list[Team]:
        """The teams that the printed partners mean; those without one are left."""
        found = [team_of(p, self.sheet, self.names) for p in parts(action.partners)]
        lead = lead_of(action, self.sheet, self.names)
        known = dict.fromkeys(pk for pk in found if pk in self.teams and pk != lead)
        return [self.teams[pk] for pk in known if pk is not None]

    def add(self, priority: Priority, actions: Sequence[CheckedAction]) -> None:
        """New actions with their printed statuses as updates of the chosen quarter."""
        made = plan_actions.add_all(
            priority=priority,
            promises=[self.promise(priority, action) for action in actions],
            by=self.by,
        )
        said = [
            (row, word)
            for row, action in zip(made, actions, strict=True)
            if (word := self.word(action))
        ]
        if self.quarter is not None:
            updates.give_first(
                words=said,
                quarter=self.quarter,
                source=PlanUpdate.Source.IMPORTED,
                by=self.by,
            )

    def promise(self, priority: Priority, action: CheckedAction) -> Promise:
        """What the action will say in the plan."""
        return Promise(
            wording=action.wording,
            title=action.short_title,
            printed_ref=action.ref[:REF_LENGTH],
            outcome=self.outcome(priority, action.outcome),
            lead_team=self.lead(action),
            lead_printed=action.lead,
            due=action.due,
            success_measure=action.measure,
            supports=self.supports(action),
            standards=action.standards,
        )

    def word(self, action: CheckedAction) -> Word | None:
        """The printed status as an update; None where none is printed."""
        status, text = action.status, action.progress
        if status is None:
            return None
        if not text and status in {Status.AT_RISK, Status.OFF_TRACK}:
            text = NO_REASON
        if action.status_warning:
            text = f"{text} {action.status_warning}.".strip()
        return Word(
            status=status,
            text=text,
            status_printed=action.status_printed,
        )

    def say(self, standing: PlanAction, action: CheckedAction) -> None:
        """An update on an action that stands in the plan already."""
        word = self.word(action)
        if self.quarter is not None and word is not None:
            updates.give(
                action=standing,
                quarter=self.quarter,
                word=word,
                source=PlanUpdate.Source.IMPORTED,
                by=self.by,
            )


@transaction.atomic
def commit(*, import_draft: ImportDraft, terms: Terms, seen: int, by: Actor) -> Plan:
    """Write a checked import as a new strategy with the plan of one year.

    `seen` is the version of the sheet that the person agreed to. Raises InThePlan when
    somebody was faster, Overtaken when somebody corrected it meanwhile, and
    ValidationError when it can't be written; then nothing is.
    """
    permit(by, Verb.EDIT_PLAN, import_draft)
    found, sheet = take(import_draft.pk, seen)
    because(f"Import of {found.file_name}")
    strategy = strategies.publish(
        title=sheet.title,
        starts_on=sheet.starts,
        ends_on=sheet.ends,
        vision=sheet.vision,
        source=sheet.source or f"Imported from {found.file_name}"[:300],
        by=by,
    )
    plan = strategies.start_plan(strategy=strategy, year=terms.year, by=by)
    writer = Writer(found, sheet, terms.quarter, by)
    for checked in sheet.standing_priorities:
        priority = strategies.add_priority(
            plan=plan,
            title=checked.title,
            printed_ref=checked.ref[:REF_LENGTH],
            by=by,
        )
        for wording in outcomes_of(sheet, checked.key):
            writer.outcome(priority, wording)
        writer.add(priority, sheet.under(checked.key))
    settle(found, plan, by)
    return plan


def take(pk: UUID, seen: int) -> tuple[ImportDraft, Sheet]:
    """The import, locked, and its sheet, if both are as the person saw them."""
    # Without joins: after waiting for the lock, PostgreSQL would give the row as it is
    # now with the joined rows as they were before.
    found = ImportDraft.objects.select_for_update().get(pk=pk)
    if found.state == ImportDraft.State.COMMITTED and found.committed_plan:
        raise InThePlan(found.committed_plan)
    if found.state != ImportDraft.State.READY:
        raise ValidationError("This import can't go into the plan: it is not ready.")
    sheet = sheet_of(found)
    if sheet.version != seen:
        later = [step for step in steps_of(found.choices) if step.n > seen]
        raise Overtaken(later, sheet)
    refuse_obstacles(sheet, edition=found.compare_with_id is not None)
    return found, sheet


def refuse_obstacles(sheet: Sheet, *, edition: bool) -> None:
    """Raise ValidationError with a line for each thing in the way."""
    found = [obstacle.words for obstacle in obstacles(sheet, edition=edition)]
    if found:
        raise ValidationError(found)


def settle(import_draft: ImportDraft, plan: Plan, by: Actor) -> None:
    """Mark an import as written; it is never written again."""
    import_draft.state = ImportDraft.State.COMMITTED
    import_draft.committed_plan = plan
    import_draft.choices = {
        **import_draft.choices,
        "ended": {"by": by.membership_id, "at": timezone.now().isoformat()},
    }
    import_draft.save(update_fields=["state", "committed_plan", "choices"])
