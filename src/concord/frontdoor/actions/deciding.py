"""Deciding where a referral goes. The decision shares the case and makes the work."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actions import sharing
from concord.access.actions.sharing import Opening, Reason
from concord.access.actor import Actor
from concord.access.models import Disclosure, Part, Side, written
from concord.access.permit import NotPermitted, Verb, permit
from concord.foundation.periods import add_working_days
from concord.frontdoor.actions.referrers import tell_of_answer
from concord.frontdoor.actions.triage import at_the_door, note_step
from concord.frontdoor.jobs import tell_of_work
from concord.frontdoor.models import (
    Decision,
    Feedback,
    Outcome,
    Referral,
    Step,
    WorkItem,
)
from concord.frontdoor.models.decisions import GOES_ON
from concord.partnership.models import Team

State = Referral.State
Reply = Referral.Reply
Pieces = frozenset[tuple[Part, Side]]


def _on_all_sides(*parts: Part) -> Pieces:
    return frozenset((part, side) for part in parts for side in Side)


_WHO = _on_all_sides(Part.IDENTITY)
_WITH_RISK = _WHO | _on_all_sides(Part.RISK) | {(Part.NOTE, Side.NONE)}
_TO_REACH_HER = {(Part.CONTACT, Side.VICTIM)}
# What each way needs to begin with. Where anybody lives is in none of them: whoever
# decides adds it by itself, in the case. Nobody who works with the person alleged to
# cause harm gets the victim's side of it.
SHARED: Mapping[str, Pieces] = {
    Outcome.MARAC: _WITH_RISK,
    Outcome.SUPPORT: _WITH_RISK | _TO_REACH_HER,
    Outcome.REFUGE: _WITH_RISK | _TO_REACH_HER,
    Outcome.CHILDREN: _WITH_RISK | _TO_REACH_HER | {(Part.CONTACT, Side.CHILD)},
    Outcome.ADULTS: _WITH_RISK | _TO_REACH_HER,
    Outcome.EARLY_HELP: _WHO | _TO_REACH_HER | {(Part.NOTE, Side.NONE)},
    Outcome.PERPETRATOR: frozenset(
        {
            (Part.IDENTITY, Side.ALLEGED),
            (Part.CONTACT, Side.ALLEGED),
            (Part.RISK, Side.ALLEGED),
        }
    ),
    Outcome.BELOW_THRESHOLD: _WITH_RISK,
    Outcome.PARENTAL_CONFLICT: _WHO | _TO_REACH_HER,
}
# Working days in which a team should have begun. Local custom, not a rule.
BEGUN_WITHIN = {Outcome.MARAC: 1, Outcome.SUPPORT: 1, Outcome.REFUGE: 1}
USUALLY = 3
SAID_BACK: Mapping[str, str] = {
    Outcome.ADVICE: Reply.OTHER_WAY,
    Outcome.NOT_APPROPRIATE: Reply.TALK,
}


@transaction.atomic
def decide(
    *,
    referral: Referral,
    outcome: str,
    why: str,
    to: Team | None = None,
    reason: Reason | None = None,
    feedback: str = "",
    by: Actor,
) -> Decision:
    """Decide where a referral goes, and why.

    Where it goes on there is a case, and a team: the case is shared with it (`reason`)
    unless it is one's own, and work waits on its desk from then on. Consent is never
    asked for as a condition. Raises ValidationError by field, NotPermitted for the
    referral of another door or a case that another team holds.
    """
    permit(by, Verb.SEE_PEOPLE)
    fresh = at_the_door(referral, by)
    _check(fresh, outcome, why, to, feedback)
    goes_on = outcome in GOES_ON
    disclosure = _share(fresh, outcome, to, reason, by) if goes_on and to else None
    now = timezone.now()
    decision = Decision(
        **written(by),
        referral=fresh,
        case_id=fresh.case_id,
        n=fresh.decisions.count() + 1,
        outcome=outcome,
        why=why.strip(),
        to_team=to if goes_on else None,
        disclosure=disclosure,
        feedback=feedback,
        at=now,
    )
    decision.full_clean(validate_unique=False, validate_constraints=False)
    decision.save(force_insert=True)
    if goes_on and fresh.case_id and to:
        _make_work(decision, fresh.case_id, to, by)
    fresh.state, fresh.since = State.DECIDED, now
    fresh.reply, fresh.replied_at = SAID_BACK.get(outcome, Reply.ACTING), now
    fresh.save(update_fields=["state", "since", "reply", "replied_at"])
    note_step(fresh, Step.Kind.DECIDED, by)
    tell_of_answer(referral=fresh, by=by)
    return decision


@transaction.atomic
def look_again(*, referral: Referral, why: str, by: Actor) -> Referral:
    """Open a decided referral again. What was decided, and its work, stay."""
    fresh = at_the_door(referral, by)
    if fresh.is_open:
        raise ValidationError("This referral is open.")
    if not why.strip():
        raise ValidationError({"why": "Say what is new, or what was wrong."})
    fresh.state, fresh.since = State.CHECKING, timezone.now()
    fresh.reply, fresh.replied_at = Reply.NONE, None
    fresh.save(update_fields=["state", "since", "reply", "replied_at"])
    note_step(fresh, Step.Kind.REOPENED, by, text=why)
    return fresh


@transaction.atomic
def take_work(*, work: WorkItem, by: Actor) -> WorkItem:
    """Say that one has begun with it."""
    fresh = _of_own_team(work, by)
    if fresh.state not in (WorkItem.State.WAITING, WorkItem.State.TAKEN):
        raise ValidationError("This work is over.")
    return _turn(fresh, WorkItem.State.TAKEN, by)


@transaction.atomic
def finish_work(*, work: WorkItem, said: str = "", by: Actor) -> WorkItem:
    """The work is done: the case goes on in the team's own room."""
    fresh = _of_own_team(work, by)
    if fresh.state in (WorkItem.State.DONE, WorkItem.State.SENT_BACK):
        raise ValidationError("This work is over.")
    return _turn(fresh, WorkItem.State.DONE, by, said)


