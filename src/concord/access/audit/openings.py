"""Openings of search words: how far each is, and what an auditor may do about it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import TermsOpening
from concord.access.permit import Verb, permit

# As `access.approve_terms` and `access.open_terms` have it.
DAY = dt.timedelta(hours=24)


class State(StrEnum):
    """How far an opening is."""

    WAITS = "waits for another auditor"
    APPROVED = "approved, not read yet"
    OPEN = "open"
    OVER = "over"


def openings(*, by: Actor) -> QuerySet[TermsOpening]:
    """Openings that this auditor may see, the newest first. Raises NotPermitted."""
    permit(by, Verb.READ_AUDIT)
    return TermsOpening.objects.filter(partnership_id=by.here).select_related(
        "asked_by__team", "asked_by_account", "approved_by_account"
    )


def to_approve(*, by: Actor) -> list[TermsOpening]:
    """Those that others asked for and that this auditor may approve. One query."""
    return list(
        openings(by=by)
        .filter(approved_at=None, asked_at__gt=timezone.now() - DAY)
        .exclude(asked_by_account_id=by.account_id)
    )


def state_of(opening: TermsOpening) -> State:
    """How far it is now."""
    now = timezone.now()
    if opening.approved_at is None:
        return State.WAITS if opening.asked_at > now - DAY else State.OVER
    if opening.good_until is None:
        return State.APPROVED if opening.approved_at > now - DAY else State.OVER
    return State.OPEN if opening.good_until > now else State.OVER


def may_approve(opening: TermsOpening, *, by: Actor) -> bool:
    """Whether it waits for somebody, and this may be them."""
    other = opening.asked_by_account_id != by.account_id
    return other and state_of(opening) == State.WAITS


def may_read(opening: TermsOpening, *, by: Actor) -> bool:
    """Whether its words are open to this auditor now."""
    own = opening.asked_by_account_id == by.account_id
    return own and state_of(opening) in (State.APPROVED, State.OPEN)
