"""What never came to a case goes: what was begun soon, what ended after the years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from concord.access.actor import acting_as
from concord.access.models import Event
from concord.access.testing import Place
from concord.frontdoor.actions import deciding, drafts, referring, triage
from concord.frontdoor.jobs import dispose, forget_drafts
from concord.frontdoor.models import Draft, Referral
from concord.frontdoor.testing import SAID, at_door, said, teach
from concord.frontdoor.tests.test_police_notices import confirm, record, relay

TABLES = (
    "frontdoor_referral",
    "frontdoor_named",
    "frontdoor_step",
    "frontdoor_decision",
    "frontdoor_notice",
    "frontdoor_relay",
    "access.notice_name",
    "access.referral_name",
)


@pytest.fixture
def at_once(owner_url: str, transactional_db: None) -> Iterator[psycopg.Connection]:
    """The owner's connection to the test's database."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(owner_url, dbname=name, autocommit=True) as owner:
        yield owner


def left(owner: psycopg.Connection) -> dict[str, int]:
    """How many rows each table has, for those that have any."""
    found = {}
    for table in TABLES:
        [[n]] = owner.execute(f"SELECT count(*) FROM {table}").fetchall()  # type: ignore[arg-type]  # noqa: S608
        if n:
            found[table] = n
    return found


def decided(place: Place, *, with_case: bool = False) -> Referral:
    """A referral that is kept from a colleague, and that went nowhere."""
    by, colleague = at_door(place), place.hats["practitioner:Housing"].account
    her = replace(SAID.people[0], email=colleague.email)
    with acting_as(by):
        made = referring.refer(said=said(people=(her, *SAID.people[1:])), by=by)
        if with_case:
            triage.open_case(referral=made, found={}, by=by)
        triage.note(referral=made, text="She has moved.", by=by)
        return deciding.decide(
            referral=made, outcome="advice", why="Advice was given.", by=by
        ).referral


def notice(place: Place) -> None:
    relay(place, record(place), confirm(place, teach(place)))


@pytest.mark.django_db
def test_what_was_begun_is_emptied_after_thirty_days(front_door: Place) -> None:
    by = front_door.actor("practitioner:Police")
    with acting_as(by):
        old = drafts.keep(typed={"victim-given_name": ["Zeb"]}, by=by)
        drafts.keep(typed={"victim-given_name": ["Robin"]}, by=by)
        month = timezone.now() - dt.timedelta(days=31)
        Draft.objects.filter(pk=old.pk).update(saved_at=month)
    forget_drafts(0)
    with acting_as(by):
        kept = {one.pk == old.pk: one for one in Draft.objects.all()}
    assert (kept[True].state, kept[True].typed) == ("dropped", {})
    assert (kept[False].state, bool(kept[False].typed)) == ("open", True)


@pytest.mark.django_db(transaction=True)
def test_what_ended_lately_stays(
    at_once: psycopg.Connection, front_door: Place
) -> None:
    decided(front_door)
    notice(front_door)
    before = left(at_once)
    dispose(0)
    assert left(at_once) == before


@pytest.mark.django_db(transaction=True)
def test_what_ended_long_ago_goes_whole_and_the_audit_says_so(
    at_once: psycopg.Connection, front_door: Place
) -> None:
    gone = decided(front_door)
    notice(front_door)
    assert set(left(at_once)) == set(TABLES)
    at_once.execute("UPDATE frontdoor_referral SET since = '2012-01-04'")
    at_once.execute("UPDATE frontdoor_notice SET state_at = '2012-01-04'")
    dispose(0)
    assert left(at_once) == {}
    with acting_as(front_door.actor("auditor")):
        events = Event.objects.filter(verb="dispose")
        assert {e.table_name for e in events} == {
            "frontdoor_referral",
            "frontdoor_notice",
        }
        assert events.get(table_name="frontdoor_referral").row_id == str(gone.pk)


@pytest.mark.django_db(transaction=True)
def test_what_waits_or_has_a_case_stays_however_old(
    at_once: psycopg.Connection, front_door: Place
) -> None:
    by = at_door(front_door)
    decided(front_door, with_case=True)
    with acting_as(by):
        referring.refer(said=said(), by=by)
    record(front_door)
    at_once.execute("UPDATE frontdoor_referral SET since = '2012-01-04'")
    at_once.execute("UPDATE frontdoor_notice SET state_at = '2012-01-04'")
    before = left(at_once)
    dispose(0)
    assert left(at_once) == before


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["dispose_referrals", "dispose_notices"])
def test_nobody_but_the_job_disposes(front_door: Place, what: str) -> None:
    with (
        acting_as(at_door(front_door)),
        pytest.raises(ProgrammingError, match="Only the job"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT access.{what}()")
