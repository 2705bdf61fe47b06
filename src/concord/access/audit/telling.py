"""Letters to the auditors: the head of the chain each day, and when something is wrong.

A letter holds numbers and a hash. It lies in a mailbox that nobody can write to who
could alter the log, and that is its use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from concord.access import letters
from concord.access.actor import Actor, acting_as
from concord.access.audit.reviewing import with_reviews
from concord.access.audit.verifying import PRINCIPAL
from concord.access.models import Seal
from concord.foundation.post import Letter, Staff
from concord.foundation.post.actions import send
from concord.partnership.models import Membership, Partnership
from concord.partnership.roles import Role


def spelled(root: bytes) -> str:
    """A hash as people compare it: groups of four, with colons between."""
    text = root.hex()
    return ":".join(text[at : at + 4] for at in range(0, len(text), 4))


def send_head(today: dt.date) -> int:
    """Send the newest head to every auditor, once a day. Returns how many were told."""
    with acting_as(Actor.from_job(PRINCIPAL)):
        head = Seal.objects.only("n", "root").first()
    if head is None:
        return 0
    return tell(
        letters.AUDIT_HEAD,
        key=f"access.audit_head:{today.isoformat()}",
        context={
            "number": head.n,
            "root": spelled(bytes(head.root)),
            "link": address("audit_checks"),
        },
    )


def send_alarm(verification: int) -> int:
    """Tell every auditor that the log is not whole."""
    return tell(
        letters.AUDIT_NOT_WHOLE,
        key=f"access.audit_not_whole:{verification}",
        context={"link": address("audit_checks")},
    )


def send_unusual(today: dt.date) -> int:
    """Tell auditors how many lines of the unusual wait for them. How many were told."""
    told = 0
    for partnership_id in partnerships():
        with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
            waiting = with_reviews(partnership_id).filter(is_reviewed=False)
            for hat in _auditors(partnership_id).select_related("account"):
                lines = waiting.exclude(account_id=hat.account_id).count()
                if lines:
                    _tell_of_unusual(hat, lines, today)
                    told += 1
    return told


def _tell_of_unusual(hat: Membership, lines: int, today: dt.date) -> None:
    send(
        letter=letters.UNUSUAL,
        to=[Staff(hat.account.email)],
        key=f"access.unusual:{hat.pk}:{today.isoformat()}",
        context={"lines": lines, "link": address("audit_unusual")},
    )


def tell(letter: Letter, *, key: str, context: Mapping[str, Any]) -> int:
    """Send a letter to every auditor of every partnership. Returns how many."""
    told = 0
    for partnership_id in partnerships():
        with acting_as(Actor.from_job(PRINCIPAL, partnership_id)):
            to = sorted(set(_addresses(partnership_id)))
            if to:
                send(
                    letter=letter,
                    to=[Staff(one) for one in to],
                    key=key,
                    context=context,
                )
            told += len(to)
    return told


def partnerships() -> list[int]:
    """Ids of the partnerships that there are today."""
    with acting_as(Actor.from_job(PRINCIPAL)):
        return list(
            Partnership.objects.valid_on().order_by("pk").values_list("pk", flat=True)
        )


def address(name: str) -> str:
    """The address of a page, for a letter."""
    return f"{settings.CONCORD_BASE_URL}{reverse(name)}"


def _addresses(partnership_id: int) -> Iterator[str]:
    yield from _auditors(partnership_id).values_list("account__email", flat=True)


def _auditors(partnership_id: int) -> QuerySet[Membership]:
    """The hats of auditors that are worn today."""
    return Membership.objects.valid_on(timezone.localdate()).filter(
        partnership_id=partnership_id, role=Role.AUDITOR, account__is_active=True
    )