@transaction.atomic
def pass_on(*, work: WorkItem, outcome: str, by: Actor) -> WorkItem:
    """The same referral goes on in another way, with the same team. Returns its work.

    What the team had of it before is done. The decision of the front door stands.
    Raises ValidationError for a way that ends there, NotPermitted for other teams.
    """
    if outcome not in GOES_ON:
        raise ValidationError({"outcome": "Choose where it goes."})
    fresh = _of_own_team(work, by)
    if fresh.state == WorkItem.State.SENT_BACK:
        raise ValidationError("This work went back to the front door.")
    if fresh.state != WorkItem.State.DONE:
        fresh = _turn(fresh, WorkItem.State.DONE, by)
    return WorkItem.objects.create(
        **written(by),
        case_id=fresh.case_id,
        decision_id=fresh.decision_id,
        kind=outcome,
        to_team_id=by.own_team,
        due_on=_working_days(BEGUN_WITHIN.get(Outcome(outcome), USUALLY)),
        state_at=timezone.now(),
    )


@transaction.atomic
def send_back(*, work: WorkItem, why: str, by: Actor) -> WorkItem:
    """The team can't take it, and says why: it is on the front door's desk again."""
    fresh = _of_own_team(work, by)
    if not why.strip():
        raise ValidationError({"why": "Say why it comes back."})
    if fresh.state in (WorkItem.State.DONE, WorkItem.State.SENT_BACK):
        raise ValidationError("This work is over.")
    return _turn(fresh, WorkItem.State.SENT_BACK, by, why)


def _check(
    referral: Referral, outcome: str, why: str, to: Team | None, feedback: str
) -> None:
    wrong: dict[str, str] = {}
    if outcome not in Outcome.values:
        wrong["outcome"] = "Choose where it goes."
    if not why.strip():
        wrong["why"] = "Say why. Whoever takes it on reads this."
    if outcome in GOES_ON and to is None:
        wrong["to"] = "Choose the team that takes it on."
    if outcome == Outcome.NOT_APPROPRIATE and feedback not in Feedback.values:
        wrong["feedback"] = "Choose why it is not appropriate: it is counted."
    if outcome != Outcome.NOT_APPROPRIATE and feedback:
        wrong["feedback"] = "Only for a referral that is not appropriate."
    if wrong:
        raise ValidationError(wrong)
    if not referral.is_open:
        raise ValidationError("This referral is decided already.")
    if outcome in GOES_ON and referral.case_id is None:
        raise ValidationError("Open the case first: that is what the team gets.")


def _share(
    referral: Referral, outcome: str, to: Team, reason: Reason | None, by: Actor
) -> Disclosure | None:
    if to.pk == by.own_team:
        return None
    if reason is None:
        raise ValidationError(
            {"basis": "The case goes to another team. Say why that is lawful."}
        )
    assert referral.case_id is not None  # noqa: S101 (checked before)
    if not sharing.owns(referral.case_id):
        raise NotPermitted("Only the team that holds a case shares it.")
    return sharing.share(
        case_id=referral.case_id,
        reason=reason,
        openings=[Opening(to, SHARED[outcome])],
        by=by,
    )


def _make_work(decision: Decision, case_id: uuid.UUID, to: Team, by: Actor) -> WorkItem:
    outcome = Outcome(decision.outcome)
    days = BEGUN_WITHIN.get(outcome, USUALLY)
    work = WorkItem.objects.create(
        **written(by),
        case_id=case_id,
        decision=decision,
        kind=outcome,
        to_team=to,
        due_on=_working_days(days),
        state_at=decision.at,
    )
    if to.pk != by.own_team:
        tell_of_work.defer(
            work_id=str(work.pk),
            case_id=str(case_id),
            partnership_id=by.here,
            team_id=to.pk,
        )
    return work


def _working_days(days: int) -> dt.date:
    return add_working_days(timezone.localdate(), days)


def _of_own_team(work: WorkItem, by: Actor) -> WorkItem:
    permit(by, Verb.SEE_PEOPLE)
    fresh = (
        WorkItem.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=work.pk, to_team_id=by.own_team)
        .first()
    )
    if fresh is None:
        raise NotPermitted("There is no such work for this team.")
    return fresh


def _turn(work: WorkItem, state: str, by: Actor, said: str = "") -> WorkItem:
    work.state, work.state_at = state, timezone.now()
    work.taken_by_id, work.said = by.own_hat, said.strip()
    work.save(update_fields=["state", "state_at", "taken_by", "said"])
    return work
