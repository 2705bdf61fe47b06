"""Stopping in the middle of research, and coming back to it. For its writer alone."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import Verb, permit
from concord.marac.actions.research import asked_anew
from concord.marac.models import AgendaItem, ResearchDraft

# Forty lines of 4,000 characters, and what is around them.
MOST = 200_000
Typed = Mapping[str, list[str]]


@transaction.atomic
def keep(*, item: AgendaItem, typed: Typed, by: Actor) -> ResearchDraft:
    """What was typed so far, in place of what this hat had kept before.

    Checked is only its length: a draft may be as wrong as it likes. Raises
    ValidationError, NotPermitted for a case about which the team is not asked.
    """
    permit(by, Verb.SEE_PEOPLE)
    plain = {str(name): [str(v) for v in values] for name, values in typed.items()}
    if sum(len(v) for values in plain.values() for v in values) > MOST:
        raise ValidationError("This is too long to be kept. Shorten it, or send it.")
    draft = draft_of(item=item, by=by) or _begun(item, by)
    draft.typed, draft.saved_at = plain, timezone.now()
    draft.save(update_fields=["typed", "saved_at"])
    return draft


@transaction.atomic
def use_up(*, item: AgendaItem, by: Actor) -> None:
    """It was sent, or is thrown away: nothing of it stays."""
    permit(by, Verb.SEE_PEOPLE)
    draft = draft_of(item=item, by=by)
    if draft is not None:
        draft.typed, draft.used_at = {}, timezone.now()
        draft.save(update_fields=["typed", "used_at"])


def draft_of(*, item: AgendaItem, by: Actor) -> ResearchDraft | None:
    """What this hat has kept of its research on a case, or None. One query."""
    found = (
        ResearchDraft.objects.visible_to(by)
        .filter(item_id=item.pk, written_by_id=by.membership_id, used_at=None)
        .first()
    )
    return found


def _begun(item: AgendaItem, by: Actor) -> ResearchDraft:
    """A new draft, or the one that another window has begun in this moment."""
    asked_anew([item], by)
    try:
        with transaction.atomic():
            return ResearchDraft.objects.create(
                **written(by),
                case_id=item.case_id,
                item_id=item.pk,
                saved_at=timezone.now(),
            )
    except IntegrityError:
        draft = draft_of(item=item, by=by)
        if draft is None:
            raise
        return draft
