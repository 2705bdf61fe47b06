"""Links of referrers without an account: made, sent by letter, forgotten.

A link's secret stands in its letter and nowhere else; the database keeps its hash.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from concord.access.actor import Actor
from concord.access.permit import NotPermitted
from concord.foundation.post import AtWork, Letter
from concord.foundation.post.actions import send
from concord.frontdoor import letters
from concord.partnership.models import Partnership

PUBLIC = "frontdoor.public"  # whoever refers without an account
Row = tuple[Any, ...]


@transaction.atomic
def send_link_to_refer(*, asked: uuid.UUID, by: Actor) -> bool:
    """Send the letter that was asked for. False where the domain is not listed."""
    only_public(by)
    secret = new_secret()
    address = called("SELECT access.make_refer_link(%s, %s)", asked, digest_of(secret))[
        0
    ]
    if address is None:
        return False
    send(
        letter=letters.REFER_LINK,
        to=[AtWork(address)],
        key=f"{letters.REFER_LINK.name}:{asked}",
        context={"link": _link("refer_by_link", secret, by)},
    )
    return True


def forget_links(*, by: Actor) -> int:
    """Delete links that have ended for 30 days, in all partnerships. How many."""
    only_public(by)
    return int(called("SELECT access.forget_referrer_links()")[0])


def only_public(by: Actor) -> None:
    """Raises NotPermitted for anybody but the way in for those without an account."""
    if by.principal != PUBLIC:
        raise NotPermitted("Only for those without an account.")


def new_secret() -> str:
    """256 bits that nobody can guess, as they stand in an address."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a link. The secret is random, so a plain hash will do."""
    return hashlib.sha256(secret.encode()).hexdigest()


def called(sql: str, *given: str | uuid.UUID) -> Row:
    """One row of a function of the database; empty when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchone() or ()


def write(letter: Letter, made: Row, secret: str, by: Actor) -> None:
    """Send the link to a status. `made`: reference, address, id of the link."""
    ref, address, link_id = made
    send(
        letter=letter,
        to=[AtWork(address)],
        key=f"{letter.name}:{link_id}",
        context={"ref": ref, "link": _link("referral_status", secret, by)},
    )


def _link(name: str, secret: str, by: Actor) -> str:
    code = Partnership.objects.values_list("code", flat=True).get(pk=by.here)
    return settings.CONCORD_BASE_URL + reverse(name, args=[code, secret])
