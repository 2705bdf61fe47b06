"""The lines of the unusual, for auditors, and what came of each."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from concord.access.actor import Actor
from concord.access.models import Unusual, UnusualReview
from concord.access.permit import NotPermitted, Verb, permit

LONGEST_NOTE = 500


def lines(*, by: Actor) -> QuerySet[Any]:
    """Lines that this auditor may see, with `is_reviewed`: since it last changed.

    Raises NotPermitted. Nobody sees lines about themselves.
    """
    permit(by, Verb.READ_AUDIT)
    return (
        with_reviews(by.here)
        .select_related("account")
        .order_by("-week", "account__name", "kind")
    )


def with_reviews(partnership_id: int) -> QuerySet[Any]:
    """The lines of a partnership that the actor may see, with `is_reviewed`."""
    since = UnusualReview.objects.filter(
        unusual=OuterRef("pk"), at__gte=OuterRef("changed_at")
    )
    return Unusual.objects.filter(partnership_id=partnership_id).annotate(
        is_reviewed=Exists(since)
    )


def to_review(*, by: Actor) -> int:
    """How many lines wait for a review. One query."""
    return lines(by=by).filter(is_reviewed=False).count()


@transaction.atomic
def review(*, line: Unusual, note: str, by: Actor) -> UnusualReview:
    """Say what was found out. Raises ValidationError without a note, NotPermitted."""
    permit(by, Verb.READ_AUDIT, line)
    if by.membership_id is None or by.account_id is None:
        raise NotPermitted("Only people review.")
    if not note.strip():
        raise ValidationError({"note": "Say what you found: it is kept."})
    return UnusualReview.objects.create(
        partnership_id=by.here,
        unusual=line,
        note=note.strip()[:LONGEST_NOTE],
        by_id=by.membership_id,
        by_account_id=by.account_id,
    )
