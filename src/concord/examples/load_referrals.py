"""The invented referrals and notices of an example, through the front door's verbs."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager

from django.utils import timezone

from concord.access.actions.sharing import Reason
from concord.access.actor import Actor, acting_as
from concord.access.lawful_basis import bases_for
from concord.access.models import Consent, Purpose, Side, Told
from concord.cases.models import Case
from concord.examples import casework as told
from concord.examples.load_people import known_of
from concord.examples.loading_world import World
from concord.frontdoor import public as frontdoor
from concord.partnership.models import Membership, Team
from concord.partnership.roles import Role


def load_referrals(
    world: World, casework: told.Casework, cases: dict[str, Case]
) -> None:
    """Who stands at the door, what was referred, and what was done with it."""
    door = casework.front_door
    if door is None:
        return
    with _as(world.hat_with(Role.STRATEGIC_LEAD)) as by:
        frontdoor.set_up(team=world.teams[door.team], by=by)
    at_the_door = world.hat_in(door.by, door.team)
    for one in casework.referrals:
        hat = world.hat_in(one.by, one.team)
        with _as(hat) as by:
            made = frontdoor.refer(said=_said(one, hat), by=by)
        with _as(at_the_door) as by:
            _look_into(made, one, by)
            if (sent := one.marac) is not None and casework.marac is not None:
                to = world.teams[casework.marac.team]
                _send_to_panel(made, cases[sent.case], sent, one.consent, to, by)
    for notice in casework.notices:
        _notify(world, notice)


def _look_into(made: frontdoor.Referral, one: told.Referred, by: Actor) -> None:
    if one.taken:
        frontdoor.take_on(referral=made, by=by)
    for code, result, text in one.checks:
        frontdoor.check(referral=made, code=code, result=result, text=text, by=by)
    if one.asked:
        frontdoor.ask(referral=made, what=one.asked, by=by)
    if one.ready:
        frontdoor.ready(referral=made, by=by)


def _send_to_panel(
    made: frontdoor.Referral,
    case: Case,
    sent: told.ToMarac,
    consent: str,
    to: Team,
    by: Actor,
) -> None:
    frontdoor.put_to_case(referral=made, case=case, found={}, by=by)
    frontdoor.decide(
        referral=made,
        outcome=frontdoor.Outcome(sent.kind),
        why=sent.why,
        to=to,
        reason=reason_of(by, why=sent.why, consent=consent, kind=sent.kind),
        by=by,
    )


def reason_of(by: Actor, *, why: str, consent: str, kind: str = "marac") -> Reason:
    """Why it may go to a panel, under a lawful basis that the agency has."""
    agency = Team.objects.select_related("agency").get(pk=by.own_team).agency
    bases = bases_for(agency)
    return Reason(
        purpose=Purpose.MARAC if kind == "marac" else Purpose.SUPPORT,
        basis=next(iter(bases.bases)),
        condition="safeguarding",
        why=why,
        told=Told.TOLD,
        consent=Consent(consent),
    )


def _notify(world: World, notice: told.Notified) -> None:
    """The key adult is confirmed; the police's own notice waits to be relayed."""
    adult = world.people_hat_of(notice.key_adult)
    with _as(world.hat_with(Role.ADMINISTRATOR)) as by:
        frontdoor.confirm_key_adult(hat=adult, how="The school's office", by=by)
    with _as(world.people_hat_of(notice.by)) as by:
        frontdoor.record_notice(
            sent=frontdoor.Sent(
                police_reference=notice.reference,
                police_sent_at=timezone.now() - dt.timedelta(hours=2),
                given_name=notice.child.given,
                family_name=notice.child.family,
                born_on=notice.child.born,
                happened_on=timezone.localdate() - dt.timedelta(days=notice.days_ago),
                child_was=notice.child_was,
                school=world.teams[notice.school],
                adults=notice.adults,
            ),
            by=by,
        )


def _said(one: told.Referred, hat: Membership) -> frontdoor.Said:
    return frontdoor.Said(
        source=one.source,
        people=[
            frontdoor.Somebody(
                side=Side(somebody.side),
                known=known_of(somebody),
                relation=somebody.relation,
            )
            for somebody in one.people
        ],
        strands=one.strands,
        referrer=frontdoor.Referrer(
            name=hat.account.name, role=one.role, organisation=hat.team.name
        ),
        abuse=one.abuse,
        danger_now=one.danger,
        danger_why=one.danger_why,
        what_happened=one.happened,
        wishes=one.wishes,
        told="told",
        consent=one.consent,
        key=one.key,
    )


def _as(hat: Membership) -> AbstractContextManager[Actor]:
    return acting_as(Actor.from_hat(hat), why="Example loaded")
