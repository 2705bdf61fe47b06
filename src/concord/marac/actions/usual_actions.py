"""Actions that the place agrees again and again: which stand ready in the room."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import NotPermitted
from concord.marac.actions.agreed_actions import MOST_DAYS
from concord.marac.actions.governance import may_say_posts
from concord.marac.models import ActionKind, UsualAction
from concord.marac.queries.meetings import panel_of

MOST = 60  # that stand ready: more are not found in time


@transaction.atomic
def add_usual(*, words: str, kind: str, in_days: int, by: Actor) -> UsualAction:
    """It stands ready in the room from now on.

    By the team that coordinates, or whoever manages the partnership. Raises
    ValidationError by field, NotPermitted.
    """
    _check_hat(by)
    said = " ".join(words.split())
    wrong: dict[str, str] = {}
    if not said or len(said) > 200:
        wrong["words"] = "What is done: use 1 to 200 characters, and name nobody."
    if kind not in ActionKind.values:
        wrong["kind"] = "Kind: choose what it is. It is counted."
    if not 1 <= in_days <= MOST_DAYS:
        wrong["in_days"] = f"Working days: enter 1 to {MOST_DAYS}."
    if wrong:
        raise ValidationError(wrong)
    standing = UsualAction.objects.visible_to(by).filter(retired_at=None)
    if standing.count() >= MOST:
        raise ValidationError(f"{MOST} stand ready already: take one out first.")
    try:
        with transaction.atomic():
            return UsualAction.objects.create(
                partnership_id=by.here,
                words=said,
                kind=kind,
                in_days=in_days,
                written_by_id=by.own_hat,
            )
    except IntegrityError as error:
        raise ValidationError(
            {"words": "What is done: this one stands ready already."}
        ) from error


@transaction.atomic
def retire_usual(*, usual: UsualAction, by: Actor) -> None:
    """It stands ready no more. Actions that were said by it stay as they are."""
    _check_hat(by)
    found = UsualAction.objects.visible_to(by).filter(pk=usual.pk, retired_at=None)
    for one in found:
        one.retired_at = timezone.now()
        one.save(update_fields=["retired_at"])


def _check_hat(by: Actor) -> None:
    panel = panel_of(by)
    if panel is None or not may_say_posts(panel, by):
        raise NotPermitted("Only the team that coordinates the MARAC does this.")
