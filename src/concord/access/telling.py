"""Telling at once those who have to review that a case was opened in an emergency.

A job of its own: whoever opened the case must not learn who works with it, and the job
learns no case. A letter says that there is something to review, and nothing more.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import connection
from django.urls import reverse

from concord.access import letters
from concord.access.actor import Actor, acting_as
from concord.access.doors import Kind, door
from concord.foundation.jobs import RETRY, app
from concord.foundation.observing import get_logger
from concord.foundation.post.actions import send
from concord.foundation.post.recipients import Staff
from concord.partnership.models import Account

log = get_logger(__name__)

PRINCIPAL = "access.emergencies"


door("access.tell_of_emergency", Kind.JOB)


@app.task(name="access.tell_of_emergency", retry=RETRY)
def tell_of_emergency(partnership_id: int, emergency_id: str) -> None:
    """Send the letters about one opening."""
    told = tell(partnership_id, uuid.UUID(emergency_id))
    log.info("emergency_told", partnership=partnership_id, count=told)


def tell(partnership_id: int, emergency_id: uuid.UUID) -> int:
    """How many people were told: the case's team and the auditors.

    Nobody who is kept from the case is told, whatever their part. If nobody is left who
    could review it, the administrators are told that somebody is needed.
    """
    with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
        asked = _to_be_told(emergency_id)
        reviewers = [who for who, kind in asked if kind == "reviewer"]
        if reviewers:
            letter = letters.EMERGENCY_TO_REVIEW
            link = reverse("review_emergency", args=[emergency_id])
        else:
            letter = letters.NOBODY_TO_REVIEW
            link = reverse("people")
        told = reviewers or [who for who, _ in asked]
        addresses = list(
            Account.objects.filter(pk__in=told).values_list("email", flat=True)
        )
        send(
            letter=letter,
            to=[Staff(one) for one in addresses],
            key=f"access.emergency:{emergency_id}",
            context={"link": settings.CONCORD_BASE_URL + link},
        )
        return len(addresses)


def _to_be_told(emergency_id: uuid.UUID) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.to_be_told(%s)", [emergency_id])
        return list(cursor.fetchall())
