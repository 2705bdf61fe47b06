"""Whether a referral is a repeat, and what speaks for MARAC. The user decides."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Side
from concord.cases.models import Party
from concord.foundation.periods import a_year_after
from concord.frontdoor.models import Decision, Outcome, Referral
from concord.risk.public import Criterion, Repeat, criteria_for, latest_of


@dataclass(frozen=True, slots=True)
class ForMarac:
    """The four criteria, where risk was assessed; else only whether it is a repeat."""

    criteria: Sequence[Criterion]
    repeat: Repeat


def for_marac(referral: Referral, actor: Actor) -> ForMarac | None:
    """What speaks for MARAC; None for a referral without a case. Five queries."""
    if referral.case is None:
        return None
    repeat = repeat_of(referral, actor)
    latest = latest_of(referral.case, actor)
    return ForMarac(criteria_for(latest, repeat) if latest else [], repeat)


def repeat_of(referral: Referral, actor: Actor) -> Repeat:
    """Same victim and one of the same alleged, within 12 months of the last referral
    to MARAC (SafeLives' definition of repeat, current version).

    Any abuse counts: no crime and no call to the police is needed. A new alleged person
    is not a repeat. Only referrals that this hat may see are looked at.
    """
    cases = _same_set(referral.case_id) if referral.case_id else []
    last = (
        Decision.objects.visible_to(actor)
        .filter(
            outcome=Outcome.MARAC,
            case_id__in=cases,
            referral__received_at__lt=referral.received_at,
        )
        .exclude(referral_id=referral.pk)
        .select_related("referral")
        .order_by("-referral__received_at")
        .first()
    )
    if last is None:
        return Repeat(is_repeat=False)
    on = timezone.localtime(last.referral.received_at).date()
    now = timezone.localtime(referral.received_at).date()
    return Repeat(is_repeat=now <= a_year_after(on), last_referral_on=on)


def _same_set(case_id: uuid.UUID) -> list[uuid.UUID]:
    """Cases with the same victim and at least one of the same alleged."""
    here = list(Party.objects.filter(case_id=case_id))
    victims = [one.person_id for one in here if one.side == Side.VICTIM]
    alleged = [one.person_id for one in here if one.side == Side.ALLEGED]
    with_her = Party.objects.filter(person_id__in=victims, side=Side.VICTIM)
    return list(
        Party.objects.filter(
            person_id__in=alleged,
            side=Side.ALLEGED,
            case_id__in=list(with_her.values_list("case_id", flat=True)),
        ).values_list("case_id", flat=True)
    )
