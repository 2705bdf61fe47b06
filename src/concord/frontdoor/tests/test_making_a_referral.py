from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from concord.access.actor import Actor, acting_as
from concord.access.models import Part, Side
from concord.access.permit import NotPermitted
from concord.access.testing import Place
from concord.cases.testing import known
from concord.frontdoor.actions import referring, triage
from concord.frontdoor.models import Named, Referral
from concord.frontdoor.said import Said, Somebody
from concord.frontdoor.testing import SAID, at_door, said
from concord.people.models import ContactPoint

pytestmark = pytest.mark.django_db


def police(place: Place) -> Actor:
    return place.actor("practitioner:Police")


def refer(place: Place, what: Said = SAID) -> Referral:
    by = police(place)
    with acting_as(by):
        return referring.refer(said=what, by=by)


def test_the_front_door_gets_what_was_said_word_for_word(front_door: Place) -> None:
    made = refer(front_door)
    door = at_door(front_door)
    with acting_as(door):
        got = Referral.objects.get(pk=made.pk)
        assert got.what_happened == SAID.what_happened
        assert got.state == Referral.State.NEW
        assert [n.name for n in got.named.all()] == [
            "Petronella Wychwood",
            "Osgood Fenwickson",
            "Tansy Wychwood",
        ]
        assert got.named.get(side="victim").phone == "07700 900141"


def test_whoever_refers_keeps_reading_what_they_wrote(front_door: Place) -> None:
    made = refer(front_door)
    with acting_as(police(front_door)):
        assert Referral.objects.get(pk=made.pk).named.count() == 3


@pytest.mark.parametrize("who", ["practitioner:Housing", "practitioner:Health"])
def test_nobody_else_sees_it(front_door: Place, northmere: Place, who: str) -> None:
    refer(front_door)
    for place in (front_door, northmere):
        with acting_as(place.actor(who)):
            assert not Referral.objects.exists()
            assert not Named.objects.exists()


def test_fact_6_refused_or_missing_consent_never_stops_a_referral(
    front_door: Place,
) -> None:
    for consent in ("refused", "not_sought", ""):
        assert refer(front_door, said(consent=consent)).pk


def test_what_was_said_is_never_changed(front_door: Place) -> None:
    made = refer(front_door)
    door = at_door(front_door)
    with acting_as(door), pytest.raises(DatabaseError), transaction.atomic():
        Referral.objects.filter(pk=made.pk).update(what_happened="Nothing")
    with acting_as(police(front_door)):
        assert not Referral.objects.filter(pk=made.pk).update(state="decided")


