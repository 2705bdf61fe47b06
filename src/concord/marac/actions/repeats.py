"""Finding out whether a case is a repeat, and saying otherwise with a reason."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted
from concord.frontdoor.public import (
    Decision,
    is_repeat,
    prior_referral,
    referred_on,
)
from concord.marac.actions.panel import coordinating
from concord.marac.models import AgendaItem, RepeatFinding
from concord.marac.queries.past import referrals_before
from concord.partnership.models import Definition

CODE = "repeat"  # of the rule, whose versions stand in the database


@transaction.atomic
def find_repeat(*, item: AgendaItem, by: Actor) -> RepeatFinding | None:
    """Work it out by the rule in force when the case was referred, and keep it.

    From what the team that coordinates may see; None where it does not see the
    referral. What was said before for this item, an override too, stays as it is.
    """
    coordinating(by)
    last = latest_finding(item, by)
    if last is not None:
        return last
    decision = (
        Decision.objects.visible_to(by)
        .select_related("referral")
        .filter(work=item.work_id)
        .first()
    )
    if decision is None:
        return None
    prior = prior_referral(
        decision.referral,
        by,
        lambda cases, day: referrals_before(cases, day, by),
    )
    on = referred_on(decision.referral)
    return RepeatFinding.objects.create(
        **written(by),
        case_id=item.case_id,
        item=item,
        n=1,
        definition=definition_on(on),
        referred_on=on,
        prior_on=prior.on if prior else None,
        overlap=prior.overlap if prior else "",
        result=is_repeat(prior, decision.referral),
    )


@transaction.atomic
def override(
    *, item: AgendaItem, is_a_repeat: bool, why: str, by: Actor
) -> RepeatFinding:
    """Say otherwise, and why. What was worked out stays beside it.

    Raises ValidationError by field, NotPermitted for any other team.
    """
    coordinating(by)
    fresh = (
        AgendaItem.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=item.pk)
        .first()
    )
    found = latest_finding(fresh, by) if fresh else None
    if fresh is None or found is None:
        raise NotPermitted("There is nothing found about this case.")
    if not why.strip():
        raise ValidationError({"why": "Why: say what was overlooked."})
    if is_a_repeat == found.is_repeat:
        raise ValidationError({"is_a_repeat": "That is what stands there already."})
    return RepeatFinding.objects.create(
        **written(by),
        case_id=found.case_id,
        item=fresh,
        n=found.n + 1,
        definition_id=found.definition_id,
        referred_on=found.referred_on,
        prior_on=found.prior_on,
        overlap=found.overlap,
        result=found.result,
        override=is_a_repeat,
        why=why.strip(),
    )


def definition_on(day: dt.date) -> Definition:
    """The version of the rule that was in force on a day."""
    found: Definition = Definition.objects.valid_on(day).get(code=CODE)
    return found


def latest_finding(item: AgendaItem, by: Actor) -> RepeatFinding | None:
    """The finding that counts, as far as the actor may see it. One query."""
    found = (
        RepeatFinding.objects.visible_to(by)
        .select_related("definition")
        .filter(item=item)
        .first()
    )
    return found
