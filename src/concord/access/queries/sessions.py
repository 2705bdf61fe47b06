"""Where somebody is signed in, for themselves only."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from concord.access.models import Session
from concord.access.sessions import live_hashes


def sessions_of(account_id: int) -> list[Session]:
    """The live sessions of the account that asks, the one touched last first.

    One that nobody has touched for the idle time is over, though nothing has ended
    it yet: its next request does. Rows of other accounts are not there to be read.
    """
    idle = dt.timedelta(seconds=settings.CONCORD_IDLE_SECONDS, minutes=1)
    noted = Session.objects.filter(
        account_id=account_id, touched_at__gt=timezone.now() - idle
    )
    live = live_hashes(account_id)
    return [one for one in noted if one.key_hash in live]
