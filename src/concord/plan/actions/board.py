"""Raising a matter to the board, and writing down what it decided."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.foundation.periods import Quarter
from concord.partnership.models import Meeting
from concord.plan.models import BoardMatter, PlanAction


@transaction.atomic
def raise_matter(
    *,
    quarter: Quarter,
    title: str,
    why: str = "",
    kind: str = BoardMatter.Kind.EXCEPTION,
    action: PlanAction | None = None,
    being_done: str = "",
    asked_to: str = "",
    who_leads: str = "",
    meeting: Meeting | None = None,
    by: Actor,
    at: dt.datetime | None = None,
) -> BoardMatter:
    """Put a matter before the board: with `asked_to` for decision, else to note."""
    permit(by, Verb.RAISE_TO_BOARD, action)
    if action is not None and by.kind == "hat":
        permit(by, Verb.UPDATE_ACTION, action)
    matter = BoardMatter(
        partnership_id=by.here,
        plan_action=action,
        kind=kind,
        quarter=quarter,
        meeting=meeting,
        title=title.strip(),
        why=why.strip(),
        being_done=being_done.strip(),
        asked_to=asked_to.strip(),
        who_leads=who_leads.strip(),
        raised_by_id=by.membership_id,
        raised_at=at or timezone.now(),
    )
    matter.full_clean(exclude=["raised_by"])
    matter.save()
    return matter


@transaction.atomic
def decide(*, matter: BoardMatter, decision: str, by: Actor) -> None:
    """Write down what the board decided."""
    permit(by, Verb.WRITE_PAPER, matter)
    if not decision.strip():
        raise ValidationError({"decision": "Write down what the board decided."})
    matter.state, matter.decision = BoardMatter.State.DECIDED, decision.strip()
    matter.save(update_fields=["state", "decision"])


@transaction.atomic
def withdraw_matter(*, matter: BoardMatter, by: Actor) -> None:
    """Take a matter back before the board meets."""
    permit(by, Verb.RAISE_TO_BOARD, matter)
    if matter.raised_by_id != by.membership_id:
        permit(by, Verb.WRITE_PAPER, matter)
    matter.state = BoardMatter.State.WITHDRAWN
    matter.save(update_fields=["state"])