def test_the_same_key_from_the_same_team_is_one_referral(front_door: Place) -> None:
    first = refer(front_door, said(key="A-1"))
    assert refer(front_door, said(key="A-1")).pk == first.pk
    assert refer(front_door, said(key="A-2")).pk != first.pk
    housing = front_door.actor("practitioner:Housing")
    with acting_as(housing):
        other = referring.refer(said=said(key="A-1"), by=housing)
    assert other.pk != first.pk


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"people": ()}, "people", "whom it is about"),
        ({"strands": ()}, "strands", "what it is about"),
        (
            {"strands": ("parental_conflict", "stalking")},
            "strands",
            "take the conflict",
        ),
        ({"what_happened": "  "}, "what_happened", "what happened"),
        ({"danger_now": ""}, "danger_now", "in danger now"),
        ({"told": "not_told"}, "told_why_not", "never stops"),
        (
            {"event_on": timezone.localdate() + dt.timedelta(days=3)},
            "event_on",
            "still to come",
        ),
    ],
)
def test_what_is_missing_or_contradicts_is_named(
    front_door: Place, wrong: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        refer(front_door, said(**wrong))
    assert words in refused.value.message_dict[field][0]


def test_a_number_that_nobody_could_ring_is_asked_for_again(front_door: Place) -> None:
    victim = replace(SAID.people[0], phone="0770")
    with pytest.raises(ValidationError) as refused:
        refer(front_door, said(people=(victim,)))
    assert "phone" in refused.value.message_dict


def girl(born: dt.date | None) -> Somebody:
    return Somebody(Side.VICTIM, known("Ottilie", "Merrowdown", born))


@pytest.mark.parametrize(
    ("years", "is_asked"), [(12, True), (17, True), (None, True), (18, False)]
)
def test_fgm_of_somebody_under_18_asks_for_the_report_to_the_police(
    front_door: Place, years: int | None, is_asked: bool
) -> None:
    today = timezone.localdate()
    born = today.replace(year=today.year - years, day=1) if years else None
    what = said(people=(girl(born),), strands=("fgm",))
    if not is_asked:
        assert refer(front_door, what).pk
        return
    with pytest.raises(ValidationError) as refused:
        refer(front_door, what)
    assert "FGM" in refused.value.message_dict["mandatory_report"][0]
    assert refer(front_door, replace(what, mandatory_report="made")).pk


def test_without_a_team_at_the_door_it_says_what_to_do(elmbrook: Place) -> None:
    with pytest.raises(ValidationError, match="Ask whoever manages"):
        refer(elmbrook)


# Without an account ------------------------------------------------------------------


def from_outside(place: Place, what: Said) -> str:
    by = Actor.from_job("frontdoor.public", place.partnership.pk)
    with acting_as(by):
        return referring.take(said=what, by=by)


HERSELF = said(source="self", referrer=replace(SAID.referrer, name=""), told="")


def test_somebody_without_an_account_is_heard(front_door: Place) -> None:
    ref = from_outside(front_door, HERSELF)
    with acting_as(at_door(front_door)):
        got = Referral.objects.get(ref=ref)
        assert (got.source, got.written_by_id, got.from_team_id) == ("self", None, None)
        assert got.named.get(side="victim").safe_when == "Mornings"
        assert got.received_at is not None


def test_the_way_in_reads_nothing(front_door: Place) -> None:
    refer(front_door)
    with acting_as(Actor.from_job("frontdoor.public", front_door.partnership.pk)):
        from_outside(front_door, HERSELF)
        assert not Referral.objects.exists()
        assert not Named.objects.exists()


def test_nobody_else_may_use_the_way_in(front_door: Place) -> None:
    by = police(front_door)
    with acting_as(by), pytest.raises(NotPermitted):
        referring.take(said=HERSELF, by=by)
    with (
        acting_as(by),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT access.take_referral('{}', '[]')")


def test_a_forged_column_is_overruled(front_door: Place, northmere: Place) -> None:
    """Whatever the way in is given, the referral lands at this door, new."""
    other = northmere.teams["Police"].pk
    by = Actor.from_job("frontdoor.public", front_door.partnership.pk)
    columns = referring._columns(HERSELF) | {
        "ref": "R-2222-2222",
        "to_team_id": other,
        "owner_team_id": other,
        "partnership_id": northmere.partnership.pk,
        "state": "decided",
        "reply": "acting",
    }
    with acting_as(by), connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.take_referral(%s::jsonb, '[]'::jsonb)",
            [referring._json(columns)],
        )
    with acting_as(at_door(front_door)):
        got = Referral.objects.get(ref="R-2222-2222")
        assert (got.state, got.reply) == ("new", "")


def test_what_comes_twice_is_kept_once(front_door: Place) -> None:
    again = replace(HERSELF, key="once")
    assert from_outside(front_door, again) == from_outside(front_door, again)


# Locks before there is a case --------------------------------------------------------


def test_staff_whom_a_referral_names_do_not_see_it(front_door: Place) -> None:
    account = front_door.hats["practitioner:Specialist service"].account
    given, _, family = account.name.partition(" ")
    his = said(people=(SAID.people[0], Somebody(Side.ALLEGED, known(given, family))))
    made = refer(front_door, his)
    plain = refer(front_door)
    with acting_as(at_door(front_door)):
        assert [r.pk for r in Referral.objects.all()] == [plain.pk]
        assert not Named.objects.filter(referral_id=made.pk).exists()


def test_nor_by_their_address_at_work(front_door: Place) -> None:
    account = front_door.hats["practitioner:Specialist service"].account
    victim = replace(SAID.people[0], email=account.email.upper())
    refer(front_door, said(people=(victim,)))
    with acting_as(at_door(front_door)):
        assert not Referral.objects.exists()


def test_the_gp_practice_is_kept_as_a_place_of_hers(front_door: Place) -> None:
    """A practice tells where somebody lives: no way that a referral goes shares it."""
    her = replace(SAID.people[0], gp="Elm Practice, ZZ1 1ZZ")
    by = at_door(front_door)
    with acting_as(by):
        referral = referring.refer(said=said(people=(her,)), by=by)
        triage.open_case(referral=referral, found={}, by=by)
        point = ContactPoint.objects.get(kind=ContactPoint.Kind.GP)
    assert (point.part, point.side) == (Part.LOCATION, Side.VICTIM)


def test_a_server_of_before_that_names_no_practice_still_takes_referrals(
    front_door: Place,
) -> None:
    columns, people = referring.as_json(said(source="self"))
    rows = [{k: v for k, v in one.items() if k != "gp"} for one in json.loads(people)]
    by = Actor.from_job(referring.PUBLIC, front_door.partnership.pk)
    with acting_as(by), connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.take_referral(%s::jsonb, %s::jsonb)",
            [columns, json.dumps(rows)],
        )
        assert cursor.fetchone()[0].startswith("R-")
