"""Which usual actions stand ready."""

from __future__ import annotations

from django.db.models import QuerySet

from concord.access.actor import Actor
from concord.marac.models import UsualAction


def standing(actor: Actor) -> QuerySet[UsualAction]:
    """Those of the actor's partnership that are in use, by their words. One query."""
    return UsualAction.objects.visible_to(actor).filter(retired_at=None)


def ready(actor: Actor, asked: str | None) -> dict[str, object]:
    """What a form begins with when a usual action was chosen; empty without one."""
    if not asked or not asked.isascii() or not asked.isdigit() or len(asked) > 18:
        return {}
    found = standing(actor).filter(pk=int(asked)).first()
    if found is None:
        return {}
    return {"words": found.words, "kind": found.kind, "in_days": found.in_days}
