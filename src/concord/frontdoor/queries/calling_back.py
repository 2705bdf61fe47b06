"""By which way somebody who has asked for help is called back first.

Whoever writes into a public form may not be who they say. If a way to reach her was
verified before, the first call goes there, and not to the number that the form gives.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from concord.access.actor import Actor
from concord.access.models import Side
from concord.cases.models import Case
from concord.frontdoor.models import Named, Referral
from concord.people.models import ContactPoint, SamePerson

BY_VOICE = (
    ContactPoint.Kind.MOBILE,
    ContactPoint.Kind.LANDLINE,
    ContactPoint.Kind.EMAIL,
)
NOT_OF_THEIR_OWN = (Referral.Source.SELF, Referral.Source.FAMILY_FRIEND)


@dataclass(frozen=True, slots=True)
class Way:
    """A contact point, by its kind and case: what it is stands behind the gate."""

    point: ContactPoint
    case: Case | None


@dataclass(frozen=True, slots=True)
class CallBack:
    """Ways that were verified before, and those that this referral gave.

    `is_looked_up`: the case is open, so it is known who she is.
    """

    is_looked_up: bool
    known: Sequence[Way] = ()
    given: Sequence[Way] = ()


def call_back(
    referral: Referral, victim: Named | None, actor: Actor
) -> CallBack | None:
    """How to call back first; None where a professional vouches for the number.

    Only ways of her own side, that this hat may see. Four queries.
    """
    if referral.source not in NOT_OF_THEIR_OWN:
        return None
    if victim is None or victim.person_id is None:
        return CallBack(is_looked_up=False)
    points = (
        ContactPoint.objects.visible_to(actor)
        .filter(
            person_id__in=_records(victim.person_id, actor),
            side=Side.VICTIM,
            kind__in=BY_VOICE,
            state__in=(ContactPoint.State.VERIFIED, ContactPoint.State.UNVERIFIED),
        )
        .order_by("-verified_on", "kind")
    )
    found = list(points)
    cases = Case.objects.visible_to(actor).in_bulk({one.case_id for one in found})
    ways = [Way(one, cases.get(one.case_id)) for one in found]
    return CallBack(
        is_looked_up=True,
        known=[w for w in ways if w.point.state == ContactPoint.State.VERIFIED],
        given=[
            w
            for w in ways
            if w.point.state == ContactPoint.State.UNVERIFIED
            and w.point.case_id == referral.case_id
        ],
    )


def _records(person: uuid.UUID, actor: Actor) -> set[uuid.UUID]:
    """Records of her, as far as somebody who may see both has said so."""
    links = SamePerson.objects.visible_to(actor).filter(
        Q(a_id=person) | Q(b_id=person), state=SamePerson.State.SAME
    )
    return {person} | {key for one in links for key in (one.a_id, one.b_id)}
