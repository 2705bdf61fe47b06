"""Puts the example partnerships into the database, through the verbs that people use.

Once: a partnership that is there is left alone, with everything done in it since.
Each partnership is one transaction, so that a killed load leaves none half-made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from concord.access.actions import hats, partnerships
from concord.access.actor import Actor, acting_as
from concord.examples.example import Example
from concord.examples.load_cases import load_cases, vouch
from concord.examples.load_directory import load_directory
from concord.examples.load_indicators import load_indicators
from concord.examples.load_marac import load_marac
from concord.examples.load_picture import load_picture
from concord.examples.load_plan import load_plans
from concord.examples.load_referrals import load_referrals
from concord.examples.load_returns import load_returns
from concord.examples.loading_world import PRINCIPAL, World
from concord.examples.reading import (
    read_casework,
    read_dashboard,
    read_directory,
    read_examples,
    read_picture,
    read_returned,
    read_standards,
)
from concord.partnership.models import Account, Agency, Partnership
from concord.partnership.roles import Role
from concord.plan.models import Standard

PASSWORD = "trying-out-concord"  # noqa: S105  printed at every start, trial only


def load(report: Callable[[str], None] = print) -> int:
    """Load what is missing and say so; the number of partnerships made."""
    made = 0
    with transaction.atomic():
        _load_standards()
    for example in read_examples():
        if _stands(example.partnership.code):
            continue
        with transaction.atomic():
            _load_one(example)
        made += 1
        report(f"Loaded the example partnership {example.partnership.name}.")
    return made


def _stands(code: str) -> bool:
    with acting_as(Actor.from_job(PRINCIPAL)):
        return Partnership.objects.filter(code=code).exists()


def _load_standards() -> None:
    for scheme in read_standards():
        for position, item in enumerate(scheme.items, start=1):
            Standard.objects.update_or_create(
                code=item.code,
                defaults={
                    "family": scheme.key,
                    "position": position,
                    "title": item.title,
                    "source": scheme.name,
                },
            )


def _load_one(example: Example) -> None:
    area = example.partnership
    partnership = partnerships.found(
        principal=PRINCIPAL,
        code=area.code,
        name=area.name,
        area_name=area.area_name,
        area_code=area.area_code,
        parent_area_name=area.parent_area_name,
        parent_area_code=area.parent_area_code,
        part4_tier=area.part4_tier,
        brand_colour=area.brand_colour,
        terms=area.terms,
        valid=DateRange(area.valid_from, None),
        is_example=True,
        example_note=example.note,
        example_today=example.lives_on,
    )
    world = World(example, partnership)
    with acting_as(world.job, why="Example loaded"):
        _load_who(world)
        _load_people(world)
        load_plans(world)
        dashboard = read_dashboard(example)
        if dashboard is not None:
            load_indicators(world, dashboard)
        published = read_picture(area.code)
        if published is not None:
            load_picture(world, published)
        vouch(world)
        returned = read_returned(example)
        if returned is not None:
            load_returns(world, returned)
        services = read_directory(example.partnership.code)
        if services is not None:
            load_directory(services, by=world.job)
        casework = read_casework(example)
        if casework is not None:
            cases = load_cases(world, casework)
            load_referrals(world, casework, cases)
            load_marac(world, casework)


def _load_who(world: World) -> None:
    example, job = world.example, world.job
    for population in example.partnership.populations:
        partnerships.add_population(
            by=job,
            year=population.year,
            sex=population.sex,
            age_from=population.age_from,
            age_to=population.age_to,
            persons=population.persons,
            approximate=population.approximate,
            source=population.source,
        )
    agencies: dict[str, Agency] = {}
    for agency in example.agencies:
        agencies[agency.key] = partnerships.add_agency(
            name=agency.name,
            kind=agency.kind,
            regime=agency.regime,
            valid=days(agency.valid_from, agency.valid_to),
            by=job,
        )
    for team in example.teams:
        world.teams[team.key] = partnerships.add_team(
            agency=agencies[team.agency],
            name=team.name,
            short_name=team.short_name,
            kind=team.kind,
            gives_statement=team.asked,
            valid=days(team.valid_from, team.valid_to),
            by=job,
        )
    _load_groups(world)


def _load_groups(world: World) -> None:
    for group in world.example.groups:
        world.groups[group.key] = partnerships.add_group(
            name=group.name, kind=group.kind, by=world.job
        )
    for group in world.example.groups:
        made = world.groups[group.key]
        if group.reports_to:
            made.reports_to = world.groups[group.reports_to]
            made.save(update_fields=["reports_to"])
        for held_on in group.meetings:
            partnerships.add_meeting(group=made, held_on=held_on, by=world.job)


def _load_people(world: World) -> None:
    # One slow hash for all: the password is printed at every start anyway.
    hashed = make_password(PASSWORD)
    for person in world.example.people:
        account = Account.objects.filter(email=person.email).first()
        if account is None:
            account = Account.objects.create(
                email=person.email, name=person.name, is_example=True
            )
            account.password = hashed
            account.save(update_fields=["password"])
            TOTP.activate(account, generate_totp_secret())
        world.people[person.key] = account
        for hat in person.hats:
            team = world.teams[hat.team]
            world.hats[(person.key, hat.team, hat.role)] = hats.give(
                account=account,
                team=team,
                role=Role(hat.role),
                title=hat.title,
                # An example's hats are worn today, whatever day it lives on.
                valid=DateRange(hat.starts, None)
                if hat.ends is None
                else days(hat.starts, hat.ends),
                by=world.job,
            )
    for cover in world.example.covers:
        away = world.hat(cover.away, cover.team, "agency_lead")
        deputy = world.hat_of(cover.deputy)
        if away is not None and away.pk != deputy.pk:
            hats.cover(
                away=away,
                deputy=deputy,
                first_day=cover.starts,
                last_day=cover.ends,
                why=cover.why,
                by=world.job,
            )


def days(first: dt.date | None, last: dt.date | None) -> DateRange:
    """A range of days from first to last, both included; None for no limit."""
    return DateRange(first, last + dt.timedelta(days=1) if last else None)
