"""The invented referrals of an example, through the verbs of the front door."""

from __future__ import annotations

from contextlib import AbstractContextManager

from concord.access.actor import Actor, acting_as
from concord.access.models import Side
from concord.examples import casework as told
from concord.examples.load_people import known_of
from concord.examples.loading_world import World
from concord.frontdoor import public as frontdoor
from concord.partnership.models import Membership
from concord.partnership.roles import Role


def load_referrals(world: World, casework: told.Casework) -> None:
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


def _look_into(made: frontdoor.Referral, one: told.Referred, by: Actor) -> None:
    if one.taken:
        frontdoor.take_on(referral=made, by=by)
    for code, result, text in one.checks:
        frontdoor.check(referral=made, code=code, result=result, text=text, by=by)
    if one.asked:
        frontdoor.ask(referral=made, what=one.asked, by=by)
    if one.ready:
        frontdoor.ready(referral=made, by=by)


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
