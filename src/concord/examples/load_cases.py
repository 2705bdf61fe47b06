"""The invented cases of an example, through the verbs and as the people who work there.

Casework lives in the present, whatever day the example's plan lives on: decisions,
locks, openings and the audit are dated by the database, and nobody can date them back.
So a case was opened some days before the example is loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.utils import timezone

from concord.access.actions import (
    agreements,
    approvals,
    emergencies,
    locks,
    sharing,
)
from concord.access.actions.sharing import Reason
from concord.access.actor import Actor, acting_as
from concord.access.lawful_basis import bases_for
from concord.access.models import Agreement, Part, Side
from concord.cases.actions import cases, links, transfers
from concord.cases.actions.opening import Newcomer, open_new
from concord.cases.models import Case, Party
from concord.cases.queries.transfers import receiving_teams
from concord.examples import casework as told
from concord.examples.load_people import known_of
from concord.examples.load_risk import assess
from concord.examples.loading_world import World
from concord.partnership.models import Membership
from concord.partnership.roles import SEES_PEOPLE, Role
from concord.people.actions import links as between
from concord.people.actions import persons
from concord.people.actions.persons import Known
from concord.people.models import Person

VOUCHERS = (Role.ADMINISTRATOR, Role.STRATEGIC_LEAD)
NO_SPECIAL_CATEGORY = "none"


def vouch(world: World) -> None:
    """Two people approve each hat that can see people, as anywhere."""
    vouchers = [world.hat_with(role) for role in VOUCHERS]
    for hat in world.hats.values():
        if Role(hat.role) not in SEES_PEOPLE:
            continue
        for voucher in vouchers:
            with as_hat(voucher) as by:
                approvals.approve(hat=hat, why="Example", by=by)


def load_cases(world: World, casework: told.Casework) -> dict[str, Case]:
    """All cases, and what was decided, opened, kept apart and sent."""
    agreement = _agreement(world, casework.agreement)
    made = {story.key: _case(world, story, agreement) for story in casework.cases}
    for counter in casework.counters:
        with as_hat(world.hat_in(counter.by, counter.team)) as by:
            links.counter_allege(
                case=made[counter.case],
                ref=made[counter.other].ref,
                view=counter.view,
                why=counter.why,
                by=by,
            )
    return made


@contextmanager
def as_hat(hat: Membership) -> Iterator[Actor]:
    """Work in somebody's hat: only hats see people, the examples job sees none."""
    with acting_as(Actor.from_hat(hat), why="Example loaded") as actor:
        yield actor


def _agreement(world: World, protocol: told.Protocol) -> Agreement:
    teams = [world.teams[key] for key in protocol.teams]
    agencies = {team.agency_id: team.agency for team in teams}
    with as_hat(world.hat_with(Role.STRATEGIC_LEAD)) as by:
        return agreements.register(
            title=protocol.title,
            purposes=protocol.purposes,
            data_items=protocol.data_items,
            review_on=timezone.localdate() + dt.timedelta(days=200),
            agencies=list(agencies.values()),
            where_kept="With the strategic lead",
            by=by,
        )


def _case(world: World, story: told.Story, agreement: Agreement) -> Case:
    with as_hat(world.hat_in(story.by, story.team)) as by:
        people = {
            one.key: persons.record(known=known_of(one), by=by) for one in story.people
        }
        case = open_new(
            victim=_newcomer(story.on("victim")[0], people),
            alleged=[_newcomer(one, people) for one in story.on("alleged")],
            children=[_newcomer(one, people) for one in story.on("child")],
            opened_on=timezone.localdate() - dt.timedelta(days=story.days_ago),
            by=by,
        )
        if story.household:
            between.live_together(
                persons=[people[key] for key in story.household], by=by
            )
        for correction in story.corrections:
            _correct(people[correction.who], correction, by)
        for decision in story.decisions:
            _share(world, case, decision, agreement, by)
        for assessed in story.assessments:
            assess(case, assessed, by)
        for lock in story.locks:
            locks.lock_out(
                account=world.people[lock.staff],
                person_id=people[lock.who].pk,
                why=lock.why,
                by=by,
            )
        if story.sent is not None:
            _send(case, people, story.sent, by)
        if story.closed_why:
            cases.close(case=case, why=story.closed_why, by=by)
    _by_others(world, case, story, people)
    return case


def _by_others(
    world: World, case: Case, story: told.Story, people: dict[str, Person]
) -> None:
    """What colleagues of other teams wrote in the case, or opened it for."""
    for process in story.processes:
        hat = (
            world.people_hat_of(process.by)
            if process.by
            else world.hat_in(story.by, story.team)
        )
        with as_hat(hat) as by:
            _process(case, process, people, by)
    for opening in story.openings:
        with as_hat(world.people_hat_of(opening.by)) as by:
            emergencies.open_case(
                ref=case.ref, why=opening.why, minutes=opening.minutes, by=by
            )


def _newcomer(one: told.Somebody, people: dict[str, Person]) -> Newcomer:
    return Newcomer(person=people[one.key], relation=one.relation)


def _correct(person: Person, correction: told.Correction, by: Actor) -> None:
    last = persons.latest(person)
    assert last is not None  # noqa: S101  recorded a moment ago
    before = Known.of(last)
    persons.correct(
        person=person,
        known=replace(
            before,
            other_names=[*before.other_names, *correction.other],
            language=correction.language or before.language,
            needs_interpreter=correction.interpreter or before.needs_interpreter,
        ),
        why=correction.why,
        by=by,
    )


def _share(
    world: World, case: Case, decision: told.Decision, agreement: Agreement, by: Actor
) -> None:
    bases = bases_for(world.team_of(by).agency)
    conditions = [c for c in bases.conditions if c != NO_SPECIAL_CATEGORY]
    until = timezone.now() + dt.timedelta(days=decision.days) if decision.days else None
    pieces = frozenset((Part(part), Side(side)) for part, side in decision.pieces)
    sharing.share(
        case_id=case.pk,
        reason=Reason(
            purpose=decision.purpose,
            basis=next(iter(bases.bases)),
            condition=conditions[0],
            why=decision.why,
            told=decision.told,
            why_not_told=decision.why_not_told,
            consent=decision.consent,
            views=decision.views,
            agreement=agreement,
        ),
        openings=[
            sharing.Opening(world.teams[key], pieces, until) for key in decision.teams
        ],
        by=by,
    )


def _process(
    case: Case, process: told.Process, people: dict[str, Person], by: Actor
) -> None:
    about = None
    if process.about:
        about = Party.objects.get(case=case, person=people[process.about])
    days = process.since_days_ago
    links.add_process(
        case=case,
        process=links.Process(
            kind=process.kind,
            led_by=process.led_by,
            note=process.note,
            started_on=timezone.localdate() - dt.timedelta(days=days)
            if days is not None
            else None,
        ),
        about=about,
        by=by,
    )


def _send(case: Case, people: dict[str, Person], sent: told.Sent, by: Actor) -> None:
    """To the other example's MARAC, where that example is there to receive it."""
    there = [
        team
        for team in receiving_teams(by)
        if team.partnership.casefold().startswith(sent.to)
    ]
    if not there:
        return
    wanted = [people[key].pk for key in sent.about]
    transfers.send(
        case=case,
        to_team_id=there[0].team_id,
        about=list(Party.objects.filter(case=case, person__in=wanted)),
        why=sent.why,
        summary=sent.summary,
        by=by,
    )
