"""What a link opens, for whoever refers without an account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from concord.frontdoor.actions.links import called, digest_of
from concord.frontdoor.models import Referral


@dataclass(frozen=True, slots=True)
class ReferLink:
    """What a link to the form allows still. `used`: the reference of what was sent."""

    address: str
    may_open: bool
    used: str


@dataclass(frozen=True, slots=True)
class Status:
    """How far a referral is. `stage`: "received", "looked_at" or "answered"."""

    ref: str
    received_at: dt.datetime
    stage: str
    reply: str
    replied_at: dt.datetime | None

    @property
    def answer(self) -> str:
        """One of three sentences that tell nothing of anybody."""
        return str(Referral.Reply(self.reply).label) if self.reply else ""


def refer_link(secret: str) -> ReferLink | None:
    """The link with this secret, for the principal of the public way in."""
    row = called("SELECT * FROM access.refer_link(%s)", digest_of(secret))
    return ReferLink(row[0], row[1], row[2] or "") if row else None


def referral_status(secret: str) -> Status | None:
    """How far it is, by a link in force; None for any other."""
    row = called("SELECT * FROM access.referral_status(%s)", digest_of(secret))
    return Status(*row) if row else None


def who_never_asked(addresses: Sequence[str]) -> list[str]:
    """Of these addresses, those to which no link was promised in this partnership."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a FROM unnest(%s::text[]) a WHERE NOT access.is_referrer(a)",
            [list(addresses)],
        )
        return [row[0] for row in cursor.fetchall()]
