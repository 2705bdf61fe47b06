"""What was found when referrals to the MARAC were screened."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from concord.access.actor import Actor
from concord.marac.models import Screening


def screened(work: Collection[uuid.UUID], actor: Actor) -> dict[uuid.UUID, Screening]:
    """The last screening of each of these, as far as this hat sees. One query."""
    found: dict[uuid.UUID, Screening] = {}
    rows = Screening.objects.visible_to(actor).filter(work_id__in=work)
    for one in rows.order_by("written_at"):
        found[one.work_id] = one
    return found
