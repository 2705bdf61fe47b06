"""Stopping in the middle of an assessment, and coming back to it."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import Verb, permit
from concord.cases.actions.cases import check_may_write
from concord.cases.models import Case
from concord.risk.actions.instruments import row_of
from concord.risk.models import AssessmentDraft, InstrumentVersion

MOST_CHARACTERS = 200_000


@transaction.atomic
def keep(
    *, case: Case, code: str, typed: Mapping[str, str], by: Actor
) -> AssessmentDraft:
    """What was typed so far, in place of what this hat had kept before.

    Checked is only its length: a draft may be as wrong as it likes.
    """
    permit(by, Verb.SEE_PEOPLE)
    check_may_write(case, by)
    if sum(len(value) for value in typed.values()) > MOST_CHARACTERS:
        raise ValidationError("This is too long to be kept. Shorten the notes.")
    row, _ = row_of(code, by)
    draft = draft_of(case=case, instrument=row, by=by) or _begun(case, row, by)
    draft.typed, draft.saved_at = dict(typed), timezone.now()
    draft.save(update_fields=["typed", "saved_at"])
    return draft


def _begun(case: Case, row: InstrumentVersion, by: Actor) -> AssessmentDraft:
    """A new draft, or the one that another window has begun in this moment."""
    try:
        with transaction.atomic():
            return AssessmentDraft.objects.create(
                **written(by),
                case=case,
                instrument=row,
                side=row.pack.about,
                saved_at=timezone.now(),
            )
    except IntegrityError:
        draft = draft_of(case=case, instrument=row, by=by)
        if draft is None:
            raise
        return draft


@transaction.atomic
def use_up(*, case: Case, instrument: InstrumentVersion, by: Actor) -> None:
    """The draft is made into an assessment, or thrown away: nothing of it stays."""
    permit(by, Verb.SEE_PEOPLE)
    draft = draft_of(case=case, instrument=instrument, by=by)
    if draft is not None:
        draft.typed, draft.used_at = {}, timezone.now()
        draft.save(update_fields=["typed", "used_at"])


def draft_of(
    *, case: Case, instrument: InstrumentVersion, by: Actor
) -> AssessmentDraft | None:
    """What this hat has kept of an assessment of the case, or None. One query."""
    return (
        AssessmentDraft.objects.visible_to(by)
        .filter(
            case=case,
            instrument=instrument,
            written_by_id=by.membership_id,
            used_at=None,
        )
        .first()
    )
