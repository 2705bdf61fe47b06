"""Keeping a referral that is begun, for its writer alone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.frontdoor.models import Draft

MOST = 20
# A referral of 20 people with long texts has about 40,000 characters.
MOST_CHARACTERS = 200_000
Typed = Mapping[str, list[str]]


@transaction.atomic
def keep(*, typed: Typed, draft: Draft | None = None, by: Actor) -> Draft:
    """Keep the form as it was typed: anew, or in place of what was kept before.

    Raises ValidationError for too many drafts, NotPermitted for somebody else's.
    """
    permit(by, Verb.SEE_PEOPLE)
    plain = {str(name): [str(v) for v in values] for name, values in typed.items()}
    if sum(len(v) for values in plain.values() for v in values) > MOST_CHARACTERS:
        raise ValidationError("This is too long to keep. Shorten it, or send it.")
    if draft is not None:
        kept = mine(draft.pk, by)
        kept.typed = plain
        kept.save(update_fields=["typed", "saved_at"])
        return kept
    if Draft.objects.visible_to(by).filter(state=Draft.State.OPEN).count() >= MOST:
        raise ValidationError(
            f"You keep {MOST} referrals that are begun. Send or throw away one first."
        )
    return Draft.objects.create(**written(by), typed=plain)


@transaction.atomic
def end(*, draft: Draft, state: str, by: Actor) -> Draft:
    """A draft was sent, or is thrown away: what was typed is gone from it."""
    kept = mine(draft.pk, by)
    kept.state, kept.typed = state, {}
    kept.save(update_fields=["state", "typed", "saved_at"])
    return kept


def was_mine(pk: uuid.UUID, by: Actor) -> bool:
    """Whether this was a draft of one's own, sent or thrown away since."""
    drafts = Draft.objects.visible_to(by)
    return drafts.filter(pk=pk, written_by_id=by.membership_id).exists()


def mine(pk: uuid.UUID, by: Actor) -> Draft:
    """One's own open draft, locked. Raises NotPermitted."""
    permit(by, Verb.SEE_PEOPLE)
    found = (
        Draft.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=pk, written_by_id=by.membership_id, state=Draft.State.OPEN)
        .first()
    )
    if found is None:
        raise NotPermitted("There is no such draft of yours.")
    return found
