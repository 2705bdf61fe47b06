"""Telling readers of minutes that a copy waits for them: a letter that names nobody."""

from __future__ import annotations

import uuid
from collections import defaultdict

from django.conf import settings
from django.db import connection

from concord.access.actions.locks import may_be_told
from concord.access.actor import Actor, acting_as
from concord.foundation.jobs import RETRY, app
from concord.foundation.observing import get_logger
from concord.foundation.post import Staff
from concord.foundation.post.actions import send
from concord.marac.letters import MINUTES_WAIT
from concord.partnership.models import Membership

log = get_logger(__name__)

PRINCIPAL = "marac.reminders"


@app.task(name="marac.tell_of_minutes", retry=RETRY)
def tell_readers(partnership_id: int, minutes_id: int) -> None:
    """Write to whoever has a copy, once for an edition.

    Somebody who is kept from every case in it is not told that there is one.
    """
    with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
        told = _may_know(minutes_id)
        hats = (
            Membership.objects.valid_on()
            .filter(pk__in=told, account__is_active=True)
            .select_related("account")
        )
        to = sorted({hat.account.email for hat in hats})
        if to:
            send(
                letter=MINUTES_WAIT,
                to=[Staff(one) for one in to],
                key=f"marac.minutes:{minutes_id}",
                context={"link": f"{settings.CONCORD_BASE_URL}/"},
            )
    log.info("minutes_told", partnership=partnership_id, count=len(to))


def _may_know(minutes_id: int) -> set[int]:
    """Hats with a copy that may know of at least one case in it."""
    readers: dict[uuid.UUID, dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.minutes_readers(%s)", [minutes_id])
        for hat_id, account_id, case_id in cursor.fetchall():
            readers[case_id][hat_id] = account_id
    found: set[int] = set()
    for case_id, hats in readers.items():
        may = may_be_told(case_id, hats.values())
        found |= {hat for hat, account in hats.items() if account in may}
    return found
