"""The head of the chain leaves the database: each hour into a file outside."""

from __future__ import annotations

from django.db import connection

from concord.access.actor import Actor, acting_as
from concord.access.audit import heads
from concord.access.audit.sealing import PRINCIPAL
from concord.access.models import Seal


def anchor() -> int | None:
    """Keep the newest head outside. Returns its number, None when it is there already.

    The file is written first: a head of a seal that was then undone would be noticed,
    a seal that claims to be kept outside and is not would be believed. Raises OSError
    and `ledger.Broken` where it can't be; the seal stays marked as not kept.
    """
    with acting_as(Actor.from_job(PRINCIPAL)), connection.cursor() as cursor:
        head = Seal.objects.only("n", "root", "anchored_at").first()
        if head is None or head.anchored_at is not None:
            return None
        heads.append(n=head.n, root=bytes(head.root))
        cursor.execute("SELECT access.note_anchored(%s)", [head.n])
    return head.n
