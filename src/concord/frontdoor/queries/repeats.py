"""Whether a referral is a repeat, and what speaks for MARAC. The user decides."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.models import Side
from concord.cases.models import Party
from concord.foundation.periods import a_year_after
from concord.frontdoor.models import Decision, Outcome, Referral, WorkItem
from concord.people.models import SamePerson
from concord.risk.public import Criterion, Repeat, criteria_for, latest_of


class Overlap(StrEnum):
    """How those alleged now and those of the last referral are the same."""

    SAME = "same"
    SOME = "some"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Prior:
    """The last referral to MARAC of the same victim before a moment."""

    on: dt.date
    overlap: Overlap


# From the cases of a victim and a day: referrals before that day, each with its case.
Elsewhere = Callable[[Iterable[uuid.UUID], dt.date], list[tuple[uuid.UUID, dt.date]]]


@dataclass(frozen=True, slots=True)
class ForMarac:
    """The four criteria, where risk was assessed; else only whether it is a repeat."""

    criteria: Sequence[Criterion]
    repeat: Repeat


def for_marac(referral: Referral, actor: Actor) -> ForMarac | None:
    """What speaks for MARAC; None for a referral without a case. Seven queries."""
    if referral.case is None:
        return None
    repeat = repeat_of(referral, actor)
    latest = latest_of(referral.case, actor)
    return ForMarac(criteria_for(latest, repeat) if latest else [], repeat)


def criteria_of(work: WorkItem, actor: Actor) -> list[Criterion]:
    """The four criteria for work that was sent to MARAC, as far as this hat sees.

    Empty where it is shown no assessment. Eight queries at the most.
    """
    latest = latest_of(work.case, actor)
    if latest is None:
        return []
    referral = (
        Referral.objects.visible_to(actor).filter(decisions__work=work.pk).first()
    )
    repeat = repeat_of(referral, actor) if referral is not None else None
    return criteria_for(latest, repeat)


def repeat_of(referral: Referral, actor: Actor) -> Repeat:
    """Same victim and one of the same alleged, within 12 months of the last referral
    to MARAC (SafeLives' definition of repeat, current version).

    Any abuse counts: no crime and no call to the police is needed. A new alleged person
    is not a repeat. Only referrals that this hat may see are looked at.
    """
    last = prior_referral(referral, actor)
    if last is None or last.overlap == Overlap.NONE:
        return Repeat(is_repeat=False)
    return Repeat(is_repeat=is_repeat(last, referral), last_referral_on=last.on)


def is_repeat(prior: Prior | None, referral: Referral) -> bool:
    """By the rule: any shared alleged person, and not more than twelve months."""
    if prior is None or prior.overlap == Overlap.NONE:
        return False
    return referred_on(referral) <= a_year_after(prior.on)


def referred_on(referral: Referral) -> dt.date:
    """The day on which a referral was received, where people are."""
    return timezone.localtime(referral.received_at).date()


def prior_referral(
    referral: Referral, actor: Actor, elsewhere: Elsewhere | None = None
) -> Prior | None:
    """The last referral to MARAC of this victim before this one, as far as this hat
    sees. One with a shared alleged person goes before a later one without. One that a
    panel below the threshold has sent up to MARAC is one, too.

    People are the same by their record, or where teams have said that two records are.
    `elsewhere` gives referrals that did not come by the front door: of these cases,
    before this day.
    """
    if referral.case_id is None:
        return None
    now, others = _alleged_now_and_before(referral.case_id)
    days = [
        (decision.case_id or referral.case_id, referred_on(decision.referral))
        for decision in Decision.objects.visible_to(actor)
        .filter(
            Q(outcome=Outcome.MARAC) | Q(work__kind=Outcome.MARAC),
            case_id__in=list(others),
            referral__received_at__lt=referral.received_at,
        )
        .exclude(referral_id=referral.pk)
        .select_related("referral")
        .order_by("-referral__received_at")
    ]
    if elsewhere is not None:
        days += elsewhere(others, referred_on(referral))
        days.sort(key=lambda one: one[1], reverse=True)
    priors = [Prior(on, _overlap(now, others.get(case, set()))) for case, on in days]
    shared = (one for one in priors if one.overlap != Overlap.NONE)
    return next(shared, priors[0] if priors else None)


def cases_of_victim(case_id: uuid.UUID) -> set[uuid.UUID]:
    """The cases with the victim of this one, itself too, that the hat sees. Three
    queries.
    """
    victims = {
        one.person_id for one in Party.objects.filter(case_id=case_id, side=Side.VICTIM)
    }
    same = _said_to_be_the_same(victims)
    hers = {other for who in victims for other in same.get(who, {who})}
    with_her = Party.objects.filter(person_id__in=hers, side=Side.VICTIM)
    return set(with_her.values_list("case_id", flat=True))


def _alleged_now_and_before(
    case_id: uuid.UUID,
) -> tuple[set[uuid.UUID], dict[uuid.UUID, set[uuid.UUID]]]:
    """Who is alleged in this case, and in each case with its victim. Four queries."""
    here = list(Party.objects.filter(case_id=case_id))
    same = _said_to_be_the_same({one.person_id for one in here})
    victims = {one.person_id for one in here if one.side == Side.VICTIM}
    hers = {other for who in victims for other in same.get(who, {who})}
    with_her = Party.objects.filter(person_id__in=hers, side=Side.VICTIM)
    cases = set(with_her.values_list("case_id", flat=True))
    alleged: dict[uuid.UUID, set[uuid.UUID]] = {case: set() for case in cases}
    for party in Party.objects.filter(case_id__in=cases, side=Side.ALLEGED):
        alleged[party.case_id].add(party.person_id)
    now = {one.person_id for one in here if one.side == Side.ALLEGED}
    # A record of another team that is said to be one of these counts as this one.
    as_here = {other: who for who in now for other in same.get(who, {who})}
    return now, {
        case: {as_here.get(who, who) for who in people}
        for case, people in alleged.items()
    }


def _said_to_be_the_same(
    people: Collection[uuid.UUID],
) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Each of these records with those that it is said to be one with."""
    found = {who: {who} for who in people}
    links = SamePerson.objects.filter(
        Q(a__in=people) | Q(b__in=people), state=SamePerson.State.SAME
    )
    for link in links:
        for one, other in ((link.a_id, link.b_id), (link.b_id, link.a_id)):
            if one in found:
                found[one].add(other)
    return found


def _overlap(now: set[uuid.UUID], before: set[uuid.UUID]) -> Overlap:
    if not now & before:
        return Overlap.NONE
    return Overlap.SAME if now == before else Overlap.SOME
