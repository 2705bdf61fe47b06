"""A small invented world for tests, arranged through actions as people would.

Two partnerships that must never see each other, with a hat for every role.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from concord.access.actions import approvals, hats, partnerships
from concord.access.actor import Actor, acting_as
from concord.partnership.models import (
    Account,
    Agency,
    Membership,
    Partnership,
    Team,
)
from concord.partnership.roles import SEES_PEOPLE, Role

ALWAYS = DateRange(None, None)


@dataclass
class Place:
    """One invented partnership: its teams by short name, its hats by role."""

    partnership: Partnership
    teams: dict[str, Team] = field(default_factory=dict)
    hats: dict[str, Membership] = field(default_factory=dict)

    def actor(self, role: str) -> Actor:
        """The actor that wears the hat of `role`."""
        return Actor.from_hat(self.hats[role])


def build(code: str, name: str, area_code: str) -> Place:
    """Make a partnership with five teams and a person for each role."""
    partnership = partnerships.found(
        principal="access.setup",
        code=code,
        name=f"{name} Domestic Abuse Partnership",
        area_name=name,
        area_code=area_code,
        is_example=True,
    )
    place = Place(partnership)
    job = Actor.from_job("access.setup", partnership.pk)
    with acting_as(job):
        for short, kind in (
            ("Council", Agency.Kind.COUNCIL),
            ("Police", Agency.Kind.POLICE),
            ("Housing", Agency.Kind.HOUSING),
            ("Specialist service", Agency.Kind.SPECIALIST),
            ("Health", Agency.Kind.HEALTH),
        ):
            agency = partnerships.add_agency(
                name=f"{name} {short}", kind=kind, valid=ALWAYS, by=job
            )
            place.teams[short] = partnerships.add_team(
                agency=agency,
                name=f"{name} {short}",
                short_name=short,
                valid=ALWAYS,
                by=job,
            )
        for role in Role:
            _person(place, role, job)
        for short in ("Police", "Housing"):
            _person(place, Role.AGENCY_LEAD, job, team=short)
        for short in ("Police", "Housing", "Specialist service", "Health"):
            _person(place, Role.PRACTITIONER, job, team=short)
    for key, hat in place.hats.items():
        if key.partition(":")[0] in SEES_PEOPLE:
            vouch(place, hat)
    return place


def vouch(place: Place, hat: Membership) -> None:
    """Two people approve a hat that can see people."""
    for role in ("administrator", "strategic_lead"):
        by = place.actor(role)
        with acting_as(by):
            approvals.approve(hat=hat, by=by)


def another_team(place: Place, short: str, kind: str) -> Team:
    """One more agency with a team, and a practitioner in it who may see people."""
    job = Actor.from_job("access.setup", place.partnership.pk)
    name = f"{place.partnership.area_name} {short}"
    with acting_as(job):
        agency = partnerships.add_agency(name=name, kind=kind, valid=ALWAYS, by=job)
        place.teams[short] = partnerships.add_team(
            agency=agency, name=name, short_name=short, valid=ALWAYS, by=job
        )
        _person(place, Role.PRACTITIONER, job, team=short)
    vouch(place, place.hats[f"practitioner:{short}"])
    return place.teams[short]


def another_auditor(place: Place) -> Membership:
    """A second auditor: another person, in another team."""
    job = Actor.from_job("access.setup", place.partnership.pk)
    with acting_as(job):
        _person(place, Role.AUDITOR, job, team="Police")
    return place.hats["auditor:Police"]


@contextmanager
def days_ago(days: float) -> Iterator[None]:
    """What is said inside was said so many days ago."""
    then = timezone.now() - dt.timedelta(days=days)
    with patch("django.utils.timezone.now", return_value=then):
        yield


def give_without_approval(place: Place, *, team: str, role: Role) -> Membership:
    """A hat as there were many before two people had to approve: nobody has."""
    job = Actor.from_job("access.setup", place.partnership.pk)
    with acting_as(job):
        account = Account.objects.create(
            email=f"unapproved.{team.lower()}@{place.partnership.code}.example",
            name="Invented Newcomer",
            password="correct horse battery",  # noqa: S106
            is_example=True,
        )
        return hats.give(
            account=account, team=place.teams[team], role=role, valid=ALWAYS, by=job
        )


def _person(place: Place, role: Role, job: Actor, team: str = "Council") -> None:
    key = role.value if team == "Council" else f"{role.value}:{team}"
    local = re.sub("[: _]", ".", key).lower()
    account = Account.objects.create(
        email=f"{local}@{place.partnership.code}.example",
        name=f"Invented {role.label}",
        password="correct horse battery",  # noqa: S106
        is_example=True,
    )
    place.hats[key] = hats.give(
        account=account, team=place.teams[team], role=role, valid=ALWAYS, by=job
    )


@pytest.fixture
def elmbrook(db: None) -> Place:
    """An invented partnership."""
    return build("elmbrook", "Elmbrook", "E09999901")


@pytest.fixture
def northmere(db: None) -> Place:
    """Another invented partnership, which Elmbrook must never see."""
    return build("northmere", "Northmere", "E09999902")


def wear(client: Client, hat: Membership) -> Client:
    """Sign `client` in as the person of `hat`, past both steps, with the hat on."""
    client.force_login(
        hat.account, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    session = client.session
    session["hat"] = hat.pk
    session["second_step"] = hat.account_id
    session["touched"] = int(time.time())
    session.update(asked_just_now(hat.account_id))
    session.save()
    return client


def asked_just_now(account_id: int, *, ago: int = 0) -> dict[str, object]:
    """What a session holds when password or code was given `ago` seconds before."""
    return {
        "account_authentication_methods": [
            {"method": "password", "at": time.time() - ago}
        ],
        "account_authentication_methods_user": str(account_id),
    }
